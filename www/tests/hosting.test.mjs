// What hosts send: every configuration the same, and a page that opens again without a network.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { headersOf } from '../build/headers.mjs'
import { choose, onPage, word } from './kit.mjs'

test('nginx sends what the other hosts send', () => {
  const configuration = readFileSync(new URL('../hosting/nginx.conf', import.meta.url), 'utf8')
  for (const [location, path] of [['= /', '/'], ['= /sw.js', '/sw.js'], ['/assets/', '/assets/x.js'], ['/', '/icon.svg']]) {
    const [, block] = configuration.split(`location ${location} {`)
    const sent = [...block.split('\n    }')[0].matchAll(/add_header (\S+) "(.*)" always;/g)].map(([, name, value]) => [name, value])
    assert.deepEqual(sent.sort(), headersOf(path).sort(), path)
  }
})

test('the page opens again without a network', () =>
  onPage(async (page) => {
    await page.evaluate(async () => { await navigator.serviceWorker.ready })
    await page.context().setOffline(true)
    const again = await page.context().newPage()
    await again.goto(page.url())
    await again.locator('body[data-ready]').waitFor()
    await choose(again, 'branch')
    assert.equal(await word(again), 'REJECTED')
  }))
