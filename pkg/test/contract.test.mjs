// What the package promises beside the verdicts: bad arguments throw, bad tokens are data, results do not change.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { ClaimgateError, decode, Gate, Policy, Verifier } from 'claimgate'
import { explain, explainInWords, lint, safety } from 'claimgate/explain'

import { allowed, gateOf, KEYS, NOW, POLICY } from './kit/example.mjs'
import { vectors } from './kit/vectors.mjs'

test('bad arguments throw TypeError', () => {
  const gate = gateOf()
  const wrong = [
    () => gate.decide(),
    () => gate.decide(null, NOW),
    () => gate.decide(allowed),
    () => gate.decide(allowed, String(NOW)),
    () => gate.decide(allowed, new Date()),
    () => gate.decide(allowed, NaN),
    () => gate.decide(allowed, -1),
    () => gate.decide(allowed, Infinity),
    () => gate.decide(allowed, 2 ** 64),
    () => gate.decide(allowed, BigInt(NOW)),
    () => gate.decide(allowed, NOW, 'deploy@workload.bytebase.com'),
    () => gate.decide(allowed, NOW, { mail: 'deploy@workload.bytebase.com' }),
    () => gate.decide(allowed, NOW, {}),
    () => gate.setKeys('https://token.actions.githubusercontent.com'),
    () => gate.setKeys(undefined, KEYS),
    () => gate.permits({ email: 'deploy@workload.bytebase.com' }, 'GET', '/'),
    () => new Gate(),
    () => new Gate(7),
    () => new Gate(POLICY, { crypto: 'openssl' }),
    () => new Gate(POLICY, { cypto: 'wasm' }),
    () => new Policy(null),
    () => new Policy(Buffer.from(JSON.stringify(POLICY))),
    () => new Policy({ toJSON: () => undefined }),
    () => new Verifier(),
    () => new Verifier({ jwks: KEYS, issuer: 'https://issuer.example' }),
    () => new Verifier({ jwks: KEYS, issuer: [], audience: 'x' }),
    () => new Verifier({ jwks: KEYS, issuer: 'x', audience: '' }),
    () => new Verifier({ jwks: KEYS, issuer: 'x', audience: 'x', maxage: 60 }),
    () => new Verifier({ jwks: KEYS, issuer: 'x', audience: 'x', algorithms: ['none'] }),
    () => new Verifier({ jwks: KEYS, issuer: 'x', audience: 'x', algorithms: '' }),
    () => new Verifier({ jwks: KEYS, issuer: 'x', audience: 'x', algorithms: null }),
    () => decode(7),
    () => explain(allowed),
    () => explain(allowed, NOW, { moment: 'tomorrow' }),
    () => lint(POLICY),
  ]
  for (const call of wrong) assert.throws(call, TypeError, String(call))
})

test('a document in the place of a Policy or a Gate is called so', () => {
  assert.throws(() => lint(POLICY), { name: 'TypeError', message: '`policy` must be a Policy' })
  assert.throws(() => safety(null), { name: 'TypeError', message: '`policy` must be a Policy' })
  assert.throws(() => explain(allowed, NOW, { gate: new Policy(POLICY) }), { name: 'TypeError', message: '`gate` must be a Gate' })
})

test('whatever a token holds, deciding does not throw', async () => {
  const gate = gateOf()
  const texts = ['', '.', '..', 'a.b.c', '\ud800', 'é'.repeat(100), '\0', `${allowed} `, allowed.slice(1), 'x'.repeat(20_000)]
  for (const token of texts) {
    assert.equal(gate.decide(token, NOW).verdict, 'reject')
    assert.equal((await gate.decideAsync(token, NOW)).verdict, 'reject')
  }
})

test('a text of any length is refused without growing the memory', async () => {
  const { memory } = (await import('../dist/wasm/core.js')).initSync()
  const gate = gateOf()
  const before = memory.buffer.byteLength
  const { problem } = gate.decide('x'.repeat(50_000_000), NOW)
  assert.deepEqual([problem.code, problem.actual], ['token_too_long', '50000000 bytes'])
  assert.throws(() => decode('x'.repeat(50_000_000)), { code: 'token_too_long' })
  assert.equal(memory.buffer.byteLength, before)
})

