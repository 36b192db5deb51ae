// Middleware for `Request` and `Response`, by itself and in Hono: who is let in, what the others are told, and what goes no further.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { serve } from '@hono/node-server'
import { Gate } from 'claimgate'
import { forwarded, guard, protect } from 'claimgate/web'

import { appOf } from '../examples/hono.mjs'
import { workerOf } from '../examples/worker.mjs'
import { allowed, gateOf, NOW, POLICY } from './kit/example.mjs'
import { checkRefusal, HOSTILE, REPLACING } from './kit/refusals.mjs'
import { pass, replacing } from './kit/replacing.mjs'
import { PLANS, ROLES_POLICY } from './kit/roles.mjs'

const [{ email }] = POLICY.identities
const now = () => NOW
const bearer = { authorization: `Bearer ${allowed}` }
const requestOf = (path, { values = [`Bearer ${allowed}`], ...init } = {}) =>
  new Request(`https://api.example${path}`, { headers: values.map((value) => ['authorization', value]), ...init })
const answerOf = async (response) => ({
  status: response.status, body: await response.text(), header: (name) => response.headers.get(name),
})

test('who is let in is told, and the clock, the header and the request stay as they are', async () => {
  const admit = guard(gateOf(), { now })
  const request = requestOf('/')
  const admitted = await admit(request)
  assert.deepEqual([admitted.verdict, admitted.identity.email], ['allow', email])
  assert.equal(request.headers.get('authorization'), bearer.authorization)
  for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) {
    assert.equal((await admit(requestOf('/', { values: [`${scheme} ${allowed}`] }))).verdict, 'allow')
  }
})

test('hostile headers are refused', async () => {
  const admit = guard(gateOf(), { now, realm: 'deployments' })
  for (const [values, status, code] of HOSTILE(allowed)) {
    checkRefusal(await answerOf(await admit(requestOf('/', { values }))), status, code, values.join(' | ').slice(0, 60))
  }
  for (const length of [20_000, 50_000_000]) {
    const response = await admit(requestOf('/', { values: [`Bearer ${'x'.repeat(length)}`] }))
    checkRefusal(await answerOf(response), 401, 'token_too_long')
  }
})

test('a token in the address or the body does not count', async () => {
  const admit = guard(gateOf(), { now, realm: 'deployments' })
  const form = { method: 'POST', body: new URLSearchParams({ access_token: allowed }), values: [] }
  for (const request of [requestOf(`/?access_token=${allowed}`, { values: [] }), requestOf('/', form)]) {
    checkRefusal(await answerOf(await admit(request)), 401, 'authorization_missing')
  }
})

test('without keys one may try again', async () => {
  const admit = guard(new Gate(POLICY), { now, realm: 'deployments' })
  checkRefusal(await answerOf(await admit(requestOf('/'))), 503, 'key_set_missing')
})

test('roles permit methods and paths, if the policy has any', async () => {
  const admit = guard(gateOf(ROLES_POLICY), { now, realm: 'deployments' })
  for (const [method, path] of [['GET', PLANS], ['POST', `${PLANS}/7?view=full`]]) {
    assert.equal((await admit(requestOf(path, { method }))).verdict, 'allow', path)
  }
  for (const [method, path] of [['DELETE', PLANS], ['HEAD', PLANS], ['GET', '/v1/projects'], ['GET', `${PLANS}/%2e%2e%2fx`]]) {
    const answer = await answerOf(await admit(requestOf(path, { method })))
    checkRefusal(answer, 403, 'request_not_permitted', `${method} ${path}`)
  }
  assert.equal((await guard(gateOf(), { now })(requestOf('/x', { method: 'DELETE' }))).verdict, 'allow')
})

test('a caller may name the identity that shall count', async () => {
  const named = (name) => guard(gateOf(), { now, realm: 'deployments', email: () => name })(requestOf('/'))
  assert.equal((await named(email)).verdict, 'allow')
  assert.equal((await named(undefined)).verdict, 'allow')
  checkRefusal(await answerOf(await named('other@workload.bytebase.com')), 403, 'access_denied')
})

test('the log gets everything but the token and the query', async () => {
  const log = []
  const admit = guard(gateOf(ROLES_POLICY), { now, onDecision: (decided) => log.push(decided) })
  await admit(requestOf(`${PLANS}?secret=1`))
  await admit(requestOf('/elsewhere?secret=1'))
  await admit(requestOf('/', { values: [`Bearer ${allowed.slice(0, -4)}AAAA`] }))
  await admit(requestOf('/', { values: [`Bearer ${allowed}, Bearer ${allowed}`] }))
  assert.deepEqual(log.map(({ decision, method, path, status }) => [decision.problem?.code, method, path, status]), [
    [undefined, 'GET', PLANS, undefined],
    ['request_not_permitted', 'GET', '/elsewhere', 403],
    ['signature_invalid', 'GET', '/', 401],
    ['authorization_malformed', 'GET', '/', 400],
  ])
  assert.match(log[1].decision.problem.message, /`GET` on `\/elsewhere` with the roles `planner`/)
  const told = JSON.stringify(log) + inspect(log, { depth: 9, getters: true, showHidden: true })
  for (const secret of [allowed.split('.')[2], allowed.split('.')[1], 'secret=1']) assert(!told.includes(secret))
})

