/** The one call to the core. Everything that the page says comes from here. */
import { ClaimgateError, Gate, type KeySource, Policy, type Problem } from 'claimgate/init'
import { type Cloud, type CloudTrust, explain, explainInWords, type Explanation, exportToCloud, type Moment } from 'claimgate/explain'

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
  /** What was asked. */
  readonly question: Question
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

export const ask = (question: Question): Answer => {
  const { pasted, now, moment } = question
  const { gate, faults, keyFaults } = gateOf(question)
  return {
    question,
    explanation: explain(pasted, now, gate === undefined ? { moment } : { moment, gate }),
    faults,
    keyFaults,
    sources: gate?.keySources ?? [],
    wanted: gate?.wantedKeys.map(({ issuer }) => issuer) ?? [],
  }
}

/** A page for a ticket: everything but the token. */
export const report = ({ pasted, now, moment, ...setting }: Question): string => {
  const { gate } = gateOf(setting)
  return explainInWords(pasted, now, { form: 'markdown', moment, ...(gate === undefined ? {} : { gate }) })
}

/** What a cloud is told so that it lets in the jobs of an identity; nothing where that cannot be loaded. */
export const trustOf = ({ policy }: Question, email: string, cloud: Cloud): CloudTrust | undefined => {
  const made = policy === '' ? undefined : attempt(() => new Policy(policy))
  if (made === undefined || made instanceof ClaimgateError) return undefined
  try {
    return exportToCloud(made, email, cloud)
  } finally {
    made.free()
  }
}

type Setting = Pick<Question, 'policy' | 'keys'>

/** Why a wish was not granted. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof ClaimgateError)) throw error
  return [error.problem.message, error.problem.fix].filter((it) => it !== null).join('; ')
}

interface Built {
  readonly gate?: Gate
  readonly faults: readonly Problem[]
  readonly keyFaults: Readonly<Record<string, Problem>>
}

/** The gate is made anew only when the policy or the keys have changed. */
const gateOf = ({ policy, keys }: Setting): Built => {
  if (last?.policy !== policy || last.keys !== keys) {
    last?.built.gate?.free()
    last = { policy, keys, built: build({ policy, keys }) }
  }
  return last.built
}

let last: (Setting & { readonly built: Built }) | undefined

const build = ({ policy, keys }: Setting): Built => {
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
