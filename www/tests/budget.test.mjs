// What the first visit costs, and that nothing is asked for afterwards.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'

import { choose, example, onPage, paste, word } from './kit.mjs'

const dist = new URL('../dist/', import.meta.url)
const kilobytes = (path) => brotliCompressSync(readFileSync(new URL(path, dist))).length / 1000
const assets = readdirSync(new URL('assets', dist)).map((name) => `assets/${name}`)
const isCore = (name) => /\/core-.*\.js$/.test(name)
const together = (names) => names.map(kilobytes).reduce((sum, it) => sum + it, 0)

test('the first picture, with its verdict, is small', () => {
  const page = kilobytes('index.html')
  const script = together(assets.filter((name) => name.endsWith('.js') && !isCore(name)))
  const style = together(assets.filter((name) => name.endsWith('.css')))
  assert.ok(script <= 20, `scripts: ${script} KB`)
  assert.ok(style <= 8, `styles: ${style} KB`)
  assert.ok(page + script + style <= 120, `together: ${page + script + style} KB`)
})

test('the core, which comes after that picture, stays below what it was', () => {
  const core = together(assets.filter(isCore))
  assert.ok(core <= CORE, `${core} KB`)
})

test('a visit is six requests at most, all to the page’s own host', () =>
  onPage(async (page, requests) => {
    assert.ok(requests.length <= 6, requests.join('\n'))
    const hosts = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).host))
    assert.deepEqual([...new Set(hosts)], [new URL(page.url()).host])
  }))

test('the page names no other host but in links and in what it shows', () => {
  const html = readFileSync(new URL('index.html', dist), 'utf8')
  for (const [tag] of html.matchAll(/<(?!a |p |code|span|div|small|textarea|pre)[^>]*https?:[^>]*>/g)) assert.match(tag, /^<(input|button|option)/, tag)
})

test('without a network everything still works', () =>
  onPage(async (page) => {
    await page.evaluate(async () => { await navigator.serviceWorker.ready })
    await page.context().setOffline(true)
    await paste(page, example('tokens/environment.jwt'))
    assert.equal(await word(page), 'REJECTED')
    await choose(page, 'ids')
    assert.equal(await word(page), 'ACCEPTED')
    assert.ok(await page.locator('#offline').isVisible())
  }))

test('nothing is remembered of what was pasted', () =>
  onPage(async (page) => {
    await paste(page, example('tokens/environment.jwt'))
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.length]))
    assert.ok(!stored.includes('eyJ'), stored)
    await page.evaluate(() => globalThis.indexedDB.databases()).then((it) => assert.deepEqual(it, []))
  }))

/** Kilobytes of brotli: the WebAssembly that explains, as a text. */
const CORE = 253
