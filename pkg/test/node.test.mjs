// Middleware for Node's `http` and Express, asked over real connections: who is let in, what the others are told, what goes no further.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as requestTo } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import { connect as connectTo } from 'node:net'
import { test } from 'node:test'

import { Gate } from 'claimgate'
import { allowOf, guard, protect } from 'claimgate/node'
import express from 'express'

import { appOf } from '../examples/express.mjs'
import { serverOf } from '../examples/http.mjs'
import { allowed, gateOf, NOW, POLICY } from './kit/example.mjs'
import { checkRefusal, HOSTILE, REPLACING } from './kit/refusals.mjs'
import { PLANS, ROLES_POLICY } from './kit/roles.mjs'

const [{ email }] = POLICY.identities
const now = () => NOW
const keysOf = (gate) => ({ decide: async (token, caller) => gate.decide(token, NOW, caller) })

/** Runs `work` with a function that asks the server. */
const asking = async (handler, work, options = {}) => {
  const server = typeof handler === 'function' ? createServer(options, handler) : handler
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const ask = async (path, { values = [`Bearer ${allowed}`], method = 'GET', more = [], body } = {}) => {
    const authorization = values.flatMap((value) => ['authorization', Buffer.from(value).toString('latin1')])
    const headers = ['host', 'api.example', ...authorization, ...more]
    const request = requestTo({ host: '127.0.0.1', port, path, method, headers, agent: false })
    request.end(body)
    const [response] = await once(request, 'response')
    const chunks = await response.toArray()
    return { status: response.statusCode, body: Buffer.concat(chunks).toString(), header: (name) => response.headers[name] }
  }
  try {
    await work(ask)
  } finally {
    server.close()
  }
}

test('the example with Express lets in and refuses', () =>
  asking(appOf(keysOf(gateOf(ROLES_POLICY))), async (ask) => {
    assert.equal((await ask(PLANS)).body, `welcome, ${email}`)
    assert.equal((await ask(`${PLANS}?a=b`, { values: [`bearer ${allowed}`] })).body, `welcome, ${email}`)
    for (const [values, status, code] of HOSTILE(allowed)) {
      checkRefusal(await ask(PLANS, { values }), status, code, values.join(' | ').slice(0, 60))
    }
    checkRefusal(await ask(PLANS, { method: 'DELETE' }), 403, 'request_not_permitted')
    checkRefusal(await ask('/v1/projects/p1/%2e%2e/p2/plans'), 403, 'request_not_permitted')
    checkRefusal(await ask(`${PLANS}?access_token=${allowed}`, { values: [] }), 401, 'authorization_missing')
    assert.equal((await ask('/elsewhere')).status, 404)
  }))

test('the example with http alone lets in and refuses', () =>
  asking(serverOf(keysOf(gateOf())), async (ask) => {
    assert.equal((await ask('/')).body, `welcome, ${email}`)
    assert.equal((await ask('/', { values: [] })).status, 401)
    assert.equal((await ask('/', { values: [], method: 'POST', body: 'x'.repeat(100_000) })).status, 401)
    const head = await ask('/', { values: [], method: 'HEAD' })
    assert.deepEqual([head.status, head.body], [401, ''])
  }))

test('without keys one may try again', () =>
  asking(protect(new Gate(POLICY), () => assert.fail(), { now, realm: 'deployments' }), async (ask) => {
    checkRefusal(await ask('/'), 503, 'key_set_missing')
  }))

test('a header of any length is refused', () => {
  const handler = protect(gateOf(), () => assert.fail(), { now, realm: 'deployments' })
  return asking(handler, async (ask) => {
    checkRefusal(await ask('/', { values: [`Bearer ${'x'.repeat(20_000)}`] }), 401, 'token_too_long')
  }, { maxHeaderSize: 100_000 })
})

test('what comes behind gets no token, unless it wants it', async () => {
  for (const [keepAuthorization, expected] of [[false, []], [true, [`Bearer ${allowed}`]]]) {
    const handler = (request, response) => {
      const { headers, headersDistinct, rawHeaders } = request
      const raw = rawHeaders.filter((value) => value.includes(allowed))
      response.end(JSON.stringify([headers.authorization ?? [], headersDistinct.authorization ?? [], raw, headers.host].flat()))
    }
    await asking(protect(gateOf(), handler, { now, keepAuthorization }), async (ask) => {
      assert.deepEqual(JSON.parse((await ask('/')).body), [...expected, ...expected, ...expected, 'api.example'])
    })
  }
})

test('what would replace the method or the path goes no further', async () => {
  const handler = (request, response) => {
    const { headers, headersDistinct, rawHeaders } = request
    response.end(JSON.stringify([Object.keys(headers), Object.keys(headersDistinct), rawHeaders].flat()))
  }
  await asking(protect(gateOf(), handler, { now }), async (ask) => {
    const { body } = await ask('/', { more: REPLACING.flatMap((name) => [name, 'DELETE']) })
    assert.equal(JSON.parse(body).filter((it) => REPLACING.includes(it.toLowerCase()) || it === 'DELETE').length, 0)
  })
})

