// Keys from afar: a clock of our own, and a real server that stalls, floods and lies.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'

import { Gate } from 'claimgate'
import { explain } from 'claimgate/explain'
import { RemoteKeys } from 'claimgate/keys'

import { initSync } from '../dist/wasm/core.js'
import { issuerOf } from './kit/issuer.mjs'
import { bomb, dead, endless, hanging, json, keyServer, late, silent, status } from './kit/key-server.mjs'

const ISSUER = 'https://issuer.example'
const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`
const JWKS = `${ISSUER}/jwks`
const NOW = 1_791_484_400

const [first, second] = ['1', '2'].map((kid) => issuerOf(ISSUER, 'https://service.example', kid))
const KEYS = first.jwks
const token = first.token({ exp: NOW + 1e6 })
const nextToken = second.token({ exp: NOW + 1e6 })
/** A token that no key was ever made for. */
const bogus = (kid) => issuerOf(ISSUER, 'https://service.example', kid).token({ exp: NOW + 1e6 })

const cleanups = []
afterEach(() => cleanups.splice(0).forEach((clean) => clean()))

/** A gate without keys, a server that has them, and a clock. */
const setUp = async ({ answers = {}, policy = first.policy, ...options } = {}) => {
  const server = await keyServer({ [DISCOVERY]: { issuer: ISSUER, jwks_uri: JWKS }, [JWKS]: KEYS, ...answers })
  cleanups.push(server.stop)
  const gate = new Gate(policy)
  const [clock, failures] = [{ now: NOW }, []]
  const onFailure = (failure) => failures.push(failure)
  const keys = new RemoteKeys(gate, { fetch: server.fetch, now: () => clock.now, timeout: 1, onFailure, ...options })
  const verdict = async (it = token) => {
    const decision = await keys.decide(it)
    return decision.verdict === 'allow' ? 'allow' : decision.problem.code
  }
  return { ...server, gate, keys, clock, failures, verdict }
}

test('the first token fetches its keys, and the next ones do not', async () => {
  const { asked, verdict, gate, failures } = await setUp()
  assert.equal(await verdict(), 'allow')
  assert.equal(await verdict(), 'allow')
  assert.deepEqual(asked, [DISCOVERY, JWKS])
  assert.deepEqual([gate.wantedKeys, failures], [[], []])
})

test('whoever else decides is asked again when keys have come, and else once', async () => {
  const { keys, gate, asked } = await setUp()
  const times = []
  const verdict = async (it) => {
    const { verdict } = await keys.decideBy(it, async (now) => (times.push(now), gate.decide(it, now)))
    return [verdict, times.splice(0)]
  }
  assert.deepEqual(await verdict(token), ['allow', [NOW, NOW]])
  assert.deepEqual(asked, [DISCOVERY, JWKS])
  assert.deepEqual(await verdict(token), ['allow', [NOW]])
  assert.deepEqual(await verdict('no token'), ['reject', [NOW]])
})

test('an address in the policy spares the discovery', async () => {
  const { asked, verdict } = await setUp({ policy: { ...first.policy, issuers: [{ issuer: ISSUER, jwksUri: JWKS }] } })
  assert.equal(await verdict(), 'allow')
  assert.deepEqual(asked, [JWKS])
})

test('a hundred callers at once make one request', async () => {
  const { asked, verdict } = await setUp({ answers: { [JWKS]: late(50, json(KEYS)) } })
  const verdicts = await Promise.all(Array.from({ length: 100 }, () => verdict()))
  assert.deepEqual(new Set(verdicts), new Set(['allow']))
  assert.deepEqual(asked, [DISCOVERY, JWKS])
})

test('keys can be fetched before the first token, and kept fresh', async () => {
  const { asked, keys, gate, clock, verdict } = await setUp()
  await Promise.all([keys.ready(), keys.ready()])
  assert.deepEqual([gate.wantedKeys, asked], [[], [DISCOVERY, JWKS]])
  assert.equal(gate.decide(token, NOW).verdict, 'allow')
  clock.now += 599
  await keys.ready()
  assert.equal(asked.length, 2)
  clock.now += 1
  await keys.ready()
  assert.deepEqual(asked.slice(2), [JWKS])
  assert.equal(await verdict(), 'allow')
  assert.equal(asked.length, 3)
})

test('after ready(token) the gate has what there is to have', async () => {
  const { keys, gate, asked } = await setUp()
  await keys.ready(bogus('9'))
  assert.equal(asked.length, 2)
  assert.equal(gate.decide(token, NOW).verdict, 'allow')
})

for (const [what, answer, actual] of [
  ['never answers', silent, '`no answer within 1 s`'],
  ['stops in the middle', hanging, '`no answer within 1 s`'],
  ['ends the connection', dead, /^`fetch failed: /],
  ['redirects to good keys', status(302, { location: '/elsewhere' }), 'status 302'],
  ['redirects for ever', status(308, { location: '/jwks' }), 'status 308'],
  ['is overloaded', status(503), 'status 503'],
  ['has nothing', status(204), 'status 204'],
]) {
  test(`a server that ${what} leaves the gate as it is`, async () => {
    const { answers, asked, failures, verdict, clock } = await setUp({ answers: { [JWKS]: answer, [`${ISSUER}/elsewhere`]: KEYS } })
    assert.equal(await verdict(), 'key_set_missing')
    assert.deepEqual(asked, [DISCOVERY, JWKS])
    const [{ issuer, problem }, ...others] = failures
    assert.deepEqual([issuer, problem.code, problem.document, problem.expected, others], [ISSUER, 'fetch_failed', 'keySet', `\`${JWKS}\``, []])
    assert.match(problem.actual, actual instanceof RegExp ? actual : new RegExp(`^${actual}$`))
    assert.equal(await verdict(), 'key_set_missing')
    assert.equal(asked.length, 2)
    // With keys it does no harm, either.
    answers[JWKS] = KEYS
    clock.now += 5
    assert.equal(await verdict(), 'allow')
    answers[JWKS] = answer
    clock.now += 600
    assert.equal(await verdict(), 'allow')
    assert.equal(failures.length, 2)
  })
}

