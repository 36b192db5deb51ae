// Every state that the page can be in, and how a reader gets there.
import { choose, example, paste, settled } from './kit.mjs'

const [header, claims, signature] = example('tokens/push-to-main.jwt').split('.')
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

const chosen = (name) => (page) => choose(page, name)
const pasted = (text) => (page) => paste(page, text)

export const states = {
  empty: async (page) => {
    await page.getByRole('button', { name: 'Clear' }).click()
    await settled(page)
  },
  accepted: chosen('accepted'),
  branch: chosen('branch'),
  environment: chosen('environment'),
  'pull request': chosen('pullRequest'),
  ids: chosen('ids'),
  expired: chosen('expired'),
  tampered: chosen('tampered'),
  audience: chosen('audience'),
  claims: chosen('claims'),
  'own token': pasted(`Authorization: Bearer ${example('tokens/push-to-main.jwt')}`),
  'own identity': async (page) => {
    await paste(page, example('tokens/push-to-main.jwt'))
    await page.getByRole('button', { name: 'From this token' }).click()
    await settled(page)
  },
  'given keys': async (page) => {
    await states['own identity'](page)
    await giveKeys(page, example('jwks.json'))
    await page.locator('#moment').selectOption('issued_at')
    await settled(page)
  },
  'other key': async (page) => {
    await states['given keys'](page)
    await paste(page, example('tokens/strangers-key.jwt'))
  },
  masked: pasted('***'),
  secret: pasted(`ghp_${'a1B2'.repeat(9)}`),
  garbage: pasted('hello world'),
  encrypted: pasted(`${encoded({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.b2s.b2s.b2s.b2s`),
  unsigned: pasted(`${encoded({ alg: 'none' })}.${claims}.`),
  'shared secret': pasted(`${encoded({ alg: 'HS256', typ: 'JWT' })}.${claims}.${'A'.repeat(43)}`),
  'own key': pasted(`${encoded({ alg: 'RS256', jwk: { kty: 'RSA' }, jku: 'https://evil.example' })}.${claims}.${signature}`),
  cut: pasted(`${header}.${claims.slice(0, 600)}...`),
  duplicate: pasted(`${header}.${Buffer.from('{"sub":"a","sub":"b"}').toString('base64url')}.${signature}`),
  'two tokens': async (page) => {
    await choose(page, 'accepted')
    await page.getByText('Compare with a second token').click()
    await page.locator('#other').fill(example('tokens/environment.jwt'))
    await settled(page)
  },
  'policy fault': async (page) => {
    await choose(page, 'accepted')
    await page.locator('#field-branch').fill('refs/heads/main')
    await page.locator('#field-owner').fill('my org')
  },
  broad: async (page) => {
    await choose(page, 'accepted')
    await page.locator('#field-branch').fill('*')
    await page.locator('#field-repository').fill('*')
  },
  'several identities': async (page) => {
    await choose(page, 'environment')
    await page.getByRole('button', { name: /^Apply: add a second identity/ }).click()
    await settled(page)
  },
  'everything open': async (page) => {
    await choose(page, 'accepted')
    await page.evaluate(() => document.querySelectorAll('details').forEach((it) => { it.open = true }))
  },
  'for a cloud': async (page) => {
    await choose(page, 'accepted')
    await page.getByRole('button', { name: 'AWS' }).click()
    await settled(page)
  },
  'for no cloud': async (page) => {
    await choose(page, 'accepted')
    await page.getByRole('button', { name: 'Azure' }).click()
    await page.locator('#field-branch').fill('*')
    await settled(page)
  },
  json: async (page) => {
    await choose(page, 'accepted')
    await page.getByRole('radio', { name: 'JSON' }).check({ force: true })
    await settled(page)
  },
}

export const giveKeys = async (page, text) => {
  await page.evaluate(() => { document.querySelector('#key-box').open = true })
  await page.locator('#keys-text').fill(text)
  await settled(page)
}
