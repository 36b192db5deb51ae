// Tokens that were let in before: the gate that remembers them decides as one that does not, and asks no more than it must.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Gate } from 'claimgate'
import { AccessTokens, identityHeaders } from 'claimgate/exchange'

import { initSync } from '../dist/wasm/core.js'
import { allowed, gateOf, KEYS, NOW, POLICY } from './kit/example.mjs'
import { issuerOf } from './kit/issuer.mjs'
import { asWritten, CRYPTO, vectorsFrom } from './kit/questions.mjs'
import { pass, replacing } from './kit/replacing.mjs'
import { vectors, vectorsOf } from './kit/vectors.mjs'

const node = process.getBuiltinModule('node:crypto')
const remembering = (most = 10) => gateOf(POLICY, { seenTokens: most })

for (const crypto of CRYPTO) {
  test(`every decision is what it is without a memory, by ${crypto}`, async () => {
    let hits = 0
    for (const [file, text] of vectorsOf('decisions-')) {
      const { cases, keySets, now, policies } = vectorsFrom(text)
      const gates = new Map()
      const gatesFor = (policy) => {
        if (!gates.has(policy)) gates.set(policy, [0, 5].map((seenTokens) => gateWith(asWritten(policies[policy]), keySets, { crypto, seenTokens })))
        return gates.get(policy)
      }
      for (const [place, { name, policy, token, email, now: at = now }] of cases.entries()) {
        const [without, remembering] = gatesFor(policy)
        const named = email === undefined ? undefined : { email }
        const callers = [named, undefined, { email: policies[policy].identities.at(-1).email },]
        for (const caller of callers) {
          for (const moment of [at, at + 100_000, at]) {
            const decide = (gate) => (crypto === 'subtle' ? gate.decideAsync(token, moment, caller) : gate.decide(token, moment, caller))
            const [expected, actual] = [await decide(without), await decide(remembering)]
            assert.deepEqual(actual, expected, `${file}: ${name}`)
            hits += actual === (await decide(remembering)) ? 1 : 0
          }
        }
        if (place % 9 === 0) for (const gate of [without, remembering]) setKeys(gate, keySets)
      }
    }
    assert(hits > 100, `${hits} answers were remembered`)
  })
}

test('a token that was let in skips the signature, and nothing else', async () => {
  const gate = remembering()
  const [{ email }] = POLICY.identities
  const first = gate.decide(allowed, NOW)
  const asked = await replacing(node, 'verify', pass, () => {
    assert.equal(gate.decide(allowed, NOW), first)
    assert.equal(gate.decide(`${allowed}`.slice(0), NOW + 1, { email }), first)
  })
  assert.equal(asked, 0)
  assert.equal(gate.decide(allowed, NOW, { email: `x${email}` }).problem.code, 'identity_unknown')
  assert.equal(gate.decide(allowed, first.expiresAt + 60).problem.code, 'token_expired')
  assert.equal(gate.decide(allowed, NOW), first)
})

test('new keys make the gate forget, though they be the same', async () => {
  const gate = remembering()
  const { issuer } = gate.keySources[0]
  gate.decide(allowed, NOW)
  gate.setKeys(issuer, KEYS)
  assert.equal(await replacing(node, 'verify', pass, () => gate.decide(allowed, NOW)), 1)
  const { jwks } = issuerOf()
  gate.setKeys(issuer, jwks)
  assert.equal(gate.decide(allowed, NOW).problem.code, 'key_not_found')
})

test('a text that only ends like a token that was let in is another one', () => {
  const gate = remembering()
  gate.decide(allowed, NOW)
  const [header, claims, signature] = allowed.split('.')
  const strange = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url')), sub: 'x' })).toString('base64url')
  for (const text of [`${header}.${strange}.${signature}`, signature, allowed.slice(1), allowed.slice(-43), ` ${allowed}`]) {
    assert.equal(gate.decide(text, NOW).verdict, 'reject')
  }
})

test('by default nothing is remembered', async () => {
  const gate = gateOf()
  assert.equal(await replacing(node, 'verify', pass, () => [1, 2].map(() => gate.decide(allowed, NOW))), 2)
})