test('a time in milliseconds lets nobody in, and is called by its name', () => {
  assert.match(gateOf().decide(allowed, NOW * 1000).problem.message, /^the token expired .* ago, unless `now` was given in milliseconds$/)
})

test('a fraction of a second is cut off', () => {
  assert.equal(gateOf().decide(allowed, NOW + 0.75).verdict, 'allow')
})

test('an allow has identity, expiry and claims, and none of them can change', () => {
  const decision = gateOf().decide(allowed, NOW)
  assert.equal(decision.verdict, 'allow')
  assert.deepEqual(decision.claims, decode(allowed).claims.peekUnverified())
  assert.equal(decision.claims, decision.claims)
  assert.equal(decision.expiresAt, decision.claims.exp)
  assert.deepEqual(Object.keys(decision), ['verdict', 'identity', 'expiresAt', 'claims'])
  assert.deepEqual(structuredClone(decision), JSON.parse(JSON.stringify(decision)))
  for (const value of [decision, decision.identity, decision.identity.roles, decision.claims]) assert(Object.isFrozen(value))
})

test('the same identity is the same object', () => {
  const gate = gateOf()
  assert.equal(gate.decide(allowed, NOW).identity, gate.decide(allowed, NOW).identity)
})

test('a deny tells the nearest identities, frozen', () => {
  const gate = gateOf({ identities: POLICY.identities.map((identity) => ({ ...identity, branch: 'other' })) })
  const decision = gate.decide(allowed, NOW)
  assert.equal(decision.verdict, 'deny')
  assert.equal(decision.problem.code, 'branch_mismatch')
  assert.equal(decision.nearest[0].mismatches[0].code, 'branch_mismatch')
  assert(Object.isFrozen(decision.nearest[0].mismatches[0]))
})

test('a caller who names an identity gets that one or none', () => {
  const gate = gateOf()
  const [{ email }] = POLICY.identities
  assert.equal(gate.decide(allowed, NOW, { email }).identity.email, email)
  assert.equal(gate.decide(allowed, NOW, { email: `x${email}` }).problem.code, 'identity_unknown')
})

test('every fault of a policy is told at once', () => {
  const faulty = { identities: [{ ...POLICY.identities[0], branch: '', email: 'X' }] }
  assert.throws(
    () => new Policy(faulty),
    (error) => error instanceof ClaimgateError && error.problems.length === 2 && error.problem === error.problems[0],
  )
  assert.throws(() => new Gate('{'), { name: 'ClaimgateError', code: 'json_malformed' })
})

test('keys come from issuers that the policy trusts, and a bad set changes nothing', () => {
  const gate = new Gate(POLICY)
  const [source] = gate.wantedKeys
  assert.equal(source.discoveryUrl, `${source.issuer}/.well-known/openid-configuration`)
  assert.equal(gate.decide(allowed, NOW).problem.code, 'key_set_missing')
  gate.setKeys(source.issuer, JSON.stringify(KEYS))
  assert.deepEqual(gate.wantedKeys, [])
  assert.equal(gate.keySources.length, 1)
  for (const bad of ['{', '{}', { keys: [] }]) {
    assert.throws(() => gate.setKeys(source.issuer, bad), ClaimgateError)
    assert.equal(gate.decide(allowed, NOW).verdict, 'allow')
  }
  assert.throws(() => gate.setKeys('https://evil.example', KEYS), {
    code: 'issuer_untrusted',
    message: /keys were given for `https:\/\/evil\.example`, which is not an issuer of the policy$/,
  })
})

test('a discovery document tells where the keys are, if it is the right one', () => {
  const gate = gateOf()
  const { issuer } = gate.keySources[0]
  const jwks_uri = 'https://keys.example/jwks'
  assert.equal(gate.jwksUriFrom(issuer, { issuer, jwks_uri }), jwks_uri)
  assert.throws(() => gate.jwksUriFrom(issuer, { issuer: 'https://evil.example', jwks_uri }), { code: 'discovery_issuer_mismatch' })
  assert.throws(() => gate.jwksUriFrom(issuer, { issuer, jwks_uri: 'http://keys.example' }), { code: 'discovery_address_refused' })
  assert.throws(() => gate.jwksUriFrom('https://evil.example', { issuer, jwks_uri }), TypeError)
})

