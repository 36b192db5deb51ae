// The single file, opened from a folder: the same page, which could not load anything if it wanted to.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { choose, example, onPage, paste, word } from './kit.mjs'

const dist = new URL('../dist/', import.meta.url)
const page = readFileSync(new URL('index.html', dist), 'utf8')
const file = new URL(/href="(assets\/inspector-\w+\.html)"/.exec(page)[1], dist)

test('the single file works from a folder', () =>
  onPage(async (page, requests) => {
    assert.equal(await word(page), 'ACCEPTED')
    await choose(page, 'branch')
    assert.equal(await word(page), 'REJECTED')
    await paste(page, example('tokens/push-to-main.jwt'))
    assert.equal(await word(page), 'REJECTED')
    assert.deepEqual(requests.filter((it) => it !== file.pathname && !it.startsWith('image/svg+xml')), [])
  }, { path: file.href }))

test('the page tells the hash of the single file, which is named by it', () => {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex')
  assert.ok(page.includes(`<code>${hash}</code>`))
  assert.ok(file.pathname.endsWith(`-${hash.slice(0, 16)}.html`))
})
