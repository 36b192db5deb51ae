// The seam: the crypto that is named does the work, and where it cannot, WebAssembly does, with the same verdict.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Gate } from 'claimgate'

import { allowed, gateOf, KEYS, NOW, POLICY } from './kit/example.mjs'
import { replacing } from './kit/replacing.mjs'

const node = process.getBuiltinModule('node:crypto')
const subtle = Object.getPrototypeOf(globalThis.crypto.subtle)

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
