// The main journeys once more in Firefox, with its own reading of the headers.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import puppeteer from 'puppeteer-core'

import { server } from '../scripts/serve.mjs'
import { example } from './example.mjs'

let browser
let host

before(async () => {
  host = server().listen(0, '127.0.0.1')
  await new Promise((resolve) => host.once('listening', resolve))
  browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', extraPrefsFirefox: QUIET })
})

after(async () => {
  await browser?.close()
  host?.close()
})

/** So that it asks for nothing but the page. */
const QUIET = {
  'app.update.disabledForTesting': true,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
}

const onPage = async (work) => {
  const page = await browser.newPage()
  const troubles = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && troubles.push(message.text()))
  try {
    await page.setViewport({ width: 1280, height: 800 })
    await page.goto(`http://127.0.0.1:${host.address().port}/`)
    await page.waitForSelector('body[data-ready]')
    await page.evaluate(() => {
      globalThis.violations = []
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => globalThis.violations.push(violatedDirective))
      globalThis.requests = performance.getEntriesByType('resource').length
    })
    await work(page)
    assert.deepEqual(await page.evaluate(() => globalThis.violations), [])
    const later = await page.evaluate(() => performance.getEntriesByType('resource').slice(globalThis.requests).map(({ name }) => new URL(name).pathname))
    // The service worker fetches what it keeps; that is the page's own.
    assert.deepEqual(later.filter((path) => !/^\/(sw\.js|icon\.svg)$/.test(path)), [])
  } finally {
    await page.close()
  }
  assert.deepEqual(troubles, [])
}

const text = (page, selector) => page.$eval(selector, (it) => it.innerText)
const press = (page, selector) => page.$eval(selector, (it) => it.click())
const settled = (page) => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)))

test('Firefox: the example, a change of the identity, and back', () =>
  onPage(async (page) => {
    assert.equal(await text(page, '#verdict .word'), 'ACCEPTED')
    await press(page, '[data-do=example][data-with=branch]')
    await settled(page)
    assert.equal(await text(page, '#verdict .word'), 'REJECTED')
    await press(page, '[aria-label^="Apply: add the branch"]')
    await settled(page)
    assert.equal(await text(page, '#verdict .word'), 'ACCEPTED')
    await press(page, '#undo')
    await settled(page)
    assert.equal(await text(page, '#verdict .word'), 'REJECTED')
  }))

test('Firefox: a token is typed in, an identity is written for it, and keys prove it', () =>
  onPage(async (page) => {
    const fill = (selector, value) => page.$eval(selector, (it, text) => {
      it.value = text
      it.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }, value)
    await fill('#token', `Authorization: Bearer ${example('tokens/push-to-main.jwt')}`)
    await settled(page)
    await press(page, '#suggest')
    await settled(page)
    await fill('#keys-text', example('jwks.json'))
    await settled(page)
    assert.match(await text(page, '.answer'), /Yes/)
    assert.match(await text(page, '#found'), /removed Bearer/)
  }))
