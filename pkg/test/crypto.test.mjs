// The seam: the crypto that is named does the work, and where it cannot, WebAssembly does, with the same verdict.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Gate, Verifier } from 'claimgate'

import { allowed, gateOf, KEYS, NOW, POLICY } from './kit/example.mjs'
import { pass, replacing } from './kit/replacing.mjs'
import { vectors } from './kit/vectors.mjs'

const node = process.getBuiltinModule('node:crypto')
const subtle = Object.getPrototypeOf(globalThis.crypto.subtle)

test('the crypto that is named answers for every algorithm, and nobody else is asked', async () => {
  const { cases, keySets, ...usual } = vectors('verification-signature.json')
  const accepted = cases.filter(({ expect }) => expect.verdict === 'accept')
  const algorithms = new Set(accepted.map(({ token }) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).alg))
  assert(algorithms.size >= 9, [...algorithms].join())
  const verifierOf = (own, crypto) => {
    const { jwks, issuer, audience } = { ...usual, ...own }
    return new Verifier({ jwks: keySets?.[jwks] ?? jwks, issuer, audience, crypto })
  }
  const tokens = accepted.length
  let asked = await replacing(node, 'verify', pass, () => {
    for (const it of accepted) verifierOf(it, 'node').verify(it.token, it.now ?? usual.now)
  })
  assert.equal(asked, tokens)
  asked = await replacing(subtle, 'verify', pass, async () => {
    for (const it of accepted) await verifierOf(it, 'subtle').verifyAsync(it.token, it.now ?? usual.now)
  })
  assert.equal(asked, tokens)
  asked = await replacing(node, 'verify', pass, () => {
    for (const it of accepted) verifierOf(it, 'wasm').verify(it.token, it.now ?? usual.now)
  })
  assert.equal(asked, 0)
})

test('where the host fails, WebAssembly answers', async () => {
  const fail = () => {
    throw new Error('out of order')
  }
  const [gate, waiting] = [gateOf(), gateOf(POLICY, { crypto: 'subtle' })]
  await replacing(node, 'verify', fail, () => assert.equal(gate.decide(allowed, NOW).verdict, 'allow'))
  await replacing(subtle, 'verify', fail, async () => {
    assert.equal((await waiting.decideAsync(allowed, NOW)).verdict, 'allow')
  })
})

test('no other answer than true is a yes', async () => {
  for (const answer of [false, undefined, null, 0, 1, 'true', {}]) {
    const gate = gateOf()
    const forged = `${allowed.slice(0, -4)}AAAA`
    await replacing(node, 'verify', () => answer, () => {
      assert.notEqual(gate.decide(forged, NOW).verdict, 'allow', String(answer))
    })
  }
})

test('keys that were replaced no longer count, whoever does the arithmetic', async () => {
  const { issuer } = new Gate(POLICY).wantedKeys[0]
  // The same key id for another key.
  const { publicKey } = node.generateKeyPairSync('rsa', { modulusLength: 2048 })
  const others = { keys: KEYS.keys.map((key) => ({ ...key, ...publicKey.export({ format: 'jwk' }) })) }
  for (const crypto of ['node', 'wasm', 'subtle']) {
    const gate = gateOf(POLICY, { crypto })
    const decide = () => (crypto === 'subtle' ? gate.decideAsync(allowed, NOW) : gate.decide(allowed, NOW))
    assert.equal((await decide()).verdict, 'allow')
    gate.setKeys(issuer, others)
    assert.equal((await decide()).problem.code, 'signature_invalid')
    gate.setKeys(issuer, KEYS)
    assert.equal((await decide()).verdict, 'allow')
  }
})

test('an answer about keys that were replaced meanwhile is none', async () => {
  const gate = gateOf(POLICY, { crypto: 'subtle' })
  const { issuer } = gate.keySources[0]
  const { publicKey } = node.generateKeyPairSync('rsa', { modulusLength: 2048 })
  const others = { keys: KEYS.keys.map((key) => ({ ...key, ...publicKey.export({ format: 'jwk' }) })) }
  const pending = gate.decideAsync(allowed, NOW)
  gate.setKeys(issuer, others)
  assert.equal((await pending).problem.code, 'signature_invalid')
})
