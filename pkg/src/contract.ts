/** What the package promises, as types. Nothing here is code. */
import type { Code } from './codes.js'

/** A mark that nobody outside can make: what bears it came out of this package. */
declare const trust: unique symbol

// As TypeScript's library `esnext.disposable` has it, for projects that are compiled without.
declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol
  }
}

/** A signature algorithm that can be verified here. There is no `none` and no HMAC. */
export type Algorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'EdDSA'

/** A JSON value that does not change. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** What a token says (RFC 7519 section 4). */
export interface Claims {
  readonly iss?: string
  readonly sub?: string
  readonly aud?: string | readonly string[]
  readonly exp?: number
  readonly nbf?: number
  readonly iat?: number
  readonly jti?: string
  readonly [name: string]: Json | undefined
}

/** How a token says it was signed (RFC 7515 section 4). */
export interface Header {
  readonly [name: string]: Json | undefined
}

/** Something an attacker may have written. */
export interface Unverified<T> {
  readonly [trust]: 'unverified'
  /** Looks at it anyway. Show it, log it, choose a key set by it; never grant by it. */
  readonly peekUnverified: () => T
}

/** A token that reads well and proves nothing. */
export interface Decoded {
  readonly header: Header
  readonly claims: Unverified<Claims>
}

/** Claims that the expected issuer signed, for us, and that held at the time of the question. */
export interface Verified {
  readonly [trust]: 'verified'
  readonly claims: Claims
  /** The token's `exp` in seconds, rounded up. */
  readonly expiresAt: number
}

/** A reason to refuse a token, a key, a policy or a match. For the operator: tell a caller the `code` at most. */
export interface Problem {
  /** A stable name; see {@link Code}. */
  readonly code: Code
  /** Which text it is about. */
  readonly document: 'token' | 'header' | 'claims' | 'keySet' | 'discovery' | 'policy' | 'request'
  /** Where in that text (RFC 6901), empty for the whole. */
  readonly pointer: string
  /** What is wrong, in one sentence. */
  readonly message: string
  readonly expected: string | null
  readonly actual: string | null
  /** What to do about it, in one imperative sentence. */
  readonly fix: string | null
}

/** The identity that admits a token. */
export interface AllowedIdentity {
  readonly email: string
  readonly name: string
  readonly platform: string
  readonly issuer: string
  /** The one project in which it may act; `null` for an identity of the workspace. */
  readonly project: string | null
  readonly roles: readonly string[]
}

/** An identity held against a token. */
export interface Match {
  /** Its e-mail address. */
  readonly identity: string
  readonly name: string
  /** Every reason why the token does not fit, in the order of the conditions. */
  readonly mismatches: readonly Problem[]
}

/** This identity matches. */
export interface Allow {
  readonly [trust]: 'verified'
  readonly verdict: 'allow'
  readonly identity: AllowedIdentity
  readonly claims: Claims
  /** The token's `exp` in seconds, rounded up. */
  readonly expiresAt: number
}

/** The token cannot be believed, or was made for somebody else (HTTP 401, RFC 6750 `invalid_token`). */
export interface Reject {
  readonly verdict: 'reject'
  readonly problem: Problem
}

/** The token is genuine, and no identity wants it (HTTP 403). */
export interface Deny {
  readonly verdict: 'deny'
  /** The first reason of the nearest identity. */
  readonly problem: Problem
  /** The nearest identities, the nearest first; none if the caller named an unknown one. */
  readonly nearest: readonly Match[]
}

/** Yes or no, with the reason. */
export type Decision = Allow | Reject | Deny

/** Who presents a token, and what for: at least one of both. */
export interface Caller {
  /** The identity that the caller names: only that one counts. Without it the first one that matches does. */
  readonly email?: string
  /** What the caller asks for. If the policy has `roles`, those of the identity must permit it. */
  readonly request?: RequestLine
}

/** The first line of an HTTP request. */
export interface RequestLine {
  readonly method: string
  /** The path, with or without a query, as it was sent. */
  readonly target: string
}

/** Where an issuer publishes its keys. The address never comes from a token. */
export interface KeySource {
  readonly issuer: string
  /** The key set's own address, where the policy names it. */
  readonly jwksUri: string | null
  /** The address of the discovery document, whose `jwks_uri` is the key set's. */
  readonly discoveryUrl: string
}

/**
 * Who does the arithmetic of signatures: `node:crypto`, `crypto.subtle` (which can only be awaited), or the package's own
 * WebAssembly. `auto` takes the fastest that there is. Where the one that is named cannot do an algorithm, WebAssembly does.
 */
export type CryptoChoice = 'auto' | 'node' | 'subtle' | 'wasm'