test('a route without a guard serves nobody, and a path counts as a whole where something is mounted', () => {
  const app = express()
  const inner = express.Router()
  inner.use(guard(gateOf(ROLES_POLICY), { now }))
  inner.get('/plans', (request, response) => response.send(allowOf(request).identity.email))
  app.use('/v1/projects/p1', inner)
  app.get('/open', (request, response) => response.send(allowOf(request).identity.email))
  app.use((error, request, response, next) => response.status(500).send(error.message))
  return asking(app, async (ask) => {
    assert.equal((await ask(PLANS)).body, email)
    assert.deepEqual((({ status, body }) => [status, body])(await ask('/open')), [500, 'no guard let anyone in with this request'])
  })
})

test('whoever is at fault, nobody is let in', async () => {
  const fail = () => {
    throw new Error('out of order')
  }
  const app = express()
  app.use(guard(gateOf(), { now: fail }), (request, response) => response.send('in'))
  app.use((error, request, response, next) => response.status(500).send(error.message))
  await asking(app, async (ask) => assert.equal((await ask('/')).body, 'out of order'))
  const faults = []
  const handler = protect(gateOf(), (request, response) => response.end('in'), { now, onDecision: fail })
  await asking((request, response) => handler(request, response).catch((fault) => faults.push(fault.message)), async (ask) => {
    assert.equal((await ask('/')).status, 500)
  })
  assert.deepEqual(faults, ['out of order'])
})

test('over HTTP/2 it is the same', async () => {
  const seen = []
  const handler = (request, response, allow) => {
    const { headers, rawHeaders } = request
    seen.push([...Object.entries(headers).flat(), ...rawHeaders].filter((it) => it.includes(allowed) || /override|auth.*n/.test(it)))
    response.end(`${allowOf(request).identity.email} ${allow.identity.email}`)
  }
  const onDecision = ({ decision, path }) => server.emit('decided', decision.problem?.code, path)
  const server = createHttp2Server(protect(gateOf(ROLES_POLICY), handler, { now, realm: 'deployments', onDecision })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const session = connect(`http://127.0.0.1:${port}`)
  const ask = async (path, authorization, method = 'GET') => {
    const headers = { ':path': path, ':method': method, 'x-http-method-override': 'DELETE', ...(authorization && { authorization }) }
    const stream = session.request(headers).end()
    const [answered] = await once(stream, 'response')
    return { status: answered[':status'], header: (name) => answered[name], body: Buffer.concat(await stream.toArray()).toString() }
  }
  try {
    assert.deepEqual(await ask(PLANS, `Bearer ${allowed}`).then(({ status, body }) => [status, body]), [200, `${email} ${email}`])
    assert.deepEqual(seen, [[]])
    checkRefusal(await ask(PLANS), 401, 'authorization_missing')
    checkRefusal(await ask(PLANS, `Bearer ${allowed}x`), 401, 'base64_malformed')
    checkRefusal(await ask('/elsewhere', `Bearer ${allowed}`), 403, 'request_not_permitted')
    checkRefusal(await ask(PLANS, `Bearer ${allowed}`, 'DELETE'), 403, 'request_not_permitted')
    const decided = once(server, 'decided')
    const raw = rawHttp2(port, [[':method', 'GET'], [':scheme', 'http'], [':authority', 'api.example'], [':path', PLANS], ...[allowed, 'x'].map((it) => ['authorization', `Bearer ${it}`])])
    assert.deepEqual(await decided, ['authorization_malformed', PLANS])
    raw.destroy()
  } finally {
    session.close()
    server.close()
  }
})

/** A request as no client of Node would send it: frames of RFC 9113, headers as literals of RFC 7541. */
const rawHttp2 = (port, headers) => {
  const frame = (type, flags, stream, payload) => {
    const head = Buffer.alloc(9)
    head.writeUIntBE(payload.length, 0, 3)
    head.set([type, flags, 0, 0, 0, stream], 3)
    return Buffer.concat([head, payload])
  }
  const length = (it) => (it < 127 ? [it] : [127, ...sevenBits(it - 127)])
  const sevenBits = (it) => (it < 128 ? [it] : [128 + (it % 128), ...sevenBits(Math.floor(it / 128))])
  const literal = (text) => [...length(text.length), ...Buffer.from(text)]
  const block = Buffer.from(headers.flatMap(([name, value]) => [0, ...literal(name), ...literal(value)]))
  const socket = connectTo(port, '127.0.0.1')
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(4, 0, 0, Buffer.alloc(0)), frame(1, 5, 1, block)]))
  return socket
}

test('the log gets every decision', async () => {
  const log = []
  const onDecision = ({ decision, method, path, status }) => log.push([decision.verdict, method, path, status])
  await asking(protect(gateOf(), (request, response) => response.end(), { now, onDecision }), async (ask) => {
    await ask('/a?secret=1')
    await ask('/b', { values: [], method: 'PUT' })
  })
  assert.deepEqual(log, [['allow', 'GET', '/a', undefined], ['reject', 'PUT', '/b', 401]])
})
