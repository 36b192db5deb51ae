/** The policy in force, with the keys of its issuers. A newer one takes its place between two requests; a bad one never does. */
import { ClaimgateError, Gate, type Problem } from 'claimgate'
import { RemoteKeys } from 'claimgate/keys'

import type { Configuration } from './configuration.ts'
import type { PolicySource } from './policy-source.ts'
import type { Telemetry } from './telemetry.ts'

/** A policy, ready for tokens. */
export interface PolicyInForce {
  readonly gate: Gate
  readonly keys: RemoteKeys
  /** The SHA-256 of its document in hex, by which the log tells one from another. */
  readonly digest: string
}

export interface PolicyHolder {
  /** Whether there is one now; it looks for none. */
  readonly isThere: () => boolean
  /**
   * Gives the policy in force for as long as `work` goes on, or nothing if there is none. Looks for a newer one now and then, after the
   * request, so that none waits for it.
   */
  readonly use: <T>(work: (policy: PolicyInForce | undefined) => Promise<T>, waitUntil: (work: Promise<unknown>) => void) => Promise<T>
}

interface Held extends PolicyInForce {
  readonly document: string
  /** Requests that are using it. */
  users: number
}

export const policyHolder = (settings: Configuration, telemetry: Telemetry): PolicyHolder => {
  const { policy: source, policyCheck } = settings
  let held: Held | undefined
  let refused: string | undefined
  let lookedAt = -Infinity

  const look = async () => {
    const document = await documentOf(source, telemetry)
    if (document === undefined || document === held?.document || document === refused) return
    const digest = await sha256(document)
    // Others look, too, before there is any.
    if (document === held?.document) return
    const newer = made(document, digest, settings, telemetry, held?.keys)
    if (newer === undefined) {
      // So that it is told once.
      refused = document
      return
    }
    // It waits for no keys that are still missing: whoever comes with a token fetches those that it needs.
    const older = held
    held = newer
    refused = undefined
    if (older !== undefined) freeUnused(older)
    telemetry.policy({ verdict: older === undefined ? 'loaded' : 'replaced', source: source.name, policy: digest })
  }

  const use: PolicyHolder['use'] = async (work, waitUntil) => {
    if (held === undefined && secondsSince(lookedAt) >= RETRY) {
      // Nobody shares a promise here: in an edge worker it may end with the request that it belongs to.
      await look()
      if (held === undefined) lookedAt = Date.now()
    } else if (held !== undefined && source.changes && secondsSince(lookedAt) >= policyCheck) {
      lookedAt = Date.now()
      waitUntil(look())
    }
    const policy = held
    if (policy === undefined) return work(undefined)
    policy.users += 1
    try {
      return await work(policy)
    } finally {
      policy.users -= 1
      if (policy !== held) freeUnused(policy)
    }
  }
  return { isThere: () => held !== undefined, use }
}

const documentOf = async (source: PolicySource, telemetry: Telemetry): Promise<string | undefined> => {
  try {
    const document = await source.read()
    if (document !== null) return document
    telemetry.policy({ verdict: 'missing', source: source.name })
  } catch (reason) {
    telemetry.policy({ verdict: 'unreadable', source: source.name, reason: String(reason) })
  }
  return undefined
}

const made = (document: string, digest: string, settings: Configuration, telemetry: Telemetry, older?: RemoteKeys): Held | undefined => {
  try {
    const gate = new Gate(document)
    if (settings.platformTokens && !gate.hasRoles) {
      telemetry.policy({ verdict: 'refused', source: settings.policy.name, policy: digest, reason: ROLES_MISSING })
      gate.free()
      return undefined
    }
    return { gate, keys: keysOf(gate, settings, telemetry, older), digest, document, users: 0 }
  } catch (error) {
    if (!(error instanceof ClaimgateError)) throw error
    telemetry.policy({ verdict: 'refused', source: settings.policy.name, policy: digest, problems: error.problems.slice(0, MOST_PROBLEMS) })
    return undefined
  }
}

/** With what the older policy's have fetched, so that nobody is refused if a key server is down just now. */
const keysOf = (gate: Gate, { keyService, keyCooldown, keyTimeout }: Configuration, telemetry: Telemetry, older?: RemoteKeys): RemoteKeys =>
  new RemoteKeys(gate, {
    ...(older !== undefined && { inheritFrom: older }),
    ...(keyService !== undefined && { fetch: (address, init) => keyService.fetch(address, init) }),
    ...(keyCooldown !== undefined && { cooldown: keyCooldown }),
    ...(keyTimeout !== undefined && { timeout: keyTimeout }),
    onFailure: ({ issuer, problem }) => telemetry.keys({ issuer, problem: problem as Problem }),
  })

/** Its memory is given back when the last request is through; if one was broken off, whenever the runtime collects it. */
const freeUnused = ({ users, keys, gate }: Held): void => {
  if (users > 0) return
  keys.free()
  gate.free()
}

const secondsSince = (milliseconds: number): number => (Date.now() - milliseconds) / 1000

const sha256 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Access tokens permit nothing then; a platform's own would permit everything. */
const ROLES_MISSING = 'with PLATFORM_TOKENS the policy must say in `roles` what whoever is let in may do'

/** In seconds: a first policy that could not be had is asked for no more often. */
const RETRY = 2

/** Of a bad policy; the rest shows when these are mended. */
const MOST_PROBLEMS = 20
