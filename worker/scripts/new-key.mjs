// Prints a set of signing keys for the secret SIGNING_KEYS: a new one or, of a set on standard input, that set with a new key behind the
// others, which is published and does not sign yet. `npm run --silent new-key -- HS256` makes a shared secret instead.
import { readFileSync } from 'node:fs'

import { exportJWK, generateKeyPair, generateSecret } from 'jose'

const alg = process.argv[2] ?? 'ES256'
if (!['ES256', 'HS256'].includes(alg)) throw new Error('the algorithm is ES256 or HS256')
const old = process.stdin.isTTY ? '' : readFileSync(0, 'utf8').trim()
const { keys } = old === '' ? { keys: [] } : JSON.parse(old)
const key = alg === 'HS256' ? await generateSecret(alg, { extractable: true }) : (await generateKeyPair(alg, { extractable: true })).privateKey
const kid = crypto.randomUUID()
console.log(JSON.stringify({ keys: [...keys, { ...(await exportJWK(key)), kid, alg }] }))
