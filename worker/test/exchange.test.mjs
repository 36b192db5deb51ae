// The exchange in workerd: who gets an access token, and what all others are told.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { connect } from 'node:net'
import { test } from 'node:test'

import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'

import { EMAIL, EXCHANGE, PLANS, POLICY, headersOf, worldFor } from './kit/world.mjs'

test('a job gets an access token that anyone can verify by the published keys', async (context) => {
  const { exchange, remember, address, next } = await worldFor(context, { settings: { AUDIENCE: 'bytebase', TOKEN_LIFETIME: '600' } })
  const response = await exchange()
  assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'no-store'])
  const { accessToken, ...rest } = await response.json()
  remember(accessToken)
  assert.deepEqual(rest, {})
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', address))
  const { payload, protectedHeader } = await jwtVerify(accessToken, keys, { issuer: 'https://worker.example', audience: 'bytebase', typ: 'at+jwt' })
  assert.deepEqual([protectedHeader.alg, protectedHeader.kid], ['ES256', 'first'])
  assert.deepEqual([payload.sub, payload.roles, payload.exp - payload.iat], [EMAIL, ['planner'], 600])
  const { verdict, code, email, access, job } = await next('exchange')
  assert.deepEqual([verdict, code, email, access], ['allow', 'ok', EMAIL, payload.jti])
  assert.equal(job.sub, 'repo:my-org/my-repo:ref:refs/heads/main')
})

test('every refusal looks alike from outside, and the log tells them apart', async (context) => {
  const disabled = { name: 'Off', email: 'off@workload.bytebase.com', platform: 'github-actions', owner: 'my-org', repository: 'my-repo', branch: 'main', disabled: true }
  const world = await worldFor(context, { policy: { ...POLICY, identities: [...POLICY.identities, disabled] } })
  const { github, exchange, next } = world
  const token = github.token()
  const now = Math.floor(Date.now() / 1000)
  const [header, claims, signature] = token.split('.')
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const repo = (sub, more = {}) => github.token({ sub, ...more })
  const cases = [
    ['identity_unknown', token, 'nobody@workload.bytebase.com'],
    ['identity_disabled', token, 'off@workload.bytebase.com'],
    ['branch_mismatch', repo('repo:my-org/my-repo:ref:refs/heads/dev', { ref: 'refs/heads/dev' })],
    ['repository_mismatch', repo('repo:my-org/other:ref:refs/heads/main', { repository: 'my-org/other' })],
    ['owner_mismatch', repo('repo:evil/my-repo:ref:refs/heads/main', { repository: 'evil/my-repo', repository_owner: 'evil' })],
    [/mismatch|hidden/, repo('repo:my-org/my-repo:pull_request', { ref: 'refs/pull/1/merge', event_name: 'pull_request' })],
    ['audience_mismatch', github.token({ aud: 'https://elsewhere.example' })],
    ['token_expired', github.token({ iat: now - 900, nbf: now - 900, exp: now - 600 })],
    ['signature_invalid', [header, claims, signature.replace(/^./, (it) => (it === 'A' ? 'B' : 'A'))].join('.')],
    ['signature_invalid', github.token({}, { kid: '1', privateKey: other })],
    ['key_not_found', github.token({}, { kid: 'none', privateKey: other })],
    [/issuer/, github.token({ iss: 'https://evil.example' })],
    [/./, 'no token'],
  ]
  const answers = []
  for (const [code, sent, email] of cases) {
    const response = await exchange(sent, email)
    answers.push({ status: response.status, headers: headersOf(response), body: await response.text() })
    const last = await next('exchange')
    assert.match(last.code, code instanceof RegExp ? code : new RegExp(`^${code}$`))
    assert.ok(last.problem.message.length > 10)
  }
  assert.equal((await exchange(token)).status, 200)
  assert.equal((await next('exchange')).code, 'ok')
  const replayed = await exchange(token)
  answers.push({ status: replayed.status, headers: headersOf(replayed), body: await replayed.text() })
  assert.equal((await next('exchange')).code, 'token_replayed')
  assert.equal(answers[0].status, 401)
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  assert.doesNotMatch(answers[0].body, /my-org|main|workload/)
})

test('a refusal comes no sooner for one reason than for another', async (context) => {
  const { github, exchange } = await worldFor(context)
  const token = github.token()
  assert.equal((await exchange(token)).status, 200)
  for (const [sent, email] of [[token], [github.token({ aud: 'elsewhere' })], [github.token(), 'nobody@workload.bytebase.com'], ['x']]) {
    const begin = performance.now()
    assert.equal((await exchange(sent, email)).status, 401)
    assert.ok(performance.now() - begin >= 24)
  }
})

test('a token is exchanged once, even by a hundred at the same time', async (context) => {
  const { github, exchange } = await worldFor(context)
  const token = github.token()
  const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await exchange(token)).status))
  assert.deepEqual([statuses.filter((it) => it === 200).length, statuses.filter((it) => it === 401).length], [1, 99])
  assert.equal((await exchange()).status, 200)
})

test('a token that lives for ages is exchanged once, too, and others after it', async (context) => {
  const { github, exchange } = await worldFor(context)
  for (const exp of [1e10, 1e13, 2 ** 53 - 1]) {
    // Tokens are dealt out to several objects: some of these come to the same.
    for (const jti of Array.from({ length: 8 }, (_, place) => `${exp}-${place}`)) {
      const token = github.token({ exp, jti })
      assert.deepEqual([(await exchange(token)).status, (await exchange(token)).status], [200, 401], String(exp))
    }
  }
  assert.equal((await exchange()).status, 200)
})

