// Exchanging platform tokens, in JavaScript: the bodies of the vectors, one answer to all who are refused, and access tokens that jose signs.
import assert from 'node:assert/strict'
import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'

import {
  AccessTokens, bearerToken, EXCHANGE, exchange, exchangeAsync, exchangeRefusal, identityHeaders, isAccessToken, isDisguisedExchange,
  isReservedHeader, readExchange, refusalOf, replayed, tokenUse,
} from 'claimgate/exchange'
import { Gate } from 'claimgate'
import { RemoteKeys } from 'claimgate/keys'

import { allowed, gateOf, KEYS, NOW, POLICY } from './kit/example.mjs'
import { ROLES_POLICY } from './kit/roles.mjs'
import { vectors } from './kit/vectors.mjs'

const [{ email }] = POLICY.identities
const request = { token: allowed, email }
const plans = { method: 'GET', target: '/v1/projects/p1/plans' }
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

const signer = (kid = 'k1') => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }
  return {
    jwks: { keys: [jwk] },
    sign: (claims, header = {}) => {
      const input = `${encode({ alg: 'ES256', kid, typ: 'at+jwt', ...header })}.${encode(claims)}`
      const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }))
      return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
    },
  }
}
const tokensFor = ({ jwks }, options = {}) => {
  const tokens = new AccessTokens({ issuer: 'https://access.example', audience: 'https://api.example', ...options })
  tokens.setKeys(jwks)
  return tokens
}

test('a body is an exchange or none', () => {
  const { bodies, disguised, plain } = vectors('exchange.json')
  for (const { name, contentType = 'application/json', contentEncoding = null, body, expect } of bodies) {
    const given = Object.entries({ 'content-type': contentType, 'content-encoding': contentEncoding }).filter(([, value]) => value !== null)
    for (const sent of [body, Buffer.from(body)]) {
      const read = readExchange(new Headers(given), sent)
      const actual = 'refusal' in read ? { code: read.problem.code, pointer: read.problem.pointer } : read
      assert.deepEqual(actual, expect, name)
      if ('refusal' in read) assert.deepEqual([read.refusal.status, JSON.parse(read.refusal.body).code], [400, expect.code], name)
      assert(Object.isFrozen(read))
    }
  }
  for (const target of disguised) assert.equal(isDisguisedExchange(target), true, target)
  for (const target of plain) assert.equal(isDisguisedExchange(target), false, target)
  assert.equal(readExchange(new Headers({ 'content-type': 'application/json' }), 'x'.repeat(5_000_000)).problem.code, 'exchange_too_large')
  assert.deepEqual({ ...EXCHANGE }, { method: 'POST', path: '/v1/auth:exchangeToken', maxBytes: 24576 })
})

test('whoever is refused an exchange is answered as all are', async () => {
  const disabled = { identities: [{ ...POLICY.identities[0], disabled: true }] }
  const answers = []
  for (const [gate, asked, code] of [
    [gateOf(), { token: allowed, email: `x${email}` }, 'identity_unknown'],
    [gateOf(disabled), request, 'identity_disabled'],
    [gateOf({ identities: [{ ...POLICY.identities[0], branch: 'dev' }] }), request, 'branch_mismatch'],
    [gateOf(), { token: 'a.b.c', email }, 'base64_malformed'],
    [gateOf(), { token: 'x'.repeat(50_000_000), email }, 'token_too_long'],
  ]) {
    for (const decision of [exchange(gate, asked, NOW), await exchangeAsync(gate, asked, NOW)]) {
      assert.equal(decision.problem.code, code)
      answers.push(JSON.stringify(exchangeRefusal(decision)))
    }
  }
  answers.push(JSON.stringify(exchangeRefusal(replayed(exchange(gateOf(), request, NOW)))))
  assert.equal(new Set(answers).size, 1)
  assert.equal(JSON.parse(answers[0]).status, 401)
  for (const named of [email, `x${email}`]) {
    assert.equal(exchangeRefusal(exchange(new Gate(POLICY), { token: allowed, email: named }, NOW)).status, 503)
  }
})

