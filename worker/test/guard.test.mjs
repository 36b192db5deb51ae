// Guard mode in workerd: in front of an API that makes access tokens itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { EMAIL, EXCHANGE, worldFor } from './kit/world.mjs'

const SETTINGS = { MODE: 'guard', ISSUER: undefined, SIGNING_KEYS: undefined }

test('an exchange that the policy admits goes on unchanged, and no other', async (context) => {
  const { github, api, post, exchange, remember, next } = await worldFor(context, { settings: SETTINGS })
  api.answers[EXCHANGE] = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"accessToken":"theirs"}')
  const token = remember(github.token())
  const body = `{ "email" : "${EMAIL}",\n "token":"${token}" }`
  const response = await post(body, { 'content-type': 'application/json', 'x-mine': 'kept', 'x-workload-identity': 'forged' })
  assert.deepEqual([response.status, await response.json()], [200, { accessToken: 'theirs' }])
  assert.deepEqual([api.asked[0].method, api.asked[0].url, api.asked[0].body], ['POST', EXCHANGE, body])
  assert.doesNotMatch(JSON.stringify(api.asked[0].headers), /forged/)
  assert.match(JSON.stringify(api.asked[0].headers), /kept/)
  assert.equal((await next('exchange')).verdict, 'allow')
  const refusals = [await post(body), await exchange(github.token({ aud: 'https://elsewhere.example' })), await exchange(undefined, 'nobody@workload.bytebase.com')]
  for (const refusal of refusals) assert.equal(refusal.status, 401)
  assert.equal(api.asked.length, 1)
})

test('a body that somebody else might read in another way goes no further', async (context) => {
  const { github, api, post, exchange } = await worldFor(context, { settings: SETTINGS })
  const body = { token: github.token(), email: EMAIL }
  const json = 'application/json'
  for (const headers of [
    { 'content-type': `${json}; charset=utf-16` }, { 'content-type': `${json};, application/x-www-form-urlencoded` }, { 'content-type': `${json}; charset=utf-8; charset=utf-7` },
    ...['gzip', 'deflate', 'br', 'identity', 'gzip, deflate'].map((encoding) => ({ 'content-type': json, 'content-encoding': encoding })),
  ]) assert.equal((await post(body, headers)).status, 400, JSON.stringify(headers))
  assert.deepEqual(api.asked, [])
  assert.equal((await exchange(body.token)).status, 200)
})

test('all else is the API\'s to judge, with the tokens that it made', async (context) => {
  const { ask, api, next } = await worldFor(context, { settings: SETTINGS })
  const response = await ask('/v1/projects/p2/plans?x=1', { method: 'PATCH', body: 'content', headers: { authorization: 'Bearer theirs', 'x-workload-roles': 'forged' } })
  assert.equal(response.status, 200)
  const [{ method, url, body, headers }] = api.asked
  assert.deepEqual([method, url, body], ['PATCH', '/v1/projects/p2/plans?x=1', 'content'])
  assert.match(JSON.stringify(headers), /Bearer theirs/)
  assert.doesNotMatch(JSON.stringify(headers), /forged/)
  assert.equal((await ask('/.well-known/jwks.json')).status, 200)
  assert.equal(api.asked[1].url, '/.well-known/jwks.json')
  assert.equal((await next('passed')).path, '/v1/projects/p2/plans')
})

test('no other spelling leads an exchange around the guard', async (context) => {
  const { raw, api, github, remember, log } = await worldFor(context, { settings: SETTINGS })
  const body = JSON.stringify({ token: remember(github.token({ aud: 'https://elsewhere.example' })), email: EMAIL })
  const spellings = [
    '/v1/auth%3AexchangeToken', '/v1/auth%3aexchangeToken', '/v1/auth:exchangetoken', '/V1/auth:exchangeToken', '/v1/auth:exchangeToken/', '/v1/auth:exchangeToken?x=1',
    '/v1/x/../auth:exchangeToken', '/v1/./auth:exchangeToken', '/v1//auth:exchangeToken', '//v1/auth:exchangeToken', '/v1/%61uth:exchangeToken', '/v1/auth:exchange%54oken',
    '/v1/auth%253AexchangeToken', '/v1/auth:exchangeToken;x', '/v1;x/auth:exchangeToken', '/v1/auth:exchangeToken.', '/v1/auth:exchangeToken%00', '/v1\\auth:exchangeToken',
    '/v1/x/%2e%2e/auth:exchangeToken', '/v1/auth:exchangeToken%20', '/bytebase.v1.AuthService/ExchangeToken', '/bytebase.v1.AuthService/%45xchangeToken', '/v1/auth:exchangeToken#x',
    '/api/../bytebase.v1.AuthService/ExchangeToken',
  ]
  for (const target of spellings) {
    const head = `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`
    assert.doesNotMatch(await raw(head + body), /^HTTP\/1.1 [23]/, target)
  }
  assert.deepEqual(api.asked, [])
  assert.match(log.join('\n'), /"code":"path_ambiguous"/)
})
