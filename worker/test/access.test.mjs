// Requests to the API in workerd: who gets through, in which way, and what gets nobody through.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { EMAIL, METRICS_TOKEN, PLANS, worldFor } from './kit/world.mjs'

const headerOf = ({ headers }, wanted) => headers.filter(([name]) => name === wanted).map(([, value]) => value)

test('whoever has an access token goes on to the API, which is told who he is', async (context) => {
  const { call, api, next } = await worldFor(context)
  const response = await call(`${PLANS}/7?view=full&q=a%2Fb`, { method: 'POST', body: 'content', headers: { 'x-mine': 'kept' } })
  assert.deepEqual([response.status, response.headers.get('x-api')], [200, 'here'])
  const [seen] = api.asked
  assert.deepEqual([seen.method, seen.url, seen.body], ['POST', `${PLANS}/7?view=full&q=a%2Fb`, 'content'])
  assert.deepEqual([headerOf(seen, 'x-mine'), headerOf(seen, 'content-length'), headerOf(seen, 'host')], [['kept'], ['7'], [new URL(`http://${api.host}`).host]])
  assert.deepEqual(headerOf(seen, 'authorization'), [])
  assert.deepEqual([headerOf(seen, 'x-workload-identity'), headerOf(seen, 'x-workload-roles')], [[EMAIL], ['planner']])
  const { verdict, email, path, status, token } = await next('access')
  assert.deepEqual([verdict, email, path, status, token.length], ['allow', EMAIL, `${PLANS}/7`, 200, 36])
})

test('headers that say who one is come from the worker alone', async (context) => {
  const { raw, accessToken, api } = await worldFor(context)
  const names = ['x-workload-identity', 'X-Workload-Roles', 'x_workload_identity', 'X-Workload_Project', 'x-workload-anything', 'x-workload-subject']
  const forged = names.map((name) => `${name}: forged\r\n`).join('')
  const start = `GET ${PLANS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${await accessToken()}\r\n`
  assert.match(await raw(`${start}${forged}Connection: close, x-workload-identity\r\n\r\n`), /^HTTP\/1.1 200 /)
  assert.doesNotMatch(JSON.stringify(api.asked), /forged/)
  assert.deepEqual(headerOf(api.asked[0], 'x-workload-identity'), [EMAIL])
})

