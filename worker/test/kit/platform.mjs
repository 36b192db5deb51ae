/** GitHub, as far as a token needs it: an issuer whose discovery document and key set a server on this machine gives. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

import { decode } from 'claimgate'

import { allowed } from '../../../pkg/test/kit/example.mjs'

export const ISSUER = 'https://token.actions.githubusercontent.com'

const usual = decode(allowed).claims.peekUnverified()
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const keyOf = (kid) => ({ kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) })

/** Starts one. `answer` may be set to another way to answer, of request and response. */
export const platform = async () => {
  let [keys, numbers] = [[keyOf('1')], 1]
  let [signing] = keys
  const asked = []
  const jwks = () => ({ keys: keys.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' })) })
  const documents = {
    '/.well-known/openid-configuration': () => ({ issuer: ISSUER, jwks_uri: `${ISSUER}/.well-known/jwks` }),
    '/.well-known/jwks': jwks,
  }
  const server = createServer((request, response) => {
    asked.push(request.url)
    if (it.answer !== undefined) return it.answer(request, response)
    const document = documents[request.url]
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(document?.() ?? {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const it = {
    host: `127.0.0.1:${server.address().port}`,
    asked,
    answer: undefined,
    /** A token of this moment, of the job that the example's identity admits but for `changes`. */
    token: (changes = {}, { kid = signing.kid, privateKey = signing.privateKey } = {}) => {
      const now = Math.floor(Date.now() / 1000)
      const times = { iat: now, nbf: now - 300, exp: now + 300, jti: `job-${(numbers += 1)}` }
      const signed = `${encode({ alg: 'RS256', kid, typ: 'JWT' })}.${encode({ ...usual, ...times, ...changes })}`
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
    },
    /** From now on another key signs, and the old ones are gone. */
    rotate: () => {
      for (const step of [it.announce, it.sign, it.withdraw]) step()
    },
    /** The same with time between the steps: the next key is published, then it signs, then the others are gone. */
    announce: () => (keys = [...keys, keyOf(String((numbers += 1)))]),
    sign: () => (signing = keys.at(-1)),
    withdraw: () => (keys = [signing]),
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return it
}
