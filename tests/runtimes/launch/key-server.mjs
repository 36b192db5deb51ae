/** An issuer's server, of ill will where the path says so: `/afar/ANSWER/…`. It knows nobody from one request to the next. */
import { readFileSync } from 'node:fs'

import { bomb, dead, endless, hanging, json, silent, status } from '../../../pkg/test/kit/key-server.mjs'

const vectors = JSON.parse(readFileSync(new URL('../../vectors/decisions-github-places.json', import.meta.url), 'utf8'))
const [[issuer, keys]] = Object.entries(vectors.keySets)
const brief = { 'cache-control': 'max-age=1' }
const discovery = json({ issuer, jwks_uri: 'https://keys.example/jwks' })

/** How the key set is answered, and the discovery document where it is not as it should be. */
const ANSWERS = {
  good: [json(keys, brief)],
  silent: [silent],
  hanging: [hanging],
  dead: [dead],
  redirecting: [status(302, { location: '/afar/good/jwks' })],
  overloaded: [status(503)],
  page: [json('<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' })],
  empty: [json({ keys: [] })],
  bomb: [bomb(20_000_000)],
  endless: [endless()],
  rotated: [json({ keys: keys.keys.map((key) => ({ ...key, kid: 'another' })) }, brief)],
  stranger: [json(keys), json({ issuer: 'https://evil.example', jwks_uri: 'https://evil.example/jwks' })],
  insecure: [json(keys), json({ issuer, jwks_uri: 'http://keys.example/jwks' })],
}

/** Answers such a request, or says that it is none. */
export const answerFromAfar = (request, response) => {
  const [, place, name, ...rest] = request.url.split('/')
  const [keySet, document = discovery] = ANSWERS[name] ?? []
  if (place !== 'afar' || keySet === undefined) return false
  const answer = rest.join('/') === 'jwks' ? keySet : document
  answer(request, response)
  return true
}