test('roles permit what the vectors say', () => {
  const { roles, ...silent } = POLICY
  const [{ roles: none, ...identity }] = POLICY.identities
  assert.equal(gateOf({ ...silent, identities: [identity] }).hasRoles, false)
  for (const { name, email = POLICY.identities[0].email, permissions, permits, forbids } of vectors('permissions.json').groups) {
    const gate = gateOf({ identities: [{ ...POLICY.identities[0], email, roles: ['role'] }], roles: { role: permissions } })
    assert.equal(gate.hasRoles, true)
    const { identity } = gate.decide(allowed, NOW)
    for (const [requests, expected] of [[permits, true], [forbids, false]]) {
      for (const request of requests) {
        const space = request.indexOf(' ')
        const [method, target] = space < 0 ? [request, ''] : [request.slice(0, space), request.slice(space + 1)]
        assert.equal(gate.permits(identity, method, target), expected, `${name}: ${request}`)
      }
    }
  }
})

test('an explanation decides as the gate does, also after the keys have changed', () => {
  const gate = new Gate(POLICY)
  assert.equal(explain(allowed, NOW, { gate }).decision.code, 'key_set_missing')
  gate.setKeys(gate.wantedKeys[0].issuer, KEYS)
  assert.deepEqual(explain(allowed, NOW, { gate }).decision, {
    verdict: 'allow', code: null, identity: POLICY.identities[0].email,
  })
  for (const email of [POLICY.identities[0].email, 'nobody@workload.bytebase.com']) {
    const { verdict, code } = explain(allowed, NOW, { gate, caller: { email } }).decision
    const decision = gate.decide(allowed, NOW, { email })
    assert.deepEqual([verdict, code], [decision.verdict, decision.problem?.code ?? null])
  }
  assert.throws(() => explain(allowed, NOW, { gate, caller: { mail: 'x' } }), TypeError)
  assert.equal(explain(allowed, NOW).word, 'not_proven')
  assert.match(explainInWords(allowed, NOW, { gate }), /^ACCEPTED /)
  assert.match(explainInWords(allowed, NOW, { gate, form: 'markdown' }), /\|/)
  assert(!explainInWords(allowed, NOW, { gate }).includes(allowed.slice(-40)))
})

test('a policy is linted and graded', () => {
  const policy = new Policy(POLICY)
  assert(lint(policy).some(({ code }) => code === 'owner_not_pinned'))
  assert.equal(safety(policy)[0].grade, 'narrow')
})

test('a freed handle decides nothing', async () => {
  const gate = gateOf(POLICY, { crypto: 'subtle' })
  const verifier = new Verifier({ jwks: KEYS, issuer: 'x', audience: 'x' })
  // Also by `using` after it was freed by hand.
  for (const handle of [gate, gate, verifier, verifier]) handle.free()
  const freed = { name: 'TypeError', message: /has been freed$/ }
  assert.throws(() => gate.decide(allowed, NOW), freed)
  await assert.rejects(gate.decideAsync(allowed, NOW), freed)
  assert.throws(() => explain(allowed, NOW, { gate }), freed)
  assert.throws(() => verifier.verify(allowed, NOW), freed)
  const policy = new Policy(POLICY)
  const kept = [new Gate(policy), new Gate(policy)]
  policy.free()
  for (const gate of kept) assert.equal(gate.decide(allowed, NOW).problem.code, 'key_set_missing')
  assert.throws(() => new Gate(policy), TypeError)
  assert.throws(() => lint(policy), TypeError)
})

test('the types name every code of the core, and no other', () => {
  const source = readFileSync(new URL('../../src/code.rs', import.meta.url), 'utf8')
  const core = [...source.slice(source.indexOf('    Code;')).matchAll(/^ {4}\w+ = "(\w+)",$/gm)].map(([, name]) => name)
  const types = readFileSync(new URL('../src/codes.ts', import.meta.url), 'utf8')
  assert.deepEqual([...types.matchAll(/'(\w+)'/g)].map(([, name]) => name), core)
})
