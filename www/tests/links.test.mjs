// What may stand in the address of the page, and what is read nowhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { example, onPage, paste, settled, word } from './kit.mjs'

const token = example('tokens/push-to-main.jwt')
const rule = Buffer.from(example('policy.json')).toString('base64url')

test('a token behind # is taken, and does not stay in the address', () =>
  onPage(async (page) => {
    assert.equal(await page.locator('#token').inputValue(), token)
    assert.equal(new URL(page.url()).hash, '')
    assert.match(await word(page), /Not proven|Rejected/)
  }, { path: `#token=${token}` }))

test('a token behind ? has reached a server, and is not read', () =>
  onPage(async (page) => {
    assert.notEqual(await page.locator('#token').inputValue(), token.replace('eyJ', 'eyK'))
    assert.equal(await word(page), 'Accepted')
  }, { path: `?token=${token.replace('eyJ', 'eyK')}` }))

test('a link brings an identity and nothing else', () =>
  onPage(async (page) => {
    assert.equal(await page.locator('#field-owner').inputValue(), 'my-org')
    assert.equal(await page.locator('#token').inputValue(), '')
    assert.equal(await word(page), 'No token')
  }, { path: `#rule=${rule}` }))

test('a link does not bring the keys of an issuer', () => {
  const issuer = 'https://token.actions.githubusercontent.com'
  const policy = { ...JSON.parse(example('policy.json')), issuers: [{ issuer, jwks: JSON.parse(example('jwks.json')) }] }
  const path = `#rule=${Buffer.from(JSON.stringify(policy)).toString('base64url')}`
  return onPage(async (page) => {
    assert.deepEqual(JSON.parse(await page.locator('#document').inputValue()).issuers, [{ issuer }])
    await paste(page, token)
    assert.notEqual(await word(page), 'Accepted')
  }, { path })
})

test('the link that is copied holds the policy, not the token', () =>
  onPage(async (page) => {
    await page.getByRole('button', { name: 'Copy a link to this identity' }).click()
    await settled(page)
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const [, hash] = link.split('#rule=')
    assert.deepEqual(JSON.parse(Buffer.from(hash, 'base64url').toString()), JSON.parse(example('policy.json')))
  }))

test('the report that is copied has no signature', () =>
  onPage(async (page) => {
    await page.getByRole('button', { name: 'Copy a report without the token' }).click()
    await settled(page)
    const report = await page.evaluate(() => navigator.clipboard.readText())
    assert.match(report, /^## Accepted/i)
    assert.ok(!report.includes(token.split('.')[2].slice(0, 20)))
  }))

test('a bad link brings nothing, and says so', () =>
  onPage(async (page) => {
    assert.equal(await page.locator('#token').inputValue(), '')
    assert.match(await page.locator('#faults').innerText(), /link cannot be read/)
  }, { path: '#rule=***' }))
