/** The one call to the core. Everything that the page says comes from here. */
import { ClaimgateError, Gate, type KeySource, type Problem } from 'claimgate/init'
import { explain, explainInWords, type Explanation, type Moment } from 'claimgate/explain'

import { json } from './views/claims.ts'

/** All that an answer depends on. */
export interface Question {
  /** Whatever was pasted. */
  readonly pasted: string
  /** The policy document; empty for none. */
  readonly policy: string
  /** The key sets that the reader gave, by issuer. */
  readonly keys: Readonly<Record<string, string>>
  /** Seconds since 1970. */
  readonly now: number
  /** As of when the token is judged; a number is a time in seconds since 1970. */
  readonly moment: Moment | number
}

export interface Answer {
  readonly explanation: Explanation
  /** Why the policy is refused. */
  readonly faults: readonly Problem[]
  /** Why a key set is refused, by issuer. */
  readonly keyFaults: Readonly<Record<string, Problem>>
  /** Where the issuers of the policy publish their keys. */
  readonly sources: readonly KeySource[]
  /** The issuers whose keys are still missing. */
  readonly wanted: readonly string[]
}

export const ask = ({ pasted, now, moment, ...setting }: Question): Answer => {
  const { gate, faults, keyFaults } = gateOf(setting)
  return {
    explanation: explain(pasted, now, gate === undefined ? { moment } : { moment, gate }),
    faults,
    keyFaults,
    sources: gate?.keySources ?? [],
    wanted: gate?.wantedKeys.map(({ issuer }) => issuer) ?? [],
  }
}

/** The claims as JSON, with every value as the token has it. */
export const claimsText = (question: Question): string => json(ask(question).explanation.claims)

/** A page for a ticket: everything but the token. */
export const report = ({ pasted, now, moment, ...setting }: Question): string => {
  const { gate } = gateOf(setting)
  return explainInWords(pasted, now, { form: 'markdown', moment, ...(gate === undefined ? {} : { gate }) })
}

interface Built {
  readonly gate?: Gate
  readonly faults: readonly Problem[]
  readonly keyFaults: Readonly<Record<string, Problem>>
}

/** The gate is made anew only when the policy or the keys have changed. */
const gateOf = (setting: Pick<Question, 'policy' | 'keys'>): Built => {
  if (last?.policy !== setting.policy || last.keys !== setting.keys) {
    last?.built.gate?.free()
    last = { ...setting, built: build(setting) }
  }
  return last.built
}

let last: (Pick<Question, 'policy' | 'keys'> & { readonly built: Built }) | undefined

const build = ({ policy, keys }: Pick<Question, 'policy' | 'keys'>): Built => {
  if (policy === '') return { faults: [], keyFaults: {} }
  const made = attempt(() => new Gate(policy, { crypto: 'wasm' }))
  if (made instanceof ClaimgateError) return { faults: made.problems, keyFaults: {} }
  const issuers = new Set(made.keySources.map(({ issuer }) => issuer))
  const refused = Object.entries(keys).flatMap(([issuer, jwks]) => {
    // Keys stay with the issuer for which they were given; they wait for the policy to name it again.
    const outcome = issuers.has(issuer) ? attempt(() => made.setKeys(issuer, jwks)) : undefined
    return outcome instanceof ClaimgateError ? [[issuer, outcome.problem] as const] : []
  })
  return { gate: made, faults: [], keyFaults: Object.fromEntries(refused) }
}

const attempt = <T>(work: () => T): T | ClaimgateError => {
  try {
    return work()
  } catch (error) {
    if (error instanceof ClaimgateError) return error
    throw error
  }
}
