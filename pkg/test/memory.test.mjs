// Memory stays flat, that of WebAssembly included. CLAIMGATE_DECISIONS says how many decisions; ten million are no different.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Gate } from 'claimgate'
import { exchange } from 'claimgate/exchange'

import { initSync } from '../dist/wasm/core.js'
import { initSync as initExchange } from '../dist/wasm/exchange.js'
import { allowed, gateOf, KEYS, NOW, POLICY } from './kit/example.mjs'

const DECISIONS = Number(process.env.CLAIMGATE_DECISIONS ?? 60_000)
const { memory } = initSync()
const { memory: memoryOfExchange } = initExchange()

test(`memory is flat over ${DECISIONS} decisions`, () => {
  const [gate, denying] = [gateOf(), gateOf({ identities: [{ ...POLICY.identities[0], branch: 'other' }] })]
  const decide = (count) => {
    for (let round = 0; round < count; round++) {
      gate.decide(allowed, NOW).claims
      denying.decide(allowed, NOW)
      gate.decide(allowed.slice(0, round % allowed.length), NOW)
    }
  }
  decide(1000)
  const before = memory.buffer.byteLength
  decide(DECISIONS / 3)
  assert.equal(memory.buffer.byteLength, before)
})

test('handles that are freed leave nothing behind, nor do keys that are replaced', () => {
  const live = () => {
    for (let round = 0; round < 500; round++) {
      const gate = new Gate(POLICY)
      const { issuer } = gate.wantedKeys[0]
      for (let again = 0; again < 4; again++) gate.setKeys(issuer, KEYS)
      gate.decide(allowed, NOW)
      // What is exchanged leaves something, for as long as somebody has it.
      exchange(gate, { token: allowed, email: 'nobody@workload.bytebase.com' }, NOW)
      gate.free()
    }
  }
  const sizes = () => [memory, memoryOfExchange].map(({ buffer }) => buffer.byteLength)
  live()
  const before = sizes()
  live()
  live()
  assert.deepEqual(sizes(), before)
})
