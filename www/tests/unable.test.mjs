// Where nothing can be checked, nothing is said.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { onBrokenPage, onPage, paste } from './kit.mjs'

test('without the core no verdict stands beside what was pasted', () =>
  onBrokenPage(async (page) => {
    await page.locator('#token:not([readonly])').waitFor()
    await paste(page, 'eyJhbGciOiJub25lIn0.e30.')
    await page.locator('#verdict', { hasText: 'could not run the check' }).waitFor()
    assert.equal(await page.locator('.result .good').count(), 0)
  }, /\/core-[^/]*\.js$/))

test('without scripts nothing can be pasted beside the example', () =>
  onPage(async (page) => assert.equal(await page.locator('#token').isEditable(), false), { script: false }))
