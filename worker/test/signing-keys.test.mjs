// The keys of access tokens, and what are none.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

import { decodeProtectedHeader } from 'jose'

import { signingKeysFrom } from '../dist/signing-keys.js'
import { ecKey, secretKey, setOf } from './kit/keys.mjs'
import { PLANS, worldFor } from './kit/world.mjs'

test('a shared secret signs, too, and is not published', async (context) => {
  const key = secretKey('secret')
  const { accessToken, call, ask } = await worldFor(context, { settings: { SIGNING_KEYS: setOf(key) } })
  const token = await accessToken()
  assert.equal(decodeProtectedHeader(token).alg, 'HS256')
  assert.equal((await call(PLANS, { token })).status, 200)
  assert.deepEqual(await (await ask('/.well-known/jwks.json')).json(), { keys: [] })
})

test('what is published is public', async () => {
  const { published, verifying } = await signingKeysFrom(setOf({ ...ecKey('a'), note: 'mine' }))
  for (const set of [published, verifying]) {
    assert.deepEqual(Object.keys(JSON.parse(set).keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  }
})

test('what is no set of signing keys is refused, and not repeated', async () => {
  const { d, ...open } = ecKey('a')
  const { kid, ...nameless } = ecKey('a')
  const bad = [
    '', 'null', '[]', '{}', '{"keys":[]}', '{"keys":[null]}', setOf(open), setOf(nameless), setOf(ecKey('a'), ecKey('a')), setOf({ ...ecKey('a'), d: ecKey('b').d }),
    setOf(ecKey('a'), secretKey('b')), setOf({ ...secretKey('a'), k: 'short' }), setOf({ ...ecKey('a'), alg: 'none' }), setOf({ ...ecKey('a'), alg: 'ES384' }),
    setOf({ ...secretKey('a'), alg: 'ES256' }), setOf({ ...ecKey('a'), alg: 'HS256' }), setOf(...Array.from({ length: 9 }, (_, place) => ecKey(String(place)))), setOf({ ...ecKey('a'), kid: 'a b' }),
  ]
  for (const text of bad) {
    const fault = await signingKeysFrom(text)
    assert.equal(fault.setting, 'SIGNING_KEYS', text)
    assert.ok(!JSON.stringify(fault).includes(d))
  }
})

test('new keys are made by a command, also beside old ones', async () => {
  const make = (input, ...args) => execFileSync(process.execPath, ['scripts/new-key.mjs', ...args], { cwd: new URL('..', import.meta.url), input, encoding: 'utf8' })
  const first = make('')
  const both = make(first)
  assert.deepEqual(JSON.parse(both).keys[0], JSON.parse(first).keys[0])
  for (const [set, count] of [[first, 1], [both, 2], [make('', 'HS256'), 1]]) {
    assert.equal(JSON.parse(set).keys.length, count)
    assert.equal((await signingKeysFrom(set)).fix, undefined)
  }
})
