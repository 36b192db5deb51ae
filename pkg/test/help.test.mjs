// What helps an author: an identity from a token as it was pasted, another time. The rest is in the vectors.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ClaimgateError, Gate } from 'claimgate'
import { explain, suggest } from 'claimgate/explain'

import { allowed, gateOf, NOW } from './kit/example.mjs'

test('a suggested policy loads, and fits the token that it was made for', () => {
  const gate = new Gate(suggest(`Authorization: Bearer ${allowed}`))
  assert.equal(explain(allowed, NOW, { gate }).answers.allowed.answer, 'yes')
  assert.throws(() => suggest('hello'), ClaimgateError)
})

test('a token is judged as of any time', () => {
  const { word, at, decision } = explain(allowed, NOW + 1_000_000, { gate: gateOf(), moment: NOW })
  assert.deepEqual([word, at.asOf, at.time, decision.verdict], ['would_have_been_accepted', 'moment', NOW, 'reject'])
})
