// What readers do with the page.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { choose, example, headline, onPage, paste, word } from './kit.mjs'

test('the example and its verdict are there without any script', () =>
  onPage(async (page) => {
    assert.equal(await word(page), 'Accepted')
    assert.match(await page.locator('#token').inputValue(), /^eyJ/)
    assert.equal(await page.locator('#field-branch').inputValue(), 'main')
    assert.equal(await page.locator('.answer').count(), 4)
  }, { script: false }))

test('scripts change nothing of the first picture', async () => {
  const picture = (page) => page.locator('main').evaluate((main) => main.innerText)
  let before
  await onPage(async (page) => { before = await picture(page) }, { script: false })
  await onPage(async (page) => assert.equal(await picture(page), before))
})

for (const [name, expected, telling] of [
  ['accepted', 'Accepted', /accepted as GitHub Actions Deploy/],
  ['branch', 'Rejected', /branch feature\/login, and this identity expects main/],
  ['environment', 'Rejected', /environment production/],
  ['pullRequest', 'Rejected', /pull request/],
  ['ids', 'Accepted', /my-org\/my-repo/],
  ['expired', 'Rejected', /^Expired 57 min/],
  ['tampered', 'Rejected', /signature does not fit/],
  ['audience', 'Rejected', /made for AWS/],
  ['claims', 'Not proven', /signature is missing/],
]) {
  test(`the example "${name}" is ${expected.toLowerCase()}`, () =>
    onPage(async (page) => {
      await choose(page, name)
      assert.equal(await word(page), expected)
      assert.match(await headline(page), telling)
      assert.equal(await page.locator(`[data-do=example][data-with=${name}]`).getAttribute('aria-pressed'), 'true')
    }))
}

test('a token of one’s own leaves the keys, the identity and the clock of the example behind', () =>
  onPage(async (page) => {
    await paste(page, `Authorization: Bearer ${example('tokens/push-to-main.jwt')}`)
    assert.equal(await word(page), 'Rejected')
    assert.match(await headline(page), /^Expired/)
    assert.match(await page.locator('#found').innerText(), /removed Bearer/)
    assert.equal(await page.locator('#field-owner').inputValue(), '')
    assert.ok(await page.locator('#example-note').isHidden())
  }))

test('a change of the identity is made, judged, and undone', () =>
  onPage(async (page) => {
    await choose(page, 'branch')
    await page.getByRole('button', { name: /^Apply: add the branch feature\/login/ }).click()
    assert.equal(await word(page), 'Accepted')
    assert.equal(await page.locator('#field-branch').inputValue(), 'main, feature/login')
    await page.getByRole('button', { name: 'Undo' }).click()
    assert.equal(await word(page), 'Rejected')
    assert.equal(await page.locator('#field-branch').inputValue(), 'main')
  }))

test('typing into the form is judged at every key, and a fault is told at its field', () =>
  onPage(async (page) => {
    const branch = page.locator('#field-branch')
    await branch.fill('release/*')
    assert.equal(await word(page), 'Rejected')
    await branch.fill('refs/heads/main')
    assert.equal(await branch.getAttribute('aria-invalid'), 'true')
    assert.match(await page.locator('#fault-branch').innerText(), /refs\/heads/)
    await branch.fill('main')
    assert.equal(await word(page), 'Accepted')
    assert.equal(await branch.getAttribute('aria-invalid'), 'false')
  }))

test('another time lets an expired token be looked at', () =>
  onPage(async (page) => {
    await choose(page, 'expired')
    await page.locator('#moment').selectOption('issued_at')
    assert.equal(await word(page), 'Would have been accepted')
  }))

test('cleared is empty', () =>
  onPage(async (page) => {
    await page.getByRole('button', { name: 'Clear' }).click()
    assert.equal(await page.locator('#token').inputValue(), '')
    assert.equal(await word(page), 'No token')
    assert.ok(await page.locator('.says').isHidden())
  }))

test('what a stranger wrote stays text', () =>
  onPage(async (page) => {
    const evil = '<img src=x onerror=alert(1)>'
    await paste(page, JSON.stringify({ iss: evil, sub: evil, aud: evil, [evil]: evil }))
    assert.equal(await page.locator('main img').count(), 0)
    assert.ok((await page.locator('#members').innerText()).includes(evil))
  }))
