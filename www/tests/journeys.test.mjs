// What readers do with the page.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { choose, example, headline, onPage, paste, settled, word } from './kit.mjs'
import { giveKeys } from './states.mjs'

test('the example and its verdict are there without any script', () =>
  onPage(async (page) => {
    assert.equal(await word(page), 'ACCEPTED')
    assert.match(await page.locator('#token').inputValue(), /^eyJ/)
    assert.equal(await page.locator('#field-branch').inputValue(), 'main')
    assert.equal(await page.locator('.answer').count(), 4)
  }, { script: false }))

test('the answer to the example is the picture that came with the page', async () => {
  const picture = (page) => page.evaluate(() => ['main', '#verdict-bar'].map((it) => document.querySelector(it).innerHTML).join('').replace(' readonly=""', ''))
  let before
  await onPage(async (page) => { before = await picture(page) }, { script: false })
  await onPage(async (page) => {
    assert.equal(await picture(page), before)
    // Once more, from an answer.
    await choose(page, 'accepted')
    assert.equal(await picture(page), before)
  })
})

for (const [name, expected, telling] of [
  ['accepted', 'ACCEPTED', /accepted as GitHub Actions Deploy/],
  ['branch', 'REJECTED', /branch feature\/login, and this identity expects main/],
  ['environment', 'REJECTED', /environment production/],
  ['pullRequest', 'REJECTED', /pull request/],
  ['ids', 'ACCEPTED', /my-org\/my-repo/],
  ['expired', 'REJECTED', /^Expired 57 min/],
  ['tampered', 'REJECTED', /signature does not fit/],
  ['audience', 'REJECTED', /made for AWS/],
  ['claims', 'NOT PROVEN', /signature is missing/],
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
    assert.equal(await word(page), 'REJECTED')
    assert.match(await headline(page), /^Expired/)
    assert.match(await page.locator('#found').innerText(), /removed Bearer/)
    assert.equal(await page.locator('#field-owner').inputValue(), '')
    assert.ok(await page.locator('#example-note').isHidden())
  }))

test('a change of the identity is made, judged, and undone', () =>
  onPage(async (page) => {
    await choose(page, 'branch')
    await page.getByRole('button', { name: /^Apply: add the branch feature\/login/ }).click()
    assert.equal(await word(page), 'ACCEPTED')
    assert.equal(await page.locator('#field-branch').inputValue(), 'main, feature/login')
    await page.getByRole('button', { name: 'Undo' }).click()
    assert.equal(await word(page), 'REJECTED')
    assert.equal(await page.locator('#field-branch').inputValue(), 'main')
  }))

test('typing into the form is judged at every key, and a fault is told at its field', () =>
  onPage(async (page) => {
    const branch = page.locator('#field-branch')
    await branch.fill('release/*')
    assert.equal(await word(page), 'REJECTED')
    await branch.fill('refs/heads/main')
    assert.equal(await branch.getAttribute('aria-invalid'), 'true')
    assert.match(await page.locator('#fault-branch').innerText(), /refs\/heads/)
    await branch.fill('main')
    assert.equal(await word(page), 'ACCEPTED')
    assert.equal(await branch.getAttribute('aria-invalid'), 'false')
  }))

test('a policy that the form would change by writing it again is left alone, and told', () =>
  onPage(async (page) => {
    const document = page.locator('#document')
    await page.getByText('Policy document (JSON)').click()
    for (const [before, after, telling] of [
      ['"branch": "main"', '"branch": "main", "branch": "dev"', /branch/],
      ['"leeway": 60', '"leeway": 6e1', /leeway/],
      ['"identities": [', '"identities": [ null,', /identities/],
    ]) {
      const odd = example('policy.json').replace(before, after)
      await document.fill(odd)
      assert.ok(await page.locator('#field-branch').isDisabled(), after)
      assert.equal(await document.inputValue(), odd)
      assert.match(await page.locator('#identity-form').innerText(), telling)
      assert.notEqual(await word(page), 'ACCEPTED')
    }
    await document.fill(example('policy.json'))
    await page.locator('#field-branch').fill('dev')
    assert.deepEqual(JSON.parse(await document.inputValue()).roles, JSON.parse(example('policy.json')).roles)
    assert.equal(await word(page), 'REJECTED')
  }))

