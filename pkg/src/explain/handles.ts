/** The handles of the second WebAssembly module: made of what the first one's were made of, and freed after use. */
import { type Gate, sourceOf } from '../gate.js'
import { documentOf, type Policy } from '../policy.js'
import * as wasm from '../wasm/explain.js'

/** The same gate in the other module, made when first needed and again when the keys have changed. */
export const twinOf = (gate: Gate): wasm.Gate => {
  const { policy, keySets, generation } = sourceOf(gate)
  const known = twins.get(gate)
  if (known?.generation === generation) return known.twin
  const twin = new wasm.Gate(new wasm.Policy(policy))
  for (const [issuer, jwks] of keySets) twin.setKeys(issuer, jwks)
  known?.twin.free()
  twins.set(gate, { generation, twin })
  return twin
}

const twins = new WeakMap<Gate, { readonly generation: number; readonly twin: wasm.Gate }>()

export const withPolicy = <T>(policy: Policy, work: (policy: wasm.Policy) => T): T =>
  using(new wasm.Policy(documentOf(policy)), work)

export const using = <H extends { free(): void }, T>(handle: H, work: (handle: H) => T): T => {
  try {
    return work(handle)
  } finally {
    handle.free()
  }
}
