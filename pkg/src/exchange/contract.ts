/** What `claimgate/exchange` promises, as types. Nothing here is code. */
import type { Allow, AllowedIdentity, CryptoChoice, Deny, Problem, Reject } from '../contract.js'
import type { Refusal } from '../guard.js'

/** Marks that nobody outside can make: what bears one came out of this package. */
declare const exchanged: unique symbol
declare const access: unique symbol

/** What a job asks for: the platform's token, and the e-mail address of the identity that it wants to be. */
export interface ExchangeRequest {
  readonly token: string
  readonly email: string
}

/** A body that is no exchange: why, for the operator, and the answer (HTTP 400). */
export interface MalformedExchange {
  readonly problem: Problem
  readonly refusal: Refusal
}

/** A platform token that its identity admits, to be exchanged for an access token. */
export interface Exchanged extends Allow {
  readonly [exchanged]: true
}

export interface AccessTokensOptions {
  /** Who signs them: an https address that no identity's platform has. */
  readonly issuer: string
  /** Whom they are for: the API. */
  readonly audience: string
  /** How long one lives, in seconds: 3600 by default and at most. */
  readonly lifetime?: number
  /** Who does the arithmetic of signatures, as for a `Gate`. */
  readonly crypto?: CryptoChoice
}

/** What is signed of an access token (RFC 9068), in the order in which it is written. */
export interface AccessClaims {
  readonly iss: string
  /** The identity's e-mail address. */
  readonly sub: string
  readonly aud: string
  /** The same as `sub`: nobody else acts through the identity. */
  readonly client_id: string
  readonly iat: number
  readonly exp: number
  readonly jti: string
  readonly roles: readonly string[]
  /** Of an identity that may act in one project only. */
  readonly project?: string
  /** Whose job it is (RFC 8693 section 4.1): `iss` and `sub` of the platform's token. */
  readonly act: { readonly iss: string; readonly sub?: string }
}

/** An access token that counts now, and whose identity may do now what the request asks. */
export interface AccessAllow {
  readonly [access]: true
  readonly verdict: 'allow'
  /** As the policy has it now, whatever it had when the token was made. */
  readonly identity: AllowedIdentity
  readonly claims: AccessClaims
  /** The token's `exp` in seconds. */
  readonly expiresAt: number
}

/** Yes or no, with the reason. */
export type AccessDecision = AccessAllow | Reject | Deny

/**
 * The functions of the entry, which act on these:
 *
 * ```ts
 * EXCHANGE: { method: 'POST', path: '/v1/auth:exchangeToken', maxBytes: number }
 * readExchange(contentType: string | null, body: string | Uint8Array): ExchangeRequest | MalformedExchange
 * // After `await keys.ready(request.token)`, where the keys come from afar.
 * exchange(gate: Gate, request: ExchangeRequest, now: number): Exchanged | Reject | Deny
 * exchangeAsync(gate: Gate, request: ExchangeRequest, now: number): Promise<Exchanged | Reject | Deny>
 * exchangeRefusal(decision: Reject | Deny): Refusal // one and the same 401, or 503 without the issuer's keys
 *
 * new AccessTokens(options: AccessTokensOptions)
 *   .setKeys(jwks: object | string): void // every public key that may have signed a living token
 *   .claims(exchanged: Exchanged, id: string): AccessClaims // to be signed with the header `typ: 'at+jwt'`
 *   .decide(gate: Gate, token: string, now: number, request: RequestLine): AccessDecision
 *   .decideAsync(gate: Gate, token: string, now: number, request: RequestLine): Promise<AccessDecision>
 * isAccessToken(token: string): boolean // what it says it is, to choose who decides; proves nothing
 *
 * // What the worker asks for besides:
 * // One token once: `id` is made of `iss` and `jti`, or of the text that was signed where there is no `jti` (never of the signature, which
 * // can be written in two ways), as a SHA-256 in hex; `until` is `exp` plus leeway, in seconds.
 * tokenUse(exchanged: Exchanged): { readonly id: string; readonly until: number }
 * replayed(exchanged: Exchanged): Reject // with `token_replayed`, for `exchangeRefusal` and the log
 * // For a guard in front of a real Bytebase: whether some server may read this target as an exchange though it is not written as one:
 * // `%3A`, another case, `..`, `//`, `;`, a trailing slash or dot, a query, and `/bytebase.v1.AuthService/ExchangeToken`.
 * isDisguisedExchange(target: string): boolean
 * // HS256: `setKeys` takes keys with `kty: "oct"` and `alg: "HS256"`, too, of 32 bytes or more; never a mixture with others.
 *
 * bearerToken(authorization: readonly string[]): string | Reject
 * refusalOf(decision: Reject | Deny, realm?: string): Refusal
 * identityHeaders(allow: Allow | AccessAllow): readonly (readonly [name: string, value: string])[]
 * isReservedHeader(name: string): boolean // to be removed from every request that comes from outside
 * ```
 */
export type { Refusal }