test('an access token permits what the policy permits its identity now', async () => {
  const own = signer()
  const tokens = tokensFor(own, { lifetime: 600 })
  const gate = gateOf(ROLES_POLICY)
  const exchanged = await exchangeAsync(gate, request, NOW)
  const claims = tokens.claims(exchanged, 'id-1')
  assert.deepEqual(claims, {
    iss: 'https://access.example', sub: email, aud: 'https://api.example', client_id: email, iat: NOW, exp: NOW + 600, jti: 'id-1',
    roles: ['planner'], conditions: claims.conditions, act: { iss: exchanged.claims.iss, sub: exchanged.claims.sub },
  })
  const token = own.sign(claims)
  assert.deepEqual([isAccessToken(token), isAccessToken(allowed), isAccessToken('x')], [true, false, false])
  for (const crypto of ['auto', 'node', 'subtle', 'wasm']) {
    const each = tokensFor(own, { crypto })
    const decide = [each.decideAsync(gate, token, NOW, plans), each.decide(gate, token, NOW, plans)]
    for (const decision of await Promise.all(decide)) {
      assert.deepEqual([decision.verdict, decision.identity.email, decision.expiresAt], ['allow', email, NOW + 600])
      assert.deepEqual(decision.claims, claims)
      assert.deepEqual(identityHeaders(decision), identityHeaders(exchanged))
      assert.throws(() => tokens.claims(decision, 'id-2'), TypeError)
    }
  }
  const told = (of, it = token, now = NOW, asked = plans) => {
    const { problem } = tokens.decide(of, it, now, asked)
    return problem && [problem.code, refusalOf(tokens.decide(of, it, now, asked), 'api').status]
  }
  assert.deepEqual(told(gate, token, NOW, { method: 'DELETE', target: '/v1/projects/p1/plans' }), ['request_not_permitted', 403])
  // Without roles nobody would say what it may do.
  assert.deepEqual(told(gateOf()), ['request_not_permitted', 403])
  assert.deepEqual(told(gateOf({ identities: [{ ...POLICY.identities[0], disabled: true }] })), ['identity_disabled', 401])
  assert.deepEqual(told(gateOf({ identities: [{ ...POLICY.identities[0], email: `x${email}` }] })), ['identity_unknown', 401])
  assert.deepEqual(told(gateOf({ ...ROLES_POLICY, identities: [{ ...ROLES_POLICY.identities[0], maxAge: 60 }] })), ['identity_changed', 401])
  assert.deepEqual(told(gate, token, NOW + 700), ['token_expired', 401])
  assert.deepEqual(told(gate, own.sign(claims, { typ: 'JWT' })), ['type_mismatch', 401])
  assert.deepEqual(told(gate, signer().sign(claims)), ['signature_invalid', 401])
  assert.deepEqual(told(gate, allowed), ['type_mismatch', 401])
  assert.notEqual(exchange(gate, { token, email }, NOW).verdict, 'allow')
  assert.notEqual(gate.decide(token, NOW).verdict, 'allow')
})

test('a shared secret signs access tokens alone', () => {
  const secret = Buffer.alloc(32, 7)
  const jwk = { kty: 'oct', alg: 'HS256', kid: 's1', k: secret.toString('base64url') }
  const tokens = tokensFor({ jwks: { keys: [jwk] } })
  const gate = gateOf(ROLES_POLICY)
  const claims = tokens.claims(exchange(gate, request, NOW), 'id')
  const signed = (key) => {
    const input = `${encode({ alg: 'HS256', kid: 's1', typ: 'at+jwt' })}.${encode(claims)}`
    return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
  }
  assert.equal(tokens.decide(gate, signed(secret), NOW, plans).verdict, 'allow')
  assert.equal(tokens.decide(gate, signed(Buffer.alloc(32, 8)), NOW, plans).problem.code, 'signature_invalid')
  for (const keys of [[jwk, KEYS.keys[0]], [{ ...jwk, k: 'AAAA' }]]) assert.throws(() => tokens.setKeys({ keys }), { code: 'key_malformed' })
})