test('the oldest goes first, and memory is flat however many come', async () => {
  const { policy, jwks, token } = issuerOf()
  const gate = new Gate(policy, { seenTokens: 50 })
  gate.setKeys('https://issuer.example', jwks)
  const tokens = Array.from({ length: 400 }, (_, jti) => token({ exp: NOW + 300, jti: String(jti) }))
  const come = () => tokens.forEach((it) => assert.equal(gate.decide(it, NOW).verdict, 'allow'))
  come()
  const { memory } = initSync()
  const before = memory.buffer.byteLength
  for (let round = 0; round < 5; round++) come()
  assert.equal(memory.buffer.byteLength, before)
  assert.equal(await replacing(node, 'verify', pass, () => tokens.slice(-50).forEach((it) => gate.decide(it, NOW))), 0)
  assert.equal(await replacing(node, 'verify', pass, () => gate.decide(tokens[0], NOW)), 1)
  const long = token({ exp: NOW + 300, filling: 'x'.repeat(4096) })
  assert.equal(await replacing(node, 'verify', pass, () => [1, 2].map(() => gate.decide(long, NOW))), 2)
  gate.free()
  assert.throws(() => gate.decide(tokens.at(-1), NOW))
})

/** With each key of ECDSA one learns first whether the host takes it so. */
const TRIAL = 1
const access = vectors('access-tokens.json')
const [{ token: accessToken, steps: [step] }] = access.cases
const accessTokens = (options) => {
  const { issuer, audience, keySets } = access
  const tokens = new AccessTokens({ issuer, audience, ...options })
  tokens.setKeys(keySets.first)
  const decide = (policy = 'usual', { token = accessToken, now = step.now, method = 'GET' } = {}) =>
    tokens.decide(new Gate(access.policies[policy]), token, now, { method, target: step.target })
  return { tokens, decide }
}

test('an access token that was let in skips the signature, and nothing else', async () => {
  const { tokens, decide } = accessTokens()
  const gate = new Gate(access.policies.usual)
  const same = () => tokens.decide(gate, accessToken, step.now, { method: 'GET', target: step.target })
  const first = same()
  assert.equal(first.verdict, 'allow')
  const asked = await replacing(node, 'verify', pass, () => {
    assert.equal(same(), first)
    assert.equal(identityHeaders(same()), identityHeaders(first))
    const elsewhere = decide('further down')
    assert.notEqual(elsewhere, first)
    assert.deepEqual([elsewhere, identityHeaders(elsewhere)], [first, identityHeaders(first)])
  })
  assert.equal(asked, 0)
  assert.equal(decide('disabled').problem.code, 'identity_disabled')
  assert.equal(decide('usual', { now: step.now + 3610 }).problem.code, 'token_expired')
  assert.equal(decide('usual', { method: 'DELETE' }).problem.code, 'request_not_permitted')
  tokens.setKeys(access.keySets.first)
  assert.equal(await replacing(node, 'verify', pass, () => decide()), TRIAL + 1)
  tokens.setKeys(access.keySets.second)
  assert.equal(decide().problem.code, 'key_not_found')
  tokens.free()
  assert.throws(() => decide())
})

test('of access tokens as many are remembered as one says', async () => {
  const asked = ({ decide }, ...tokens) => replacing(node, 'verify', pass, () => tokens.forEach((token) => decide('usual', { token })))
  const other = access.cases[1].token
  assert.equal(await asked(accessTokens({ seenTokens: 0 }), accessToken, accessToken), TRIAL + 2)
  assert.equal(await asked(accessTokens({ seenTokens: 1 }), accessToken, other, other, accessToken), TRIAL + 3)
  assert.equal(await asked(accessTokens(), accessToken, other, other, accessToken), TRIAL + 2)
  const { token: long } = access.cases.find(({ token }) => token.length > 4096)
  assert.equal(await asked(accessTokens(), long, long), TRIAL + 2)
  for (const seenTokens of [-1, '10', null]) assert.throws(() => accessTokens({ seenTokens }), TypeError)
})

test('a number of tokens is a whole number', () => {
  for (const most of [-1, 0.5, '10', NaN, Infinity, null]) assert.throws(() => remembering(most), TypeError)
})

const gateWith = (policy, keySets, options) => setKeys(new Gate(policy, options), keySets)

const setKeys = (gate, keySets) => {
  for (const { issuer } of gate.keySources) if (issuer in keySets) gate.setKeys(issuer, keySets[issuer])
  return gate
}
