/** All that the reader has given and chosen. The picture follows from it, and from nothing else. */
import type { Moment } from 'claimgate/explain'

import type { Question } from './engine.ts'
import type { ClaimsView } from './views/claims.ts'
import type { SnippetName } from './views/snippets.ts'

export interface State {
  pasted: string
  /** At which byte the token begins that is judged, where the text has several and the reader chose another than the first. */
  from: number
  /** The second token, to be compared with the first. */
  other: string
  /** The name of the example that is shown, in whose world the time stands still. */
  example: string | undefined
  /** The policy document; empty for none. */
  policy: string
  /** Which of its identities the form shows. */
  place: number
  /** The key sets, by the issuer for which they were given. */
  keys: Readonly<Record<string, string>>
  /** Those of the examples. */
  demoKeys: Readonly<Record<string, string>>
  /** Why the last keys were not taken. */
  keyFault: string
  /** As of when the token is judged; a number is a time in seconds since 1970. */
  moment: Moment | number
  view: ClaimsView
  snippet: SnippetName
  /** The policies before the changes that were applied, the last one first. */
  undo: readonly string[]
  /** Why the last wish could not be granted. */
  trouble: string
}

/** What the core is asked about it. */
export const questionOf = (state: State, now: number): Question => {
  const { policy, keys, moment } = state
  return { pasted: judged(state), policy, keys, now, moment }
}

/** What is judged: all that was pasted, or all from the token on that the reader chose. */
export const judged = ({ pasted, from }: State): string =>
  from === 0 ? pasted : new TextDecoder().decode(new TextEncoder().encode(pasted).subarray(from))
