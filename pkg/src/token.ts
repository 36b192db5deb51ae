import { textOfUrl } from './base64.js'
import type { Claims, Decoded, Unverified } from './contract.js'
import { text } from './arguments.js'
import { errorOf, orThrow } from './error.js'
import { frozen } from './json.js'
import { demandLoaded } from './loaded.js'
import * as wasm from './wasm/core.js'

/**
 * Reads a token. Proves nothing.
 *
 * @throws {ClaimgateError} if it is no signed token, or is no strict JSON in strict base64url.
 */
export const decode = (token: string): Decoded => {
  demandLoaded()
  const tooLong = wasm.lengthProblem(text('token', token).length)
  if (tooLong !== undefined) throw errorOf(tooLong)
  const [header, claims] = orThrow(() => wasm.decode(token)) as [string, string]
  const unverified: Claims = frozen(claims)
  return Object.freeze({ header: frozen<Decoded['header']>(header), claims: unverifiedOf(unverified) })
}

const unverifiedOf = <T>(value: T): Unverified<T> => Object.freeze({ peekUnverified: () => value }) as Unverified<T>

/** The claims of a token that the core has read: strict base64url, strict JSON. */
export const claimsOf = (token: string): Claims => frozen(textOfUrl(token.slice(token.indexOf('.') + 1, token.lastIndexOf('.'))))

/** What was signed. */
export const signingInputOf = (token: string): string => token.slice(0, token.lastIndexOf('.'))

/** The signature in base64url. */
export const signatureOf = (token: string): string => token.slice(token.lastIndexOf('.') + 1)