test('nobody else gets through', async (context) => {
  const { call, ask, github, remember, accessToken, api, raw, next } = await worldFor(context)
  const token = await accessToken()
  const [header, claims, signature] = token.split('.')
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  const cases = [
    ['authorization_missing', 401, {}],
    ['authorization_missing', 401, { authorization: `Basic ${token}` }],
    ['authorization_malformed', 400, { authorization: 'Bearer' }],
    ['authorization_malformed', 400, { authorization: `Bearer ${token}, Bearer ${token}` }],
    [/./, 401, { authorization: `Bearer ${none}.${claims}.` }],
    [/signature_invalid/, 401, { authorization: `Bearer ${header}.${claims}.${signature.slice(0, -4)}AAAA` }],
    [/./, 401, { authorization: `Bearer ${remember(github.token())}` }],
    [/too_long/, 401, { authorization: `Bearer ${'x'.repeat(20_000)}` }],
  ]
  for (const [code, status, headers] of cases) {
    const response = await ask(PLANS, { headers })
    assert.equal(response.status, status, String(code))
    assert.match((await next('access')).code, new RegExp(code))
    assert.match((await response.json()).code, new RegExp(code))
    assert.match(response.headers.get('www-authenticate'), /^Bearer/)
  }
  for (const [method, path] of [['GET', '/v1/projects'], ['DELETE', PLANS], ['HEAD', PLANS], ['OPTIONS', PLANS], ['POST', '/'], ['GET', '/.claimgate/other']]) {
    const response = await call(path, { token, method })
    assert.deepEqual([response.status, (await next('access')).code], [403, 'request_not_permitted'], `${method} ${path}`)
  }
  assert.equal((await ask(PLANS, { method: 'OPTIONS', headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' } })).status, 401)
  assert.match(await raw(`GET ${PLANS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`), / 400 /)
  assert.deepEqual(api.asked, [])
})

test('a path is compared and passed on as it was sent, or not at all', async (context) => {
  const { raw, accessToken, api } = await worldFor(context)
  const token = await accessToken()
  const send = (target, host = 'worker.example') =>
    raw(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`)
  for (const target of [`${PLANS}/a%20b`, `${PLANS}/%41`, `${PLANS}/a:b`, `${PLANS}?x=/../..//`, `${PLANS}/~a'b`, `${PLANS}/`]) {
    api.asked.length = 0
    assert.match(await send(target), /^HTTP\/1.1 200 /, target)
    assert.equal(api.asked[0].url.split('?', 1)[0], target.split('?', 1)[0])
  }
  api.asked.length = 0
  const tricks = [
    '/v1/projects/p1/plans/../../../admin', '/v1/projects/p1/plans/..', '/admin/../v1/projects/p1/plans', '/v1/projects/p1/plans/%2e%2e/%2e%2e/x',
    '/v1/projects/p1/plans/%2E%2e', '/v1/projects/p1/plans/.%2e/x', '/v1//projects/p1/plans', '//v1/projects/p1/plans', '/v1/projects/p1/plans//',
    '/v1/projects/p1/plans/./x', '/v1/projects/p1/plans/%2fx', '/v1/projects/p1/plans/%5c..%5cx', '/v1/projects/p1/plans/\\..\\x', '/v1/projects/p1/plans/..;/x',
    '/v1/projects/p1;x/plans', '/v1/projects/p1/plans%00', '/v1/projects/p1/plans/%252e%252e/x', '/V1/projects/p1/plans', '/v1/projects/p1/PLANS',
    '/v1/projects/p1/plans.', '/v1/projects/p1/plans%20', '/v1/projects/p1%2Fplans', '/v1/projects/p1/plans/%', '/v1/projects/p1/plans/ü', '/v1/projects/p1/plans/%u002e',
    'v1/projects/p1/plans', '*', '', 'http://other.example/v1/admin', '/v1/projects/p1/plans#/x y',
  ]
  for (const target of tricks) assert.doesNotMatch(await send(target), /^HTTP\/1.1 [23]/, target)
  assert.doesNotMatch(await send('/admin', 'worker.example/v1/projects/p1/plans?'), /^HTTP\/1.1 2(?!.*"url":"\/v1\/projects\/p1\/plans)/s)
  assert.ok(api.asked.every(({ url }) => url.startsWith(`${PLANS}?`)), JSON.stringify(api.asked.map(({ url }) => url)))
})

test('a request within a request is none', async (context) => {
  const { raw, accessToken, api } = await worldFor(context)
  const token = await accessToken()
  const inner = 'GET /v1/admin HTTP/1.1\r\nHost: a\r\n\r\n'
  const start = `POST ${PLANS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n`
  for (const rest of [
    `Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
    `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner}`,
    `Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
    `X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
  ]) await raw(start + rest)
  assert.ok(api.asked.every(({ url }) => url === PLANS), JSON.stringify(api.asked))
})

test('answers come as the API gives them', async (context) => {
  const { call, api, accessToken } = await worldFor(context)
  const token = await accessToken()
  api.answers[`${PLANS}/moved`] = (_, response) => response.writeHead(307, { location: 'https://elsewhere.example/' }).end()
  api.answers[`${PLANS}/empty`] = (_, response) => response.writeHead(204, { 'set-cookie': ['a=1', 'b=2'], connection: 'x-hop', 'x-hop': 'gone' }).end()
  api.answers[`${PLANS}/error`] = (_, response) => response.writeHead(500).end('broken')
  api.answers[`${PLANS}/slow`] = (_, response) => {
    response.writeHead(200).write('first')
    setTimeout(() => response.end('second'), 200)
  }
  const moved = await call(`${PLANS}/moved`, { token })
  assert.deepEqual([moved.status, moved.headers.get('location')], [307, 'https://elsewhere.example/'])
  const empty = await call(`${PLANS}/empty`, { token })
  assert.deepEqual([empty.status, empty.headers.getSetCookie(), empty.headers.get('x-hop')], [204, ['a=1', 'b=2'], null])
  const error = await call(`${PLANS}/error`, { token })
  assert.deepEqual([error.status, await error.text()], [500, 'broken'])
  const slow = await call(`${PLANS}/slow`, { token })
  const { value } = await slow.body.getReader().read()
  assert.equal(new TextDecoder().decode(value), 'first')
  const large = await call(PLANS, { token, method: 'POST', body: 'x'.repeat(3_000_000) })
  assert.equal((await large.json()).body.length, 3_000_000)
})

test('no cache on the way keeps what one caller was answered, and the body of a GET goes no further', async (context) => {
  const { call, api, raw, accessToken } = await worldFor(context)
  await call(`${PLANS}/7.csv`)
  assert.deepEqual(headerOf(api.asked[0], 'cache-control'), ['no-cache'])
  const start = `GET ${PLANS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${await accessToken()}\r\nConnection: close\r\n`
  for (const body of ['Content-Length: 0\r\n\r\n', 'Content-Length: 3\r\n\r\nabc', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n']) {
    assert.match(await raw(start + body), /^HTTP\/1.1 200 /)
    assert.equal(api.asked.at(-1).body, '')
  }
})

test('upgrades are not passed on', async (context) => {
  const { raw, accessToken, api } = await worldFor(context)
  const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
  assert.match(await raw(`GET ${PLANS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${await accessToken()}\r\n${upgrade}\r\n`), /^HTTP\/1.1 200 /)
  assert.deepEqual(headerOf(api.asked[0], 'upgrade'), [])
})

test('an API that does not answer is a bad gateway', async (context) => {
  const { call, api, next } = await worldFor(context, { settings: { ORIGIN: 'http://127.0.0.1:9' } })
  const response = await call(PLANS)
  assert.deepEqual([response.status, (await response.json()).code], [502, 'origin_unreachable'])
  assert.equal((await next('failure')).code, 'origin_unreachable')
  assert.deepEqual(api.asked, [])
})

test('platform tokens open the API directly, and access tokens go to it, if one wants so', async (context) => {
  const { call, github, remember, api } = await worldFor(context, { settings: { PLATFORM_TOKENS: 'on', FORWARD_AUTHORIZATION: 'on', REALM: 'api' } })
  const token = remember(github.token())
  assert.equal((await call(PLANS, { token })).status, 200)
  assert.equal((await call('/v1/projects', { token })).status, 403)
  assert.deepEqual([headerOf(api.asked[0], 'authorization'), headerOf(api.asked[0], 'x-workload-identity')], [[`Bearer ${token}`], [EMAIL]])
  const refused = await call(PLANS, { token: 'x' })
  assert.match(refused.headers.get('www-authenticate'), /realm="api"/)
})

test('health is open, and counters are for who has their token', async (context) => {
  const { ask, exchange, log } = await worldFor(context)
  for (const path of ['/.claimgate/live', '/.claimgate/ready']) assert.deepEqual(await (await ask(path)).json(), { ok: true })
  await exchange('x')
  for (const authorization of ['', 'Bearer x', `Bearer ${METRICS_TOKEN}x`]) assert.equal((await ask('/.claimgate/metrics', { headers: { authorization } })).status, 404)
  const counters = await (await ask('/.claimgate/metrics', { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).text()
  assert.match(counters, /^# TYPE claimgate_exchanges_total counter\nclaimgate_exchanges_total\{verdict="reject",code="[a-z_]+",instance_id="[0-9a-f]{8}"\} 1$/m)
  assert.ok(!log.join().includes(METRICS_TOKEN))
})

test('nobody writes to the terminal of who reads the log', async (context) => {
  const { exchange, log, next } = await worldFor(context)
  const email = 'a\u001b[2J\u009b31m\u202e\u2028\u200bb'
  await exchange(undefined, email)
  assert.equal((await next('exchange')).email, email)
  assert.doesNotMatch(log.join(''), /[\p{Cc}\p{Cf}\p{Zl}]/u)
})

test('a token stays out of the log wherever it is put', async (context) => {
  const { ask, accessToken, next } = await worldFor(context)
  const token = await accessToken()
  for (const path of [`/v1/${token}`, `/v1/x${token}/y`, `/v1/${token.replaceAll('.', '%2E')}`, `/?token=${token}`]) {
    await ask(path, { method: 'DELETE', headers: { authorization: `Bearer ${token}`, 'user-agent': token } })
    assert.match((await next('access')).path, /\[token\]|^\/$/)
  }
})
