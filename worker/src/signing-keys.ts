/** The keys of access tokens: the first signs, all of them count, and the public halves are published. */
import { CompactSign, type CryptoKey as JoseKey, type JWK, compactVerify, importJWK } from 'jose'

import type { Fault } from './settings.ts'

export interface SigningKeys {
  /** The public halves as a JWK Set, for whoever checks tokens himself. Of shared secrets there are none. */
  readonly published: string
  /** What the core needs to check them: the public halves, or the secrets. */
  readonly verifying: string
  /** Makes a token of these claims, by the first key. */
  readonly sign: (claims: object) => Promise<string>
}

/** Reads a JWK Set of private keys (RFC 7517), or tells what is wrong with it. */
export const signingKeysFrom = async (text: string): Promise<SigningKeys | Fault> => {
  const set = keysIn(text)
  if (set === undefined) return wrong('is no JWK Set, `{"keys": […]}`, of one to eight keys')
  const kinds = new Set(set.map(({ alg }) => alg))
  if (kinds.size > 1 || ![...kinds].every((alg) => alg === 'ES256' || alg === 'HS256')) return wrong('has keys whose `alg` is not `ES256`, or `HS256` for all of them')
  const ids = set.map(({ kid }) => kid)
  if (!ids.every((kid) => typeof kid === 'string' && /^[\x21-\x7e]{1,64}$/.test(kid))) return wrong('has a key without a `kid`')
  if (new Set(ids).size < ids.length) return wrong('has two keys with the same `kid`')
  for (const jwk of set) {
    if (!(await works(jwk))) return wrong(`has a key that does not work, the one with the \`kid\` \`${jwk.kid}\``)
  }
  const [first] = set as [JWK]
  const key = await importJWK(first)
  const header = { alg: first.alg as string, kid: first.kid as string, typ: 'at+jwt' }
  return {
    published: JSON.stringify({ keys: set.filter(({ kty }) => kty === 'EC').map(publicHalf) }),
    verifying: JSON.stringify({ keys: set.map((jwk) => (jwk.kty === 'EC' ? publicHalf(jwk) : jwk)) }),
    // Not by `SignJWT`, which copies the claims and looks at each of them: the core wrote these.
    sign: (claims) => new CompactSign(encoder.encode(JSON.stringify(claims))).setProtectedHeader(header).sign(key),
  }
}

const keysIn = (text: string): JWK[] | undefined => {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown }
    const isSet = Array.isArray(keys) && keys.length > 0 && keys.length <= MOST_KEYS && keys.every((it) => typeof it === 'object' && it !== null)
    return isSet ? keys : undefined
  } catch {
    return undefined
  }
}

/** Whether what the key signs can be verified by what will be published: its halves may not belong together. */
const works = async (jwk: JWK): Promise<boolean> => {
  const isWhole = jwk.kty === 'EC' ? jwk.alg === 'ES256' && jwk.crv === 'P-256' && typeof jwk.d === 'string' : jwk.kty === 'oct' && jwk.alg === 'HS256'
  // RFC 7518 section 3.2: a secret is at least as long as the hash, and 32 bytes are 43 letters.
  if (!isWhole || (jwk.kty === 'oct' && String(jwk.k).length < 43)) return false
  try {
    const signed = await new CompactSign(encoder.encode('{}')).setProtectedHeader({ alg: jwk.alg as string }).sign(await importJWK(jwk))
    const half = (await importJWK(jwk.kty === 'EC' ? publicHalf(jwk) : jwk)) as JoseKey
    await compactVerify(signed, half, { algorithms: [jwk.alg as string] })
    return true
  } catch {
    return false
  }
}

/** Member by member, so that nothing secret can come along. */
const publicHalf = ({ kty, crv, x, y, kid, alg }: JWK): JWK => ({ kty, crv, x, y, kid, alg, use: 'sig' }) as JWK

const wrong = (what: string): Fault => ({
  setting: 'SIGNING_KEYS',
  message: `\`SIGNING_KEYS\` ${what}`,
  fix: 'make a key by `npm run --silent new-key`, and let nobody but the secret store have it',
})

const encoder = new TextEncoder()

/** Two are there while one replaces the other. */
const MOST_KEYS = 8
