// What helps an author: an identity from a token as it was pasted, another time. The rest is in the vectors.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ClaimgateError, Gate, Policy } from 'claimgate'
import { explain, exportToCloud, suggest } from 'claimgate/explain'

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

test('a cloud is told what lets in an identity, and what it cannot look at stays behind', () => {
  const identity = { name: 'CI', email: 'ci@workload.bytebase.com', platform: 'github-actions', owner: 'my-org', repository: 'my-repo' }
  const exported = (place, cloud) => exportToCloud(new Policy({ identities: [{ ...identity, ...place }] }), identity.email, cloud)
  const { document, differences, problem } = exported({ environment: 'production' }, 'azure')
  assert.equal(JSON.parse(document)[0].subject, 'repo:my-org/my-repo:environment:production')
  assert.match(differences.join(), /admits more/)
  assert.equal(problem, null)
  assert.equal(exported({ branch: '*' }, 'azure').problem.code, 'condition_inexpressible')
  assert.equal(exportToCloud(new Policy({ identities: [{ ...identity, branch: 'main' }] }), 'other@workload.bytebase.com', 'aws'), undefined)
  assert.throws(() => exported({ branch: 'main' }, 'oracle'), TypeError)
})