test('whoever is at fault, nobody is let in', async () => {
  const fail = () => {
    throw new Error('out of order')
  }
  for (const options of [{ now: fail }, { now: () => NaN }, { now, onDecision: fail }, { now, email: fail }, { now, email: () => 7 }]) {
    await assert.rejects(guard(gateOf(), options)(requestOf('/')), Object.keys(options).join())
  }
  const freed = gateOf()
  const admit = guard(freed, { now })
  await admit(requestOf('/'))
  freed.free()
  await assert.rejects(admit(requestOf('/')))
  for (const [decider, options] of [[{}], [null], [gateOf(), { relm: 'x' }], [gateOf(), { realm: 'ü' }], [gateOf(), { now: 7 }]]) {
    assert.throws(() => guard(decider, options), TypeError)
  }
})

test('whatever decides about a token may stand behind it', async () => {
  const gate = gateOf(ROLES_POLICY)
  const decider = { decide: async (token, caller) => gate.decide(token, NOW, caller) }
  assert.equal((await guard(decider)(requestOf(PLANS))).verdict, 'allow')
  assert.equal((await guard(decider)(requestOf('/x'))).status, 403)
  assert.throws(() => guard(decider, { now }), TypeError)
})

test('a token that was let in comes again without a check of its signature, unless the gate was told otherwise', async () => {
  const node = process.getBuiltinModule('node:crypto')
  for (const [options, asked] of [[{}, 1], [{ seenTokens: 0 }, 3]]) {
    const admit = guard(gateOf(POLICY, options), { now })
    assert.equal(await replacing(node, 'verify', pass, async () => {
      for (let time = 0; time < 3; time++) await admit(requestOf('/'))
    }), asked)
  }
})

test('a handler gets the request without the token, unless it wants it, and what the runtime gives', async () => {
  const seen = []
  const handler = async (request, allow, ...rest) => {
    seen.push([request.headers.get('authorization'), request.headers.get('x-kept'), await request.text(), allow.identity.email, ...rest])
    return new Response('done')
  }
  const request = () =>
    new Request('https://api.example/', { method: 'POST', body: 'body', headers: { ...bearer, 'x-kept': '1' } })
  assert.equal(await (await protect(gateOf(), handler, { now })(request(), 'env', 'context')).text(), 'done')
  await protect(gateOf(), handler, { now, keepAuthorization: true })(request())
  assert.deepEqual(seen, [[null, '1', 'body', email, 'env', 'context'], [bearer.authorization, '1', 'body', email]])
  assert.equal((await protect(gateOf(), handler, { now })(requestOf('/', { values: [] }))).status, 401)
  assert.equal(seen.length, 2)
  assert.equal(forwarded(request()).headers.get('authorization'), null)
})

test('what would replace the method or the path goes no further', async () => {
  const hostile = Object.fromEntries(REPLACING.map((name) => [name, 'DELETE']))
  const request = new Request('https://api.example/', { headers: { ...bearer, ...hostile, 'x-kept': '1' } })
  const names = async (it) => [...it.headers.keys()]
  const handler = async (it) => Response.json(await names(it))
  assert.deepEqual(await (await protect(gateOf(), handler, { now })(request)).json(), ['x-kept'])
  assert.deepEqual(await names(forwarded(request, { keepAuthorization: true })), ['authorization', 'x-kept'])
})

const keysOf = (gate) => ({ decide: async (token, caller) => gate.decide(token, NOW, caller) })

test('the example of a worker welcomes and logs', async (context) => {
  const { mock } = context.mock.method(console, 'log', () => {})
  const { fetch } = workerOf(keysOf(gateOf(ROLES_POLICY)))
  assert.equal(await (await fetch(requestOf(PLANS), { place: 'production' })).text(), `welcome to production, ${email}`)
  assert.equal((await fetch(requestOf('/x'))).status, 403)
  assert.deepEqual(mock.calls.map((call) => call.arguments.slice(0, 3)), [[200, 'GET', PLANS], [403, 'GET', '/x']])
})

test('the example with Hono lets in and refuses, by itself and behind its server for Node', async () => {
  const app = appOf(keysOf(gateOf(ROLES_POLICY)))
  assert.equal(await (await app.request(PLANS, { headers: bearer })).text(), `welcome, ${email}`)
  for (const [values, status, code] of HOSTILE(allowed)) {
    const headers = values.map((value) => ['authorization', value])
    checkRefusal(await answerOf(await app.request(PLANS, { headers })), status, code)
  }
  checkRefusal(await answerOf(await app.request(PLANS, { headers: bearer, method: 'DELETE' })), 403, 'request_not_permitted')
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  try {
    const address = `http://127.0.0.1:${server.address().port}${PLANS}`
    assert.equal(await (await fetch(address, { headers: bearer })).text(), `welcome, ${email}`)
    checkRefusal(await answerOf(await fetch(address)), 401, 'authorization_missing')
  } finally {
    server.close()
  }
})
