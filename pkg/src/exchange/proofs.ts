/** What stands behind decisions that are plain data: whoever has such an object has it from here. */
import type { Gate } from '../gate.js'
import type { SeenToken } from '../wasm/exchange.js'
import type { AccessAllow, Exchanged } from './contract.js'

interface Proof {
  readonly gate: Gate
  readonly seen: SeenToken
  readonly now: bigint
  readonly email: string
}

const proofs = new WeakMap<Exchanged, Proof>()

export const prove = (exchanged: Exchanged, proof: Proof): Exchanged => {
  proofs.set(exchanged, proof)
  return exchanged
}

export const proofOf = (exchanged: Exchanged): Proof => {
  const proof = proofs.get(exchanged)
  if (proof === undefined) throw new TypeError('`exchanged` must be what `exchange` gave')
  return proof
}

/** What was allowed a moment ago is so still, unless the keys were replaced meanwhile. */
export const still = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('the keys of the issuer were replaced since the exchange: exchange the token again')
  return value
}

const accesses = new WeakSet<AccessAllow>()

export const isAccessAllow = {
  mark: (allow: AccessAllow): AccessAllow => {
    accesses.add(allow)
    return allow
  },
  holds: (allow: object): allow is AccessAllow => accesses.has(allow as AccessAllow),
}
