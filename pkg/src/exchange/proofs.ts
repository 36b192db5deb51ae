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

/** Whose jobs access tokens stand for. */
const subjects = new WeakMap<AccessAllow, string | undefined>()

export const proveAccess = (allow: AccessAllow, subject: string | undefined): AccessAllow => {
  subjects.set(allow, subject)
  return allow
}

export const isAccessAllow = (allow: object): allow is AccessAllow => subjects.has(allow as AccessAllow)

export const subjectOf = (allow: AccessAllow): string | undefined => subjects.get(allow)