for (const [what, answer, code] of [
  ['garbage', json('\0\xff{}'), 'json_malformed'],
  ['a page', json('<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }), 'json_malformed'],
  ['no UTF-8', (_, response) => response.end(Buffer.from([0x7b, 0xff, 0x7d])), 'json_malformed'],
  ['nothing', json(''), 'json_malformed'],
  ['no key set', json({}), 'key_set_malformed'],
  ['no key', json({ keys: [] }), 'key_set_unusable'],
  ['a private key', json({ keys: [{ ...KEYS.keys[0], d: 'AAAA' }] }), 'key_set_unusable'],
  ['megabytes when unpacked', bomb(50_000_000), 'key_set_too_large'],
]) {
  test(`${what} is no key set, and replaces none`, async () => {
    const { answers, failures, verdict, clock } = await setUp()
    assert.equal(await verdict(), 'allow')
    answers[JWKS] = answer
    clock.now += 600
    assert.equal(await verdict(), 'allow')
    assert.deepEqual(failures.map(({ problem }) => problem.code), [code])
  })
}

test('of a body without an end only so much is read', async () => {
  const answer = endless()
  const { failures, verdict } = await setUp({ answers: { [JWKS]: answer } })
  const { memory } = initSync()
  const before = memory.buffer.byteLength
  assert.equal(await verdict(), 'key_set_missing')
  assert.equal(failures[0].problem.code, 'key_set_too_large')
  assert(answer.sent < 20_000_000, `${answer.sent} bytes were sent`)
  assert(memory.buffer.byteLength - before < 2_000_000)
})

test('the media type does not count, the content does', async () => {
  const { verdict } = await setUp({ answers: { [JWKS]: json(KEYS, { 'content-type': 'binary/octet-stream' }) } })
  assert.equal(await verdict(), 'allow')
})

for (const [what, document, code] of [
  ['is of another issuer', { issuer: 'https://evil.example', jwks_uri: 'https://evil.example/jwks' }, 'discovery_issuer_mismatch'],
  ['leads to http', { issuer: ISSUER, jwks_uri: 'http://issuer.example/jwks' }, 'discovery_address_refused'],
  ['leads into a private network', { issuer: ISSUER, jwks_uri: 'https://169.254.169.254/latest/meta-data' }, 'discovery_address_refused'],
  ['leads to the machine itself', { issuer: ISSUER, jwks_uri: 'https://localhost/jwks' }, 'discovery_address_refused'],
  ['leads nowhere', { issuer: ISSUER }, 'discovery_malformed'],
  ['is too long', { issuer: ISSUER, jwks_uri: JWKS, more: 'x'.repeat(70_000) }, 'discovery_too_large'],
]) {
  test(`a discovery document that ${what} is not followed`, async () => {
    const { asked, failures, verdict } = await setUp({ answers: { [DISCOVERY]: document } })
    assert.equal(await verdict(), 'key_set_missing')
    assert.deepEqual([asked, failures.map(({ problem }) => problem.code)], [[DISCOVERY], [code]])
  })
}

test('new keys are found when a token needs them, and old ones go', async () => {
  const { answers, asked, clock, verdict } = await setUp()
  assert.equal(await verdict(), 'allow')
  answers[JWKS] = second.jwks
  assert.equal(await verdict(nextToken), 'key_not_found')
  assert.equal(asked.length, 2)
  clock.now += 30
  assert.equal(await verdict(nextToken), 'allow')
  assert.equal(await verdict(token), 'key_not_found')
  assert.deepEqual(asked.slice(2), [JWKS])
})

test('a server that flaps between old and new keys is asked once in a cooldown', async () => {
  const { answers, asked, clock, verdict } = await setUp()
  for (let round = 0; round < 20; round++) {
    answers[JWKS] = round % 2 === 0 ? first.jwks : second.jwks
    for (const it of [token, nextToken, token, nextToken]) await verdict(it)
    clock.now += 3
  }
  assert(asked.length <= 2 + 60 / 30, `${asked.length} requests`)
})

test('a flood of keys that do not exist makes one request in a cooldown, and harms nobody', async () => {
  const { asked, clock, verdict } = await setUp()
  assert.equal(await verdict(), 'allow')
  for (let second = 1; second < 90; second++) {
    clock.now += 1
    const flood = Array.from({ length: 5 }, (_, place) => verdict(bogus(`${second}/${place}`)))
    assert.deepEqual(new Set(await Promise.all(flood)), new Set(['key_not_found']))
    assert.equal(await verdict(), 'allow')
  }
  assert.deepEqual(asked, [DISCOVERY, JWKS, JWKS, JWKS])
})

test('keys that are too old count no longer, for an explanation neither', async () => {
  const { answers, clock, gate, verdict } = await setUp({ staleFor: 3600 })
  assert.equal(await verdict(), 'allow')
  assert.equal(explain(token, clock.now, { gate }).decision.verdict, 'allow')
  answers[JWKS] = status(503)
  answers[DISCOVERY] = status(503)
  clock.now += 3599
  assert.equal(await verdict(), 'allow')
  clock.now += 1
  assert.equal(await verdict(), 'key_set_missing')
  assert.equal(explain(token, clock.now, { gate }).decision.code, 'key_set_missing')
})

test('keys that the gate has stay if only missing ones are wanted', async () => {
  const { asked, gate, keys, clock } = await setUp({ onlyMissing: true })
  gate.setKeys(ISSUER, second.jwks)
  const others = new RemoteKeys(gate, { onlyMissing: true, fetch: () => assert.fail('it asks'), now: () => clock.now })
  assert.equal((await others.decide(token)).problem.code, 'key_not_found')
  assert.equal((await others.decide(nextToken)).verdict, 'allow')
  clock.now += 600
  await others.ready()
  // Who was there before the gate had any has them fetched.
  await keys.ready()
  assert.deepEqual(asked, [DISCOVERY, JWKS])
})

/** What another policy makes of the keys, while the server is down. */
const inherited = async (policy, { seenTokens, ...options } = {}) => {
  const older = await setUp()
  assert.equal(await older.verdict(), 'allow')
  for (const address of [DISCOVERY, JWKS]) older.answers[address] = status(503)
  const gate = new Gate(policy, { seenTokens })
  const keys = new RemoteKeys(gate, { fetch: older.fetch, now: () => older.clock.now, timeout: 1, inheritFrom: older.keys, ...options })
  older.keys.free()
  older.gate.free()
  const { problem, verdict } = await keys.decide(token)
  return { ...older, gate, keys, code: problem?.code ?? verdict }
}
const [identity] = first.policy.identities
const newer = { ...first.policy, identities: [{ ...identity, name: 'of another policy' }] }

test('keys go over to another policy, with their age, and none is refused while the server is down', async () => {
  const { asked, clock, code, gate, keys } = await inherited(newer, { staleFor: 3600 })
  assert.deepEqual([code, asked, gate.wantedKeys], ['allow', [DISCOVERY, JWKS], []])
  assert.equal(explain(token, NOW, { gate }).decision.verdict, 'allow')
  clock.now += 3599
  assert.equal((await keys.decide(token)).verdict, 'allow')
  assert.equal(asked.length, 3)
  clock.now += 1
  assert.equal((await keys.decide(token)).problem.code, 'key_set_missing')
  assert.equal(explain(token, clock.now, { gate }).decision.code, 'key_set_missing')
})

test('another policy judges them by its own rules', async () => {
  for (const [policy, code] of [
    [{ ...newer, issuers: [{ issuer: ISSUER, algorithms: ['RS256'] }] }, 'algorithm_not_allowed'],
    [{ ...newer, issuers: [{ issuer: ISSUER, typ: 'at+jwt' }] }, 'type_mismatch'],
    [{ ...newer, identities: [{ ...identity, audiences: ['https://elsewhere.example'] }] }, 'audience_mismatch'],
    // Elsewhere, or given by hand: these go first.
    [{ ...newer, issuers: [{ issuer: ISSUER, jwksUri: `${ISSUER}/elsewhere` }] }, 'key_set_missing'],
    [{ ...newer, issuers: [{ issuer: ISSUER, jwks: second.jwks }] }, 'key_not_found'],
  ]) {
    assert.equal((await inherited(policy, { seenTokens: 10 })).code, code)
  }
})

test('keys that stand in the old policy, or were given to its gate, do not go over', async () => {
  for (const policy of [{ ...first.policy, issuers: [{ issuer: ISSUER, jwks: KEYS }] }, first.policy]) {
    const gate = new Gate(policy)
    if (policy === first.policy) gate.setKeys(ISSUER, KEYS)
    const options = { now: () => NOW, fetch: status(503) }
    const keys = new RemoteKeys(new Gate(newer), { ...options, inheritFrom: new RemoteKeys(gate, options) })
    assert.equal((await keys.decide(token)).problem.code, 'key_set_missing')
  }
})

test('an explanation knows the keys that were fetched', async () => {
  const { gate, keys } = await setUp()
  assert.equal(explain(token, NOW, { gate }).decision.code, 'key_set_missing')
  await keys.ready()
  assert.equal(explain(token, NOW, { gate }).decision.verdict, 'allow')
})

test('tokens that were remembered are forgotten with their keys', async () => {
  const server = await keyServer({ [DISCOVERY]: { issuer: ISSUER, jwks_uri: JWKS }, [JWKS]: KEYS })
  cleanups.push(server.stop)
  const gate = new Gate(first.policy, { seenTokens: 10 })
  let now = NOW
  const keys = new RemoteKeys(gate, { fetch: server.fetch, now: () => now })
  for (let round = 0; round < 3; round++) assert.equal((await keys.decide(token)).verdict, 'allow')
  server.answers[JWKS] = second.jwks
  now += 600
  assert.equal((await keys.decide(token)).problem.code, 'key_not_found')
})

test('nobody is asked for a token that no key could save', async () => {
  const { asked, verdict } = await setUp()
  const of = (claims) => issuerOf('https://evil.example').token(claims)
  for (const it of ['', 'a.b.c', '\ud800', of({ exp: NOW + 60 }), of({ iss: `${ISSUER}/` }), of({ iss: [ISSUER] })]) {
    assert.notEqual(await verdict(it), 'allow')
  }
  assert.deepEqual(asked, [])
})

test('a text of any length is refused without growing the memory', async () => {
  const { asked, verdict, keys } = await setUp()
  await verdict()
  const { memory } = initSync()
  const before = memory.buffer.byteLength
  assert.equal(await verdict('x'.repeat(50_000_000)), 'token_too_long')
  await keys.ready('x'.repeat(50_000_000))
  assert.equal(memory.buffer.byteLength, before)
  assert.equal(asked.length, 2)
})

test('requests tell nothing of the token', async () => {
  const seen = []
  const answer = (request, response) => {
    seen.push([request.method, request.url, Object.keys(request.headers), request.headers.accept])
    json(KEYS)(request, response)
  }
  const { verdict } = await setUp({ answers: { [JWKS]: answer } })
  await verdict()
  const [[method, url, headers, accept]] = seen
  assert.deepEqual([method, url, accept], ['GET', '/jwks', 'application/json'])
  for (const name of ['authorization', 'cookie', 'referer']) assert(!headers.includes(name))
})

test('a `fetch` of one’s own is held to the same limits', async () => {
  for (const [fetch, actual] of [
    [() => new Promise(() => {}), '`no answer within 1 s`'],
    [() => Promise.reject(new Error('no network')), '`no network`'],
    [() => Promise.reject('no reason'), '`no reason`'],
    [() => Promise.reject(Object.create(null)), '`no reason was given`'],
    [() => { throw new TypeError('no fetch') }, '`no fetch`'],
    [async () => undefined, /^`Cannot read/],
    [async () => Object.defineProperty(Response.json(KEYS), 'redirected', { value: true }), '`it was redirected to another address`'],
  ]) {
    const { failures, verdict } = await setUp({ fetch })
    assert.equal(await verdict(), 'key_set_missing')
    assert.match(failures[0].problem.actual, actual instanceof RegExp ? actual : new RegExp(`^${actual}$`))
  }
})

test('who waits for a request that was stopped takes its place', async () => {
  const { clock, keys, verdict, asked, answers } = await setUp({ answers: { [DISCOVERY]: silent } })
  const { setTimeout } = globalThis
  // An edge worker that is stopped runs no timers any more, and its promises stay as they are.
  globalThis.setTimeout = () => 0
  void keys.decide(token)
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
  globalThis.setTimeout = setTimeout
  answers[DISCOVERY] = { issuer: ISSUER, jwks_uri: JWKS }
  const waiting = verdict()
  clock.now += 2
  assert.equal(await waiting, 'allow')
  assert.deepEqual(asked, [DISCOVERY, DISCOVERY, JWKS])
})

test('failures and their problems do not change', async () => {
  const { failures, verdict } = await setUp({ answers: { [JWKS]: status(500) } })
  await verdict()
  assert(Object.isFrozen(failures[0]) && Object.isFrozen(failures[0].problem))
})

test('bad arguments throw TypeError, or reject with it', async () => {
  const { gate, keys } = await setUp()
  const freed = new RemoteKeys(new Gate(first.policy))
  freed.free()
  assert.throws(() => new RemoteKeys(first.policy), /`gate` must be a Gate/)
  for (const construct of [
    () => new RemoteKeys(),
    () => new RemoteKeys({}),
    () => new RemoteKeys(gate, { fetch: 'fetch' }),
    () => new RemoteKeys(gate, { now: NOW }),
    () => new RemoteKeys(gate, { onFailure: {} }),
    () => new RemoteKeys(gate, { cooldown: -1 }),
    () => new RemoteKeys(gate, { staleFor: '1d' }),
    () => new RemoteKeys(gate, { timeout: NaN }),
    () => new RemoteKeys(gate, { timeOut: 1 }),
    () => new RemoteKeys(gate, { onlyMissing: 'yes' }),
    () => new RemoteKeys(gate, { inheritFrom: gate }),
    () => new RemoteKeys(gate, { inheritFrom: keys }),
    () => new RemoteKeys(gate, { inheritFrom: freed }),
  ]) {
    assert.throws(construct, TypeError, String(construct))
  }
  for (const call of [
    () => keys.decide(),
    () => keys.decide(null),
    () => keys.decide(token, 'deploy@workload.bytebase.com'),
    () => keys.ready(7),
    () => new RemoteKeys(gate, { now: () => Date }).decide(token),
  ]) {
    await assert.rejects(call, TypeError, String(call))
  }
})

test('who frees it in the middle of a request is told nothing more', async () => {
  const { keys, asked, failures } = await setUp({ answers: { [DISCOVERY]: late(50, status(500)) } })
  const ready = keys.ready()
  keys.free()
  await ready
  assert.deepEqual([asked, failures], [[DISCOVERY], []])
  keys.free()
  await assert.rejects(() => keys.decide(token), TypeError)
})

test('without options it takes the clock and the `fetch` of the machine', async (context) => {
  const { fetch, gate } = await setUp()
  context.mock.method(globalThis, 'fetch', fetch)
  context.mock.method(Date, 'now', () => NOW * 1000)
  const keys = new RemoteKeys(gate)
  assert.equal((await keys.decide(token, { email: 'deploy@workload.bytebase.com' })).verdict, 'allow')
  keys.free()
})