test('the leeway of the policy is a field, and counts', () =>
  onPage(async (page) => {
    await choose(page, 'accepted')
    await page.getByText('Name, ids, workflow').click()
    await page.locator('#moment').selectOption('moment')
    await page.locator('#time').fill('2026-10-08T18:38:00')
    assert.equal(await word(page), 'REJECTED')
    await page.locator('#field-leeway').fill('300')
    assert.equal(await word(page), 'WOULD HAVE BEEN ACCEPTED')
    await page.locator('#field-leeway').fill('301')
    assert.match(await page.locator('#fault-leeway').innerText(), /300/)
  }))

test('an identity that is out of use says so, and is taken into use again', () =>
  onPage(async (page) => {
    await choose(page, 'accepted')
    const document = page.locator('#document')
    await page.getByText('Policy document (JSON)').click()
    await document.fill(example('policy.json').replace('"branch": "main"', '"branch": "main", "disabled": true'))
    assert.equal(await word(page), 'REJECTED')
    assert.match(await headline(page), /disabled/)
    const tick = page.getByRole('checkbox', { name: /^Out of use/ })
    assert.ok(await tick.isChecked())
    await tick.uncheck()
    assert.equal(await word(page), 'ACCEPTED')
    assert.ok(!(await document.inputValue()).includes('disabled'))
    await tick.check()
    assert.equal(JSON.parse(await document.inputValue()).identities[0].disabled, true)
    assert.equal(await word(page), 'REJECTED')
  }))

test('another time lets an expired token be looked at', () =>
  onPage(async (page) => {
    await choose(page, 'expired')
    await page.locator('#moment').selectOption('issued_at')
    assert.equal(await word(page), 'WOULD HAVE BEEN ACCEPTED')
  }))

test('from a pasted token to a proof: an identity is written for it, keys are given, and the time is chosen', () =>
  onPage(async (page) => {
    await paste(page, example('tokens/push-to-main.jwt'))
    await page.getByRole('button', { name: 'Write one for this token' }).click()
    assert.equal(await page.locator('#field-owner').inputValue(), 'my-org')
    assert.match(await page.locator('#keys').innerText(), /No keys of https:\/\/token\.actions/)
    await giveKeys(page, example('jwks.json'))
    assert.match(await page.locator('.answer').first().innerText(), /Yes/)
    await page.locator('#moment').selectOption('moment')
    await page.locator('#time').fill('2026-10-08T18:33:20')
    assert.equal(await word(page), 'WOULD HAVE BEEN ACCEPTED')
    await page.getByRole('button', { name: /^Forget/ }).click()
    await settled(page)
    assert.match(await page.locator('.answer').first().innerText(), /Unknown/)
  }))

