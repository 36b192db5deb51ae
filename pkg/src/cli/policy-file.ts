/** The policy document, and the keys of its issuers from files. */
import { ClaimgateError, Gate, Policy } from '../index.js'
import { failure, faultOf, ofDocument } from './fault.js'
import { KIBIBYTE, readDocument } from './input.js'
import type { Output } from './output.js'

/** Reads a policy, or throws every fault that it has. */
export const loadPolicy = async (file: string): Promise<Policy> => {
  const document = await readDocument(file, MAX_POLICY)
  return orFaults(file, () => new Policy(document))
}

/** A gate with the keys that stand in the policy, and those of the files: `FILE` or `ISSUER=FILE`. */
export const loadGate = async (policyFile: string, jwks: readonly string[], output: Output): Promise<Gate> => {
  const gate = new Gate(await loadPolicy(policyFile))
  const given = jwks.map((option) => keysOf(option, gate))
  // What names its issuer comes first, so that the others stand for the rest.
  for (const { issuer, file } of [...given.filter((it) => it.issuer), ...given.filter((it) => !it.issuer)]) {
    const issuers = issuer === undefined ? withoutKeys(gate, file, output) : [issuer]
    const keys = await readDocument(file, MAX_KEY_SET)
    for (const one of issuers) orFaults(file, () => gate.setKeys(one, keys))
  }
  return gate
}

/** Splits `ISSUER=FILE` by the issuers of the policy, for both may hold a `=` themselves. */
const keysOf = (option: string, gate: Gate): { readonly issuer?: string; readonly file: string } => {
  const issuers = gate.keySources.map(({ issuer }) => issuer)
  const [issuer] = issuers.filter((it) => option.startsWith(`${it}=`)).sort((one, other) => other.length - one.length)
  if (issuer !== undefined) return { issuer, file: option.slice(issuer.length + 1) }
  if (!option.startsWith('https://')) return { file: option }
  const message = `\`${option}\` begins with no issuer of the policy; among them are ${issuers.slice(0, LONGEST_LIST).join(', ')}`
  throw failure('issuer_untrusted', message, 'write the issuer as the policy does, then `=` and where its keys are')
}

/** The issuers for which a file stands that names none. */
const withoutKeys = (gate: Gate, file: string, output: Output): readonly string[] => {
  const issuers = gate.wantedKeys.map(({ issuer }) => issuer)
  if (issuers.length === 0) {
    const message = 'these keys are not used: the policy and other options have the keys of every issuer'
    output.warn(faultOf('keys_unused', message, 'to replace keys, name the issuer: `ISSUER=…`', file))
  }
  if (issuers.length > 1) {
    const message = `these keys stand for ${issuers.length} issuers: ${issuers.join(', ')}`
    output.warn(faultOf('keys_shared', message, 'each could sign in the name of the others; name the issuer: `ISSUER=…`', file))
  }
  return issuers
}

const orFaults = <T>(file: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw error instanceof ClaimgateError ? ofDocument(file, error.problems) : error
  }
}

const LONGEST_LIST = 8
// The core's own limits; what is larger it would refuse.
const MAX_POLICY = 64 * KIBIBYTE * KIBIBYTE
const MAX_KEY_SET = 256 * KIBIBYTE
