/** The handles of the module that explains: made of what the others' were made of, and freed after use. */
import { documentOf, type Policy } from '../policy.js'
import { twins } from '../twins.js'
import * as wasm from '../wasm/explain.js'

/** The same gate in that module. */
export const twinOf = twins((policy) => new wasm.Gate(new wasm.Policy(policy)))

export const withPolicy = <T>(policy: Policy, work: (policy: wasm.Policy) => T): T =>
  using(new wasm.Policy(documentOf(policy)), work)

export const using = <H extends { free(): void }, T>(handle: H, work: (handle: H) => T): T => {
  try {
    return work(handle)
  } finally {
    handle.free()
  }
}