/** A Durable Object that does this instead of remembering. */
const memoryThat = (does) => `export default {}\nexport class ReplayMemory { async fetch(request) { ${does} } }`

test('where the memory of replays gives no good answer nothing is exchanged', async (context) => {
  const ways = {
    throws: "throw new Error('no')",
    'is silent': 'await new Promise((resolve) => setTimeout(resolve, 60_000))',
    'says nothing': 'return new Response(null)',
    'says something else': 'return Response.json({ first: 1 })',
    'is no JSON': "return new Response('<h1>Bad gateway</h1>', { status: 502 })",
    'stops in the middle': 'return new Response(new ReadableStream({ start: (it) => it.enqueue(new TextEncoder().encode("{")) }))',
  }
  await Promise.all(
    Object.entries(ways).map(async ([name, does]) => {
      const { exchange, next, call, ask } = await worldFor(context, { replay: memoryThat(does) })
      const answers = await Promise.all(Array.from({ length: 3 }, () => exchange()))
      for (const answer of answers) {
        assert.deepEqual([answer.status, answer.headers.get('retry-after') !== null], [503, true], name)
        const { code, accessToken } = await answer.json()
        assert.deepEqual([code, accessToken], ['replay_store_unreachable', undefined], name)
        const { verdict, status, code: logged } = await next('failure')
        assert.deepEqual([verdict, status, logged], [undefined, 503, 'replay_store_unreachable'], name)
      }
      assert.deepEqual([(await call(PLANS, { token: 'none' })).status, (await ask('/.claimgate/live')).status], [401, 200])
    }),
  )
})

test('where replays are allowed a token is exchanged again', async (context) => {
  const { github, exchange } = await worldFor(context, { settings: { REPLAY_PROTECTION: 'off' }, replay: false })
  const token = github.token()
  assert.deepEqual([(await exchange(token)).status, (await exchange(token)).status], [200, 200])
})

test('what is no exchange is told so, whoever sends it', async (context) => {
  const { ask, post, github, remember, raw } = await worldFor(context)
  const token = remember(github.token())
  for (const body of ['', 'token', '[]', '{}', `{"token":"${token}"}`, `{"email":"${EMAIL}"}`, `{"token":1,"email":"a"}`, `{"token":"${token}","email":"${EMAIL}","email":"x"}`]) {
    const response = await post(body)
    assert.equal(response.status, 400, body.slice(0, 20))
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
  }
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
    const response = await ask(EXCHANGE, { method })
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST'])
  }
  assert.equal((await post(JSON.stringify({ token: 'x'.repeat(200_000), email: EMAIL }))).status, 413)
  const unmeasured = (text) =>
    ask(EXCHANGE, { method: 'POST', headers: { 'content-type': 'application/json' }, body: new Blob([text]).stream(), duplex: 'half' })
  assert.equal((await unmeasured(JSON.stringify({ token: 'x'.repeat(30_000), email: EMAIL }))).status, 413)
  assert.equal((await unmeasured(JSON.stringify({ token: remember(github.token()), email: EMAIL }))).status, 200)
  // The guide's curl, but for `Content-Type`, which curl then sets by itself to what no JSON is.
  assert.ok([200, 400].includes((await post({ token, email: EMAIL }, { 'content-type': 'application/x-www-form-urlencoded' })).status))
  const swapped = await post({ token: EMAIL, email: token })
  assert.ok([400, 401].includes(swapped.status))
  assert.match(await raw(`POST ${EXCHANGE} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde`), / 400 /)
})

test('a body that does not come is not waited for', async (context) => {
  const { port } = await worldFor(context)
  const socket = connect(port, '127.0.0.1')
  const answerTo = (rest) =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.write(`POST ${EXCHANGE} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${rest}`)
      socket.once('data', (data) => {
        socket.destroy()
        resolve(String(data).split('\r\n', 1)[0])
      })
    })
  const starts = ['Content-Length: 1000\r\n\r\n{', 'Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n']
  for (const line of await Promise.all(starts.map(answerTo))) assert.match(line, / 408 /)
})

test('without its issuer\'s keys nobody can be believed, and one may try again', async (context) => {
  const { github, exchange, next } = await worldFor(context)
  github.answer = (request) => request.socket.destroy()
  const response = await exchange()
  assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '5'])
  assert.equal((await next('keys')).issuer, 'https://token.actions.githubusercontent.com')
  github.answer = undefined
  await new Promise((resolve) => setTimeout(resolve, 1100))
  assert.equal((await exchange()).status, 200)
})

test('a platform that rotates its keys is followed', async (context) => {
  const { github, exchange } = await worldFor(context)
  assert.equal((await exchange()).status, 200)
  github.rotate()
  await new Promise((resolve) => setTimeout(resolve, 1100))
  assert.equal((await exchange()).status, 200)
})

test('an identity of one project gets a token for that', async (context) => {
  const [identity] = POLICY.identities
  const { exchange, remember, call, next } = await worldFor(context, { policy: { ...POLICY, identities: [{ ...identity, email: 'deploy@p1.workload.bytebase.com' }] } })
  const { accessToken: token } = await (await exchange(undefined, 'deploy@p1.workload.bytebase.com')).json()
  remember(token)
  assert.deepEqual([decodeJwt(token).project, decodeProtectedHeader(token).typ], ['p1', 'at+jwt'])
  assert.equal((await call('/v1/projects/p1/plans', { token })).status, 200)
  assert.equal((await next('access')).code, 'ok')
  for (const path of ['/v1/projects/p2/plans', '/v1/projects/p1x/plans', '/v1/projects/P1/plans']) {
    assert.equal((await call(path, { token })).status, 403, path)
    assert.match((await next('access')).code, /^request_(outside_project|not_permitted)$/)
  }
})
