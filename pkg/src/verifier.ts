import { alive, document, names, oneOf, options as known, seconds, text } from './arguments.js'
import type { Algorithm, CryptoChoice, Verified } from './contract.js'
import { type Host, type Signatures, signaturesFor } from './crypto/signatures.js'
import { errorOf, orThrow } from './error.js'
import { CRYPTO } from './gate.js'
import { demandLoaded } from './loaded.js'
import { claimsOf } from './token.js'
import * as wasm from './wasm/core.js'

export interface VerifierOptions {
  /** The issuers' keys, a JWK Set (RFC 7517). */
  readonly jwks: object | string
  /** Who may have issued a token. */
  readonly issuer: string | readonly string[]
  /** Of which a token must name one. */
  readonly audience: string | readonly string[]
  /** Default: all. */
  readonly algorithms?: readonly (Algorithm | 'Ed25519')[]
  /** How far the clocks may disagree, in seconds: 60 by default, at most 300. */
  readonly leeway?: number
  /** The oldest accepted age by `iat`, in seconds, without leeway. */
  readonly maxAge?: number
  /** The `typ` that tokens must have. Default: `JWT` or none. */
  readonly typ?: string
  readonly crypto?: CryptoChoice
}

/** Checks signature, issuer, audience and time, all or nothing. A handle: `free()` it, or let it be collected. */
export class Verifier {
  #handle: wasm.Verifier | undefined
  readonly #signatures: Signatures

  /** @throws {ClaimgateError} if the key set is refused. */
  constructor(options: VerifierOptions) {
    const { jwks, issuer, audience, algorithms, leeway, maxAge, typ, crypto = 'auto' } = known<VerifierOptions>(options, OPTIONS)
    demandLoaded()
    const choice = oneOf('crypto', CRYPTO, crypto)
    const supported = [...wasm.algorithms(), 'Ed25519']
    const settings = [
      document('jwks', jwks),
      names('issuer', issuer),
      names('audience', audience),
      algorithms === undefined ? undefined : names('algorithms', algorithms).map((it) => oneOf('algorithms', supported, it)),
      leeway === undefined ? undefined : seconds('leeway', leeway),
      maxAge === undefined ? undefined : seconds('maxAge', maxAge),
      typ === undefined ? undefined : text('typ', typ),
    ] as const
    this.#handle = orThrow(() => new wasm.Verifier(...settings))
    this.#signatures = signaturesFor(() => this.#verifier, choice)
  }

  /**
   * Turns a token into a proof as of `now`, in seconds.
   *
   * @throws {ClaimgateError} with the first check that failed.
   */
  verify(token: string, now: number): Verified {
    const at = seconds('now', now)
    refuseByLength(token)
    return this.#verify(token, at, this.#signatures.now(token))
  }

  /** The same with crypto that must be awaited; where that is faster, as in edge workers. */
  async verifyAsync(token: string, now: number): Promise<Verified> {
    const at = seconds('now', now)
    refuseByLength(token)
    return this.#verify(token, at, await this.#signatures.later(token))
  }

  free(): void {
    this.#handle?.free()
    this.#handle = undefined
  }

  [Symbol.dispose](): void {
    this.free()
  }

  get #verifier(): wasm.Verifier {
    return alive('Verifier', this.#handle)
  }

  #verify(token: string, now: bigint, host: Host): Verified {
    const expiresAt = Number(orThrow(() => this.#verifier.verify(token, now, host)))
    return Object.freeze({ claims: claimsOf(token), expiresAt }) as Verified
  }
}

const refuseByLength = (token: string): void => {
  const tooLong = wasm.lengthProblem(text('token', token).length)
  if (tooLong !== undefined) throw errorOf(tooLong)
}

const OPTIONS = ['jwks', 'issuer', 'audience', 'algorithms', 'leeway', 'maxAge', 'typ', 'crypto'] as const
