// Every shared decision, by every crypto: allow, reject or deny, by which identity or for which reason.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Gate } from 'claimgate'

import { CRYPTO, isInexact, vectorsOf } from './kit/vectors.mjs'

for (const { crypto, awaits } of CRYPTO) {
  for (const [file, { cases, keySets, now, policies }] of vectorsOf('decisions-')) {
    test(`${file} by ${crypto}`, async () => {
      const gates = new Map()
      const gateFor = (policy) => {
        if (!gates.has(policy)) gates.set(policy, gateOf(policies[policy], keySets, crypto))
        return gates.get(policy)
      }
      const asked = cases.filter(({ policy }) => !isInexact(policies[policy]))
      assert(asked.length > cases.length - 10)
      for (const { name, policy, token, email, now: at = now, expect } of asked) {
        const gate = gateFor(policy)
        const caller = email === undefined ? undefined : { email }
        const decision = awaits ? await gate.decideAsync(token, at, caller) : gate.decide(token, at, caller)
        assert.deepEqual(asExpected(decision), expect, name)
      }
    })
  }
}

const gateOf = (policy, keySets, crypto) => {
  const gate = new Gate(policy, { crypto })
  for (const { issuer } of gate.keySources) if (issuer in keySets) gate.setKeys(issuer, keySets[issuer])
  return gate
}

/** A decision in the form in which the vectors expect it. */
const asExpected = (decision) =>
  decision.verdict === 'allow'
    ? { decision: 'allow', identity: decision.identity.email }
    : { decision: decision.verdict, code: decision.problem.code }