test('keys that are none are refused in words', () =>
  onPage(async (page) => {
    await giveKeys(page, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----')
    assert.match(await page.locator('#key-fault').innerText(), /private/)
  }))

test('a second token of the text can be judged, too', () =>
  onPage(async (page) => {
    await paste(page, `A=${example('tokens/push-to-main.jwt')}\nB=${example('tokens/environment.jwt')}`)
    await page.getByRole('button', { name: 'Judge B instead' }).click()
    assert.match(await page.locator('#saying').innerText(), /environment production/)
    await page.getByRole('button', { name: 'Back to the first token' }).click()
    assert.doesNotMatch(await page.locator('#saying').innerText(), /environment production/)
  }))

test('keys in the place of a token are moved to where they belong', () =>
  onPage(async (page) => {
    await paste(page, example('tokens/push-to-main.jwt'))
    await page.getByRole('button', { name: 'From this token' }).click()
    await settled(page)
    await paste(page, example('jwks.json'))
    await page.getByRole('button', { name: 'Use it as keys' }).click()
    assert.match(await page.locator('#keys').innerText(), /^Keys of/)
    assert.equal(await page.locator('#token').inputValue(), '')
  }))

test('the address of a repository fills its fields', () =>
  onPage(async (page) => {
    await page.evaluate(() => navigator.clipboard.writeText('https://github.com/other-org/tools/tree/release/1'))
    await page.locator('#field-owner').focus()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('ControlOrMeta+V')
    await page.waitForFunction(() => document.querySelector('#field-repository').value === 'tools')
    assert.equal(await page.locator('#field-owner').inputValue(), 'other-org')
    assert.equal(await page.locator('#field-branch').inputValue(), 'release/1')
  }))

test('what differs between two tokens stands side by side', () =>
  onPage(async (page) => {
    await page.getByText('Compare with a second token').click()
    await page.locator('#other').fill(example('tokens/environment.jwt'))
    const rows = await page.locator('.differences tbody th').allInnerTexts()
    assert.deepEqual(rows, ['sub', 'environment'])
  }))

test('a header parameter and a claim of one name are two things', () =>
  onPage(async (page) => {
    const token = (header, claims) => [{ alg: 'RS256', ...header }, claims].map((it) => Buffer.from(JSON.stringify(it)).toString('base64url')).join('.') + '.c2ln'
    await paste(page, token({ kid: 'a' }, { iss: 'x', kid: 'b' }))
    await page.getByText('Compare with a second token').click()
    await page.locator('#other').fill(token({ kid: 'a' }, { iss: 'x', kid: 'c' }))
    assert.deepEqual(await page.locator('.differences tbody tr').allInnerTexts(), ['kid\t"b"\t"c"'])
    assert.match(await page.locator('#comparison').innerText(), /3 of 4 header parameters and claims are the same/)
  }))

test('keys of one’s own beside an example are not called demo keys', () =>
  onPage(async (page) => {
    assert.match(await page.locator('#keys').innerText(), /demo keys/)
    const { keys: [key] } = JSON.parse(example('jwks.json'))
    await giveKeys(page, JSON.stringify({ keys: [key] }))
    assert.doesNotMatch(await page.locator('#keys').innerText(), /demo keys/)
  }))

test('what is typed after a change is not taken back with it', () =>
  onPage(async (page) => {
    await choose(page, 'branch')
    await page.getByRole('button', { name: /^Apply: add the branch/ }).click()
    await page.locator('#field-branch').fill('dev')
    assert.ok(await page.locator('#undo').isHidden())
  }))

test('a policy with several identities is edited one by one', () =>
  onPage(async (page) => {
    await choose(page, 'environment')
    await page.getByRole('button', { name: /^Apply: add a second identity/ }).click()
    assert.equal(await word(page), 'ACCEPTED')
    await page.locator('#identities').getByRole('button', { name: /\(environment\)/ }).click()
    assert.equal(await page.locator('#field-environment').inputValue(), 'production')
    await page.getByRole('button', { name: 'Remove this one' }).click()
    assert.equal(await word(page), 'REJECTED')
  }))

test('the theme is chosen, and remembered', () =>
  onPage(async (page) => {
    const theme = page.getByRole('button', { name: /^Theme/ })
    await theme.click()
    await theme.click()
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
    assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage })), '{"theme":"dark"}')
  }))

test('cleared is empty', () =>
  onPage(async (page) => {
    await page.getByRole('button', { name: 'Clear' }).click()
    assert.equal(await page.locator('#token').inputValue(), '')
    assert.equal(await word(page), 'NO TOKEN')
    assert.ok(await page.locator('.says').isHidden())
  }))

test('what a stranger wrote stays text', () =>
  onPage(async (page) => {
    const evil = '<img src=x onerror=alert(1)>'
    await paste(page, JSON.stringify({ iss: evil, sub: evil, aud: evil, [evil]: evil }))
    assert.equal(await page.locator('main img').count(), 0)
    assert.ok((await page.locator('#members').innerText()).includes(evil))
  }))
