/** Keys of access tokens, for tests: they guard nothing. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'

export const ecKey = (kid) => ({ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid, alg: 'ES256' })
export const secretKey = (kid) => ({ kty: 'oct', k: randomBytes(32).toString('base64url'), kid, alg: 'HS256' })
export const setOf = (...keys) => JSON.stringify({ keys })
