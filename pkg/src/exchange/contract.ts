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
  /**
   * How many tokens that were let in are remembered, so that their signatures need not be checked again: 1000 by default. Times, audience,
   * identity and roles are checked each time all the same, and new keys make it forget them all.
   */
  readonly seenTokens?: number
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
  /** By which conditions the identity admitted the job. Once the policy has others the token counts no more. */
  readonly conditions: string
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

/** By what one knows that a token was exchanged before. */
export interface TokenUse {
  /** A name for the token: 64 hexadecimal digits, made of its `iss` and `jti`, or of its claims where it has no `jti`. */
  readonly id: string
  /** In seconds: from then on the token is refused for its age. */
  readonly until: number
}

export type { Refusal }
