// What may stand in the address of the page, and what is read nowhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { choose, example, onPage, paste, settled, word } from './kit.mjs'

const token = example('tokens/push-to-main.jwt')
const { emailDomain, identities: [{ roles, ...identity }] } = JSON.parse(example('policy.json'))
const rule = Buffer.from(example('policy.json')).toString('base64url')

test('a token behind # is taken, and does not stay in the address', () =>
  onPage(async (page) => {
    assert.equal(await page.locator('#token').inputValue(), token)
    assert.equal(new URL(page.url()).hash, '')
    assert.match(await word(page), /NOT PROVEN|REJECTED/)
  }, { path: `#token=${token}` }))

test('a token behind ? has reached a server, and is not read', () =>
  onPage(async (page) => {
    assert.notEqual(await page.locator('#token').inputValue(), token.replace('eyJ', 'eyK'))
    assert.equal(await word(page), 'ACCEPTED')
  }, { path: `?token=${token.replace('eyJ', 'eyK')}` }))

test('a link brings an identity and nothing else', () =>
  onPage(async (page) => {
    assert.equal(await page.locator('#field-owner').inputValue(), 'my-org')
    assert.equal(await page.locator('#token').inputValue(), '')
    assert.equal(await word(page), 'NO TOKEN')
  }, { path: `#rule=${rule}` }))

test('a link brings neither keys of an issuer, nor an address of keys, nor roles', () => {
  const issuer = 'https://token.actions.githubusercontent.com'
  const policy = {
    ...JSON.parse(example('policy.json')),
    leeway: 300,
    issuers: [{ issuer, jwks: JSON.parse(example('jwks.json')), jwksUri: 'https://evil.example/keys' }],
  }
  const path = `#rule=${Buffer.from(JSON.stringify(policy)).toString('base64url')}`
  return onPage(async (page) => {
    assert.deepEqual(JSON.parse(await page.locator('#document').inputValue()), { emailDomain, identities: [identity] })
    await paste(page, token)
    assert.notEqual(await word(page), 'ACCEPTED')
  }, { path })
})

test('the link that is copied holds the identity that is shown, and nothing else', () =>
  onPage(async (page) => {
    await choose(page, 'environment')
    await page.getByRole('button', { name: /^Apply: add a second identity/ }).click()
    await settled(page)
    await page.getByRole('button', { name: 'Copy a link to this identity' }).click()
    await settled(page)
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const [, hash] = link.split('#rule=')
    assert.deepEqual(JSON.parse(Buffer.from(hash, 'base64url').toString()), { emailDomain, identities: [identity] })
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
