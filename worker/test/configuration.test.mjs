// Settings: every fault says what, where and what to do, and a worker with one serves nobody.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { configurationOf, SETTINGS } from '../dist/configuration.js'
import { EMAIL, usualSettings, worldFor } from './kit/world.mjs'

const replayStore = { spend: async () => true }
const usual = { ...usualSettings('127.0.0.1:1'), POLICY: '{}' }
const faultsOf = (changes, given = { replayStore }) => {
  const bindings = Object.fromEntries(Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== undefined))
  return (configurationOf({ bindings, ...given }).faults ?? []).map(({ setting, message, fix }) => {
    assert.ok(message.length > 10 && fix.length > 10)
    assert.doesNotMatch(message, /\.$/)
    return setting
  })
}

test('every fault is told, by its setting', () => {
  assert.deepEqual(faultsOf({}), [])
  const kv = { get: async () => null }
  const cases = [
    [{ ORIGIN: undefined }, ['ORIGIN']],
    ...['api.example.com', 'https://a.example/path', 'https://a.example?x', 'ftp://a.example', 'https://user:secret@a.example', ' https://a.example', 'https://A.example'].map((ORIGIN) => [{ ORIGIN }, ['ORIGIN']]),
    [{ ISSUER: undefined, SIGNING_KEYS: '' }, ['SIGNING_KEYS', 'ISSUER', 'SIGNING_KEYS']],
    [{ TOKEN_LIFETIME: '3601' }, ['TOKEN_LIFETIME']],
    [{ TOKEN_LIFETIME: '1h' }, ['TOKEN_LIFETIME']],
    [{ MODE: 'Guard' }, ['MODE']],
    [{ MODE: 'guard' }, ['ISSUER', 'SIGNING_KEYS']],
    [{ PLATFORM_TOKENS: 'true' }, ['PLATFORM_TOKENS']],
    [{ PLATFORM_TOKEN: 'on' }, ['PLATFORM_TOKEN']],
    [{ POLICY: undefined }, ['POLICY']],
    [{ POLICY_KV: kv }, ['POLICY']],
    [{ POLICY_KEY: 'x' }, ['POLICY_KEY']],
    [{ POLICY: undefined, POLICY_KV: {} }, ['POLICY_KV', 'POLICY']],
    [{ METRICS_TOKEN: 'short' }, ['METRICS_TOKEN']],
    [{ REALM: 'b\u00fcro' }, ['REALM']],
    [{ KEYS: 'https://a.example' }, ['KEYS']],
    [{ ORIGIN: 5 }, ['ORIGIN', 'ORIGIN']],
  ]
  for (const [changes, settings] of cases) assert.deepEqual(faultsOf(changes), settings, JSON.stringify(changes))
  assert.deepEqual(faultsOf({}, {}), ['REPLAY'])
  assert.deepEqual(faultsOf({ REPLAY_PROTECTION: 'off' }, {}), [])
  assert.deepEqual(faultsOf({ POLICY: undefined }, { replayStore, bundledPolicy: '{}' }), [])
})

test('a worker that is not configured serves nobody, and its log says why', async (context) => {
  const cases = [
    [{ ISSUER: undefined, TYPO: 'x' }, ['TYPO', 'ISSUER']],
    [{ SIGNING_KEYS: 'secret' }, ['SIGNING_KEYS']],
    [{ ISSUER: 'http://plain.example' }, ['ISSUER']],
  ]
  for (const [settings, faulty] of cases) {
    const { ask, exchange, log, next } = await worldFor(context, { settings })
    for (const path of ['/', '/.well-known/jwks.json', '/.claimgate/ready', '/.claimgate/metrics']) assert.equal((await ask(path)).status, 503, path)
    assert.equal((await exchange('x', EMAIL)).status, 503)
    assert.equal((await ask('/.claimgate/live')).status, 200)
    assert.deepEqual((await next('configuration')).faults.map(({ setting }) => setting), faulty)
    assert.ok(!log.join().includes('secret"'))
  }
})

test('the table of settings in the README has every one', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  assert.deepEqual(SETTINGS.filter((name) => !readme.includes(`| \`${name}\` `)), [])
})
