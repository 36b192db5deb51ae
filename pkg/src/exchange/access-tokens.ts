import { alive, count, document, oneOf, options as known, seconds, text } from '../arguments.js'
import type { AllowedIdentity, RequestLine } from '../contract.js'
import { type Host, type Signatures, signaturesFor } from '../crypto/signatures.js'
import { orThrow } from '../error.js'
import { CRYPTO, type Gate, insideOf } from '../gate.js'
import { frozen } from '../json.js'
import { MOST_SEEN, type SeenTokens, seenTokens } from '../seen.js'
import { claimsOf } from '../token.js'
import * as wasm from '../wasm/exchange.js'
import type { AccessAllow, AccessClaims, AccessDecision, AccessTokensOptions, Exchanged } from './contract.js'
import { twinOf } from './handles.js'
import { proofOf, proveAccess, still, subjectOf } from './proofs.js'

/** Access tokens of one issuer for one API. A handle: `free()` it, or let it be collected. */
export class AccessTokens {
  #handle: wasm.AccessTokens | undefined
  readonly #signatures: Signatures
  readonly #seen: SeenTokens<Seen> | undefined

  constructor(options: AccessTokensOptions) {
    const longest = Number(wasm.AccessTokens.maxLifetime())
    const { issuer, audience, lifetime = longest, crypto = 'auto', seenTokens: most = MOST_SEEN } = known<AccessTokensOptions>(options, OPTIONS)
    const choice = oneOf('crypto', CRYPTO, crypto)
    if (!(Number.isInteger(lifetime) && lifetime >= 1 && lifetime <= longest)) {
      throw new TypeError(`\`lifetime\` must be a whole number of seconds from 1 to ${longest}`)
    }
    for (const [name, value] of Object.entries({ issuer, audience })) {
      if (text(name, value) === '') throw new TypeError(`\`${name}\` must not be empty`)
    }
    this.#seen = seenTokens(count('seenTokens', most))
    this.#handle = new wasm.AccessTokens(issuer, audience, BigInt(lifetime))
    this.#signatures = signaturesFor(() => this.#tokens, choice)
  }

  /**
   * Replaces the keys, of which there must be every one that may have signed a living token: a JWK Set of public keys, or one of secrets
   * for HS256 (`kty` is `oct`, 32 bytes or more), never of both.
   *
   * @throws {ClaimgateError} if the set is bad; the old keys stay.
   */
  setKeys(jwks: object | string): void {
    const set = document('jwks', jwks)
    orThrow(() => this.#tokens.setKeys(set))
    this.#signatures.forget()
    this.#seen?.clear()
  }

  /** What is to be signed, with the header parameter `typ` of `at+jwt`, for a token that was exchanged. The `id` shall be nobody else's. */
  claims(exchanged: Exchanged, id: string): AccessClaims {
    const { gate, seen, now, email } = proofOf(exchanged)
    if (text('id', id) === '') throw new TypeError('`id` must not be empty')
    return frozen(still(this.#tokens.claims(twinOf(gate).handle, seen, now, email, id)))
  }

  /** Decides as of `now`, in seconds, whether an access token permits what a request asks. Never throws for anything that either can contain. */
  decide(gate: Gate, token: string, now: number, request: RequestLine): AccessDecision {
    const [at, asked] = [seconds('now', now), askedBy(request)]
    return this.#decideEarly(gate, token, at, asked) ?? this.#decide(gate, token, at, asked, this.#signatures.now(token))
  }

  /** The same with crypto that must be awaited; where that is faster, as in edge workers. */
  async decideAsync(gate: Gate, token: string, now: number, request: RequestLine): Promise<AccessDecision> {
    const [at, asked] = [seconds('now', now), askedBy(request)]
    return this.#decideEarly(gate, token, at, asked) ?? this.#decide(gate, token, at, asked, await this.#signatures.later(token))
  }

  free(): void {
    this.#seen?.clear()
    this.#handle?.free()
    this.#handle = undefined
  }

  [Symbol.dispose](): void {
    this.free()
  }

  get #tokens(): wasm.AccessTokens {
    return alive('AccessTokens', this.#handle)
  }

  /** Without its signature: if it was let in before, or is too long to be looked at. Other refusals are left to what gives their reason. */
  #decideEarly(gate: Gate, token: string, now: bigint, asked: Asked): AccessDecision | undefined {
    const { identity, refuseByLength } = insideOf(gate)
    const seen = this.#seen?.get(text('token', token))
    const place = seen && this.#tokens.decideAgain(twinOf(gate).handle, seen.handle, now, ...asked)
    if (seen === undefined || place === undefined) return refuseByLength(token)
    const allowed = identity(place)
    // A policy that came meanwhile has identities of its own.
    return allowed === seen.allow.identity ? seen.allow : allow(allowed, seen.allow, subjectOf(seen.allow))
  }

  #decide(gate: Gate, token: string, now: bigint, asked: Asked, host: Host): AccessDecision {
    const { identity } = insideOf(gate)
    try {
      const seen = this.#tokens.decide(twinOf(gate).handle, token, now, ...asked, host)
      const claims = claimsOf(token) as unknown as AccessClaims
      const decision = allow(identity(seen.place), { claims, expiresAt: Number(seen.expiresAt) }, seen.takeSubject())
      if (this.#seen?.takes(token)) this.#seen.add(token, { handle: seen, allow: decision })
      else seen.free()
      return decision
    } catch (refusal) {
      if (typeof refusal === 'string') return frozen(refusal)
      throw refusal
    }
  }
}

/** A token that was let in. */
interface Seen {
  readonly handle: wasm.SeenAccess
  readonly allow: AccessAllow
}

const allow = (
  identity: AllowedIdentity,
  { claims, expiresAt }: Pick<AccessAllow, 'claims' | 'expiresAt'>,
  subject: string | undefined,
): AccessAllow => proveAccess(Object.freeze({ verdict: 'allow', identity, claims, expiresAt }) as AccessAllow, subject)

/** Method and target, in the order in which the core takes them. */
type Asked = readonly [method: string, target: string]

const askedBy = (request: RequestLine): Asked => {
  const { method, target } = known<RequestLine>(request, ['method', 'target'], 'request')
  return [text('request.method', method), text('request.target', target)]
}

/** Whether a token says that it is an access token, to choose who decides about it. Proves nothing. */
export const isAccessToken = (token: string): boolean =>
  wasm.lengthProblem(text('token', token).length) === undefined && wasm.AccessTokens.isOneByName(token)

const OPTIONS = ['issuer', 'audience', 'lifetime', 'crypto', 'seenTokens'] as const
