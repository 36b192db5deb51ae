// The whole journey by keyboard alone: from an example to a change of the identity, and back.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { example, onPage, settled, word } from './kit.mjs'

const focused = (page) => page.evaluate(() => {
  const { activeElement: it } = document
  return it?.getAttribute('aria-label') ?? it?.getAttribute('data-with') ?? it?.id ?? ''
})

const tabTo = async (page, wanted) => {
  for (let presses = 0; presses < 80; presses++) {
    if (wanted.test(await focused(page))) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab never came to ${wanted}`)
}

test('everything is done by keyboard', () =>
  onPage(async (page) => {
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip')
    await tabTo(page, /^branch$/)
    await page.keyboard.press('Enter')
    await settled(page)
    assert.equal(await word(page), 'REJECTED')

    await tabTo(page, /^Apply: add the branch/)
    await page.keyboard.press('Enter')
    await settled(page)
    assert.equal(await word(page), 'ACCEPTED')

    await page.keyboard.press('Alt+2')
    await tabTo(page, /^undo$/)
    await page.keyboard.press('Enter')
    await settled(page)
    assert.equal(await word(page), 'REJECTED')

    await page.keyboard.press('Alt+1')
    assert.equal(await focused(page), 'token')
    await page.evaluate((text) => navigator.clipboard.writeText(text), example('tokens/push-to-main.jwt'))
    await page.keyboard.press('Control+V')
    await settled(page)
    assert.equal(await page.locator('#token').inputValue(), example('tokens/push-to-main.jwt'))

    // Tab leaves the field.
    await page.keyboard.press('Tab')
    assert.notEqual(await focused(page), 'token')
    await page.keyboard.press('Alt+3')
    assert.equal(await focused(page), 'verdict-title')
  }))

test('what has the focus is seen', () =>
  onPage(async (page) => {
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(() => {
        const it = document.activeElement
        const { outlineStyle, outlineWidth } = getComputedStyle(it.matches('.segments input') ? it.nextElementSibling : it)
        return it === document.body || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)
      })
      assert.ok(seen, await focused(page))
    }
  }))

test('one sentence tells a screen reader the new verdict', () =>
  onPage(async (page) => {
    await page.locator('[data-with=expired]').click()
    await page.waitForFunction(() => document.querySelector('#spoken').textContent.includes('REJECTED'))
    assert.match(await page.locator('#spoken').innerText(), /^REJECTED\. expired 57 min .*\. 1 of 18 checks failed\.$/i)
  }))
