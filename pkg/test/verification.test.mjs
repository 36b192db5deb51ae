// Every shared token against its verifier, by every crypto: accepted, or refused for which reason.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ClaimgateError, Verifier } from 'claimgate'

import { CRYPTO, isInexact, vectorsOf } from './kit/vectors.mjs'

for (const { crypto, awaits } of CRYPTO) {
  for (const [file, { cases, keySets, ...usual }] of vectorsOf('verification-')) {
    test(`${file} by ${crypto}`, async () => {
      const asked = cases.filter(({ now }) => !isInexact(now))
      assert(asked.length > cases.length - 10)
      for (const { name, token, expect, ...own } of asked) {
        const { jwks, issuer, audience, now, algorithms, leeway } = { ...usual, ...own }
        const options = { jwks: keySets?.[jwks] ?? jwks, issuer, audience, crypto }
        if (algorithms) options.algorithms = algorithms
        if (leeway !== undefined) options.leeway = leeway
        const verify = async () => {
          const verifier = new Verifier(options)
          return awaits ? verifier.verifyAsync(token, now) : verifier.verify(token, now)
        }
        if ([issuer, audience, algorithms].some((list) => list?.length === 0)) {
          await assert.rejects(verify, TypeError, name)
          assert.equal(expect.verdict, 'reject', name)
          continue
        }
        assert.deepEqual(await verdict(verify), expect, name)
      }
    })
  }
}

const verdict = async (verify) => {
  try {
    const verified = await verify()
    assert.equal(verified.expiresAt, Math.ceil(verified.claims.exp))
    return { verdict: 'accept' }
  } catch (error) {
    if (!(error instanceof ClaimgateError)) throw error
    return { verdict: 'reject', code: error.code }
  }
}
