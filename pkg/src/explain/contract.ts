/**
 * What an explanation says, as types. Its JSON Schema comes with the command (`claimgate schema explanation`); a test holds the two
 * together.
 */
import type { Code } from '../codes.js'
import type { Problem } from '../contract.js'

/** How much an identity admits. */
export type Grade = 'exact' | 'narrow' | 'broad' | 'dangerous'

/** A job that shows what an identity admits. */
export interface Example {
  /** The `sub` of its token. */
  readonly subject: string
  /** What the job is, such as `a pull request`. */
  readonly job: string
}

/** Something that makes an identity wider, or narrower, than its author may think. */
export interface Finding {
  /** A stable name, such as `owner_not_pinned`. */
  readonly code: string
  readonly severity: 'note' | 'warning' | 'error'
  /** The best grade that the identity can have because of it, where it bears on the grade. */
  readonly grade: Grade | null
  /** Where it is (RFC 6901): from `lint` in the policy document, from `safety` in the identity. */
  readonly pointer: string
  readonly message: string
  readonly fix: string
}

/** What an identity admits, told without any token: jobs were made up and held against it. */
export interface Safety {
  /** Its e-mail address. */
  readonly identity: string
  readonly name: string
  /** None: it can never match. */
  readonly grade: Grade | null
  readonly admits: readonly Example[]
  /** The nearest job that it does not admit. */
  readonly refuses: Example | null
  readonly findings: readonly Finding[]
}

/** At which time a token is judged: now, when it was issued, or whenever it is valid. */
export type Moment = 'now' | 'issued_at' | 'any_time'

/** What the address of a repository tells, named as the members of an identity. */
export interface Repository {
  readonly platform: string
  readonly owner: string
  readonly repository: string
  readonly branch: string | null
  readonly tag: string | null
}

/** A cloud that lets jobs in by the tokens of their platform. */
export type Cloud = 'aws' | 'google-cloud' | 'azure'

/** What a cloud is told so that it lets in the jobs of an identity. */
export interface CloudTrust {
  /** The JSON that the cloud reads, with words in capitals where an account is to be named; none if the identity demands what the cloud cannot look at. */
  readonly document: string | null
  /** What it admits more, or less, than the identity. */
  readonly differences: readonly string[]
  /** Why there is no document. */
  readonly problem: Problem | null
}

export type State = 'passed' | 'failed' | 'warned' | 'unknown' | 'not_reached'

/** How one check went. */
export interface Checked {
  readonly check: string
  readonly title: string
  readonly state: State
  readonly expected: string | null
  readonly actual: string | null
  readonly code: string | null
  readonly message: string | null
  readonly fix: string | null
  readonly hints: readonly { readonly hint: string; readonly text: string }[]
  /** What it reads of the token: `header/alg`, `claims/aud`. */
  readonly reads: readonly string[]
}

/** A verdict or an answer as it is shown. */
export interface Shown {
  readonly text: string
  /** What it says to whoever only sees its colour. */
  readonly role: 'good' | 'bad' | 'doubtful' | 'unknown'
}

/** The answer to one of the four questions. */
export interface Answered {
  readonly question: string
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly shown: Shown
  readonly text: string
}

/** A change that would help. */
export interface Fix {
  readonly advice: string
  readonly target: 'policy' | 'workflow' | 'elsewhere'
  readonly text: string
  /** What else the change would admit. */
  readonly admits: string | null
  /** The change to the policy document, as a JSON Patch (RFC 6902). */
  readonly patch: readonly { readonly op: 'add' | 'remove'; readonly path: string; readonly value?: unknown }[]
  readonly grade: Grade | null
  /** Whether nothing else would speak against the token. */
  readonly sufficient: boolean
}

/** How near an identity came. */
export interface Nearness {
  readonly pointer: string
  readonly name: string
  readonly email: string
  /** Whether the token's claims fit it. This alone admits nobody. */
  readonly fits: boolean
  readonly mismatches: readonly {
    readonly check: string
    readonly code: Code
    readonly message: string
    readonly expected: string | null
    readonly actual: string | null
    readonly fix: string | null
  }[]
  readonly grade: Grade | null
}

/** A header parameter or a claim. */
export interface ExplainedMember {
  readonly name: string
  /** The JSON text of its value, unchanged. */
  readonly raw: string
  readonly meaning: string
  readonly date: string | null
  readonly usedBy: readonly { readonly check: string; readonly state: State }[]
}

/** Everything worth knowing about a token, or about whatever was pasted instead of one. It grants nothing, and reveals the policy. */
export interface Explanation {
  readonly word: 'accepted' | 'would_have_been_accepted' | 'not_proven' | 'rejected'
  /** That word as it is shown, or what stands in its place where there is nothing to judge. */
  readonly shown: Shown
  readonly headline: string
  /** What to warn of beside it: a token was accepted by an identity that is not safe. */
  readonly caution: string | null
  /** Whether neither a token nor claims were found. */
  readonly lacksToken: boolean
  /** What the gate decides now; none without a policy. */
  readonly decision:
    | { readonly verdict: 'allow'; readonly code: null; readonly identity: string }
    | { readonly verdict: 'reject' | 'deny'; readonly code: Code; readonly identity: null }
    | null
  readonly at: { readonly asOf: Moment | 'moment'; readonly time: number; readonly now: number; readonly text: string }
  readonly answers: {
    readonly genuine: Answered
    readonly current: Answered
    readonly allowed: Answered
    readonly safe: Answered
  }
  readonly checks: readonly Checked[]
  readonly fixes: readonly Fix[]
  readonly identities: readonly Nearness[]
  readonly identityCount: number
  readonly alsoAdmits: readonly Example[]
  readonly refuses: Example | null
  readonly job: string | null
  readonly subject: {
    readonly text: string
    readonly form: 'default' | 'customised' | 'other'
    readonly parts: readonly {
      readonly start: number
      readonly end: number
      readonly kind: string
      readonly text: string
      readonly meaning: string
    }[]
  } | null
  readonly header: readonly ExplainedMember[]
  readonly claims: readonly ExplainedMember[]
  readonly intake: Intake
}

/** What was pasted, and how the token was found in it; without the token's signature. */
export interface Intake {
  readonly form: string
  /** What kind of keys it is, where it is no token but keys. */
  readonly material: string | null
  readonly message: string
  readonly fix: string | null
  readonly bytes: number
  /** What was removed or decoded on the way to the token. */
  readonly steps: readonly Told[]
  readonly notes: readonly Told[]
  readonly redacted: string | null
  /** The name under which the token stood, such as that of a variable. */
  readonly label: string | null
  /** Other tokens that were found. */
  readonly candidates: readonly { readonly form: string; readonly label: string | null; readonly byte: number }[]
  readonly anatomy: { readonly header: Part | null; readonly claims: Part | null; readonly signature: Part | null }
}

/** Something that was done to what was pasted, or is odd about it, and at which byte. */
export interface Told {
  readonly code: string
  readonly text: string
  readonly name: string | null
  readonly count: number
  readonly byte: number | null
}

/** A part of the token, from one byte to another; of the signature neither text nor members. */
export interface Part {
  readonly start: number
  readonly end: number
  readonly decodedBytes: number
  readonly text: string
  readonly members: readonly { readonly name: string; readonly raw: string; readonly nameByte: number; readonly byte: number }[]
  readonly faults: readonly {
    readonly code: string
    readonly text: string
    readonly byte: number
    /** In which text the byte counts. */
    readonly in: 'token' | 'decoded'
    readonly firstByte: number | null
    readonly name: string | null
    readonly before: string
    readonly behind: string
  }[]
}
