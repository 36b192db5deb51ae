// Every question of the shared vectors, to everybody who can answer it.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as claimgate from 'claimgate'
import * as exchanging from 'claimgate/exchange'
import * as explaining from 'claimgate/explain'
import { RemoteKeys } from 'claimgate/keys'
import { guard } from 'claimgate/web'

import { CRYPTO, cryptoHere, groupsOf } from './kit/questions.mjs'
import { vectorsOf } from './kit/vectors.mjs'

test('Node has every crypto', () => assert.deepEqual(cryptoHere(claimgate), CRYPTO))

for (const { name, questions } of groupsOf({ ...claimgate, ...exchanging, ...explaining, guard, RemoteKeys }, vectorsOf(''), CRYPTO)) {
  test(name, async () => {
    for (const { name, ask, expected } of questions) assert.deepEqual(await ask(), expected, name)
  })
}
