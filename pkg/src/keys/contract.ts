/** What `claimgate/keys` promises, as types. Nothing here is code. */
import type { Problem } from '../contract.js'
import type { RemoteKeys } from './index.js'

/** Why the keys of an issuer could not be fetched. The gate keeps those that it has. */
export interface KeyFailure {
  readonly issuer: string
  /** Its code is `fetch_failed`, or says what is wrong with the document that came. */
  readonly problem: Problem
}

export interface RemoteKeysOptions {
  /** Makes the requests. Default: the global `fetch`. */
  readonly fetch?: (address: string, init: RequestInit) => Promise<Response>
  /** The time in seconds since 1970. Default: the clock of the machine. */
  readonly now?: () => number
  /** An issuer is asked at most once in so many seconds, whatever it answers: 30 by default, and 5 at most while it has no keys at all. */
  readonly cooldown?: number
  /** For how many seconds keys count if no newer ones can be had: a day by default. */
  readonly staleFor?: number
  /** How many seconds a request may take: 5 by default. */
  readonly timeout?: number
  /** Whether only the keys are fetched that the gate lacks by now; what it has stays. By default that is replaced by newer ones. */
  readonly onlyMissing?: boolean
  /**
   * The one that fetches for the policy which the gate's policy replaces: what it has fetched goes over, so that nobody is refused while a
   * key server is down. That is so for issuers whose address is the same in both policies; the keys keep their age, and count for the
   * `algorithms` of the new policy. Keys that stand in the old policy, or were given by `setKeys`, do not go over. Its `fetch` must ask the
   * same servers. Free it afterwards.
   */
  readonly inheritFrom?: RemoteKeys
  /** Called whenever keys could not be fetched, for a log. */
  readonly onFailure?: (failure: KeyFailure) => void
}