test('a token has one name, and a time until which it must be known', () => {
  const gate = gateOf()
  const [first, second] = [exchange(gate, request, NOW), exchange(gate, request, NOW + 1)].map(tokenUse)
  assert.deepEqual(first, second)
  assert.match(first.id, /^[0-9a-f]{64}$/)
  assert.equal(first.until, exchange(gate, request, NOW).expiresAt + 120)
  assert.equal(replayed(exchange(gate, request, NOW)).problem.code, 'token_replayed')
})

test('whoever exchanges has the keys of the gate at that time', async () => {
  const gate = new Gate(POLICY)
  const [{ issuer }] = gate.wantedKeys
  const told = async () => [exchange(gate, request, NOW), await exchangeAsync(gate, request, NOW)].map(({ problem }) => problem?.code)
  assert.deepEqual(await told(), ['key_set_missing', 'key_set_missing'])
  gate.setKeys(issuer, KEYS)
  const exchanged = exchange(gate, request, NOW)
  assert.deepEqual(await told(), [undefined, undefined])
  gate.setKeys(issuer, signer().jwks)
  assert.deepEqual(await told(), ['key_not_found', 'key_not_found'])
  assert.throws(() => tokenUse(exchanged), /exchange the token again/)
  assert.throws(() => tokensFor(signer()).claims(exchanged, 'id'), /exchange the token again/)
  gate.free()
  await assert.rejects(told(), /has been freed/)
})

test('keys that are too old count for nobody who exchanges', async () => {
  const gate = new Gate(POLICY)
  let now = NOW
  const fetch = async (address) => {
    if (now > NOW) throw new Error('out of order')
    return Response.json(address.endsWith('/jwks') ? KEYS : { issuer: gate.keySources[0].issuer, jwks_uri: 'https://keys.example/jwks' })
  }
  const keys = new RemoteKeys(gate, { now: () => now, fetch, staleFor: 60 })
  await keys.ready(allowed)
  assert.equal(exchange(gate, request, NOW).verdict, 'allow')
  now += 61
  await keys.ready(allowed)
  assert.equal(exchange(gate, request, NOW).problem.code, 'key_set_missing')
})

test('headers of ours, and those of requests', () => {
  const headers = identityHeaders(gateOf(ROLES_POLICY).decide(allowed, NOW))
  assert.deepEqual(Object.fromEntries(headers), {
    'x-workload-identity': email, 'x-workload-roles': 'planner', 'x-workload-subject': 'repo:my-org/my-repo:ref:refs/heads/main',
  })
  for (const [name] of headers) assert(isReservedHeader(name.toUpperCase().replaceAll('-', '_')))
  assert.equal(isReservedHeader('authorization'), false)
  assert.equal(bearerToken(['Bearer a.b.c']), 'a.b.c')
  assert.equal(bearerToken([]).problem.code, 'authorization_missing')
})

test('what was not exchanged has no claims, and wrong arguments throw', () => {
  const tokens = tokensFor(signer())
  const gate = gateOf()
  for (const call of [
    () => tokens.claims(gate.decide(allowed, NOW), 'id'),
    () => tokens.claims({ ...exchange(gate, request, NOW) }, 'id'),
    () => tokens.claims(exchange(gate, request, NOW), ''),
    () => tokenUse(gate.decide(allowed, NOW)),
    () => identityHeaders({ identity: { email } }),
    () => exchange(gate, request),
    () => tokens.decide(gate, allowed, NOW),
    () => new AccessTokens({ issuer: 'i' }),
    () => new AccessTokens({ issuer: '', audience: 'a' }),
    () => new AccessTokens({ issuer: 'i', audience: 'a', lifetime: 3601 }),
    () => new AccessTokens({ issuer: 'i', audience: 'a', lifetimes: 60 }),
  ]) {
    assert.throws(call, TypeError, String(call))
  }
})
