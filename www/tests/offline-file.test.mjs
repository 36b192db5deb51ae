// The single file, opened from a folder: the same page, which could not load anything if it wanted to.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { choose, example, onPage, paste, word } from './kit.mjs'

const file = new URL('../dist/inspector.html', import.meta.url)

test('the single file works from a folder', () =>
  onPage(async (page, requests) => {
    assert.equal(await word(page), 'Accepted')
    await choose(page, 'branch')
    assert.equal(await word(page), 'Rejected')
    await paste(page, example('tokens/push-to-main.jwt'))
    assert.equal(await word(page), 'Rejected')
    assert.deepEqual(requests.filter((it) => !it.endsWith('inspector.html') && !it.startsWith('image/svg+xml')), [])
  }, { path: file.href }))

test('the page tells the hash of the single file', () => {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex')
  assert.ok(readFileSync(new URL('index.html', file), 'utf8').includes(hash))
})
