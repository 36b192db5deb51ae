// What helps an author: an identity from a token, keys from what people have, a repository from its address, another time.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ClaimgateError, Gate } from 'claimgate'
import { explain, keySetFrom, repositoryOf, suggest } from 'claimgate/explain'

import { allowed, gateOf, NOW } from './kit/example.mjs'
import { vectors } from './kit/vectors.mjs'

test('a suggested policy loads, and fits the token that it was made for', () => {
  const gate = new Gate(suggest(`Authorization: Bearer ${allowed}`))
  assert.equal(explain(allowed, NOW, { gate }).answers.allowed.answer, 'yes')
  assert.throws(() => suggest('hello'), ClaimgateError)
})

test('keys are found in what people have', () => {
  for (const { name, text, keys, code } of vectors('key-texts.json').cases) {
    if (code === undefined) assert.deepEqual(JSON.parse(keySetFrom(text)).keys, keys, name)
    else assert.throws(() => keySetFrom(text), { code }, name)
  }
})

test('an address tells its repository', () => {
  for (const { address, repository } of vectors('repository-addresses.json').cases) {
    assert.deepEqual(repositoryOf(address) ?? null, repository, address)
  }
})

test('a token is judged as of any time', () => {
  const { word, at, decision } = explain(allowed, NOW + 1_000_000, { gate: gateOf(), moment: NOW })
  assert.deepEqual([word, at.asOf, at.time, decision.verdict], ['would_have_been_accepted', 'moment', NOW, 'reject'])
})
