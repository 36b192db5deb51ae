// The built page in Debian's Chromium, served with its real headers. Whatever the page asks of the network after it has loaded,
// whatever its policy forbids, and every error of its scripts fails the test.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'

import { chromium } from 'playwright-core'

import { server } from '../scripts/serve.mjs'

export { example } from './example.mjs'

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

let browser
let host
let address

before(async () => {
  host = server().listen(0, '127.0.0.1')
  await new Promise((resolve) => host.once('listening', resolve))
  address = `http://127.0.0.1:${host.address().port}/`
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
})

after(async () => {
  await browser?.close()
  host?.close()
})

export const WIDE = { width: 1280, height: 800 }
export const NARROW = { width: 320, height: 640 }

export const at = (path) => new URL(path, address).href

/** Runs `work` on a page of its own. `requests` are the paths that were asked for until it was ready. */
export const onPage = async (work, { path = '', script = true, ...options } = {}) => {
  const context = await browser.newContext({ viewport: WIDE, javaScriptEnabled: script, ...options })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const [troubles, requests] = [[], []]
  let isLoaded = false
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('console', (message) => troubles.push(`console: ${message.text()}`))
  page.on('request', (request) => {
    requests.push(new URL(request.url()).pathname)
    // The browser fetches the icon of a page when it finds the time.
    if (isLoaded && !request.url().endsWith('/icon.svg')) troubles.push(`request after load: ${request.url()}`)
  })
  page.on('framenavigated', () => isLoaded && troubles.push(`navigation: ${page.url()}`))
  await page.addInitScript(() => {
    globalThis.violations = []
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => globalThis.violations.push(`${violatedDirective}: ${blockedURI}`))
  })
  await page.goto(at(path))
  if (script) await page.locator('body[data-ready]').waitFor()
  isLoaded = true
  try {
    await work(page, requests)
    if (script) troubles.push(...(await page.evaluate(() => globalThis.violations)))
  } finally {
    await context.close()
  }
  assert.deepEqual(troubles, [])
}

/** Runs `work` on a page that gets no answer for what it asks of these paths. */
export const onBrokenPage = async (work, blocked) => {
  const page = await browser.newPage()
  await page.route(blocked, (route) => route.abort())
  try {
    await page.goto(address)
    await work(page)
  } finally {
    await page.close()
  }
}

/** Pastes as a reader does: over whatever is in the field. */
export const paste = async (page, text) => {
  await page.evaluate((pasted) => {
    const field = document.querySelector('#token')
    field.focus()
    field.select()
    field.setRangeText(pasted, 0, field.value.length, 'end')
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }))
  }, text)
  await settled(page)
}

export const choose = async (page, example) => {
  await page.locator(`[data-do=example][data-with=${example}]`).click()
  await settled(page)
}

/** Until the page shows the answer to what was asked last. */
export const settled = (page) => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)))

export const word = (page) => page.locator('#verdict .word').innerText()
export const headline = (page) => page.locator('#verdict .headline').innerText()
