/** Chromium and Firefox as they are installed. No driver: the page itself reports. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { byEsbuild, byVite, byWebpack } from './bundle.mjs'
import { MOST_TIME } from './command.mjs'
import { pageOf, plainPage, withServer } from './server.mjs'

const chromium = {
  name: 'Chromium',
  command: [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path)),
  args: (home, address) => [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', `--user-data-dir=${home}`, address,
  ],
}

const firefox = {
  name: 'Firefox',
  command: [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path && existsSync(path)),
  args: (home, address) => {
    writeFileSync(join(home, 'user.js'), PREFERENCES.map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`).join(''))
    return ['--headless', '--no-remote', '--profile', home, address]
  },
}

/** So that it asks for nothing but the page. */
const PREFERENCES = [
  ['app.update.disabledForTesting', true],
  ['browser.safebrowsing.downloads.enabled', false],
  ['browser.safebrowsing.malware.enabled', false],
  ['browser.safebrowsing.phishing.enabled', false],
  ['browser.shell.checkDefaultBrowser', false],
  ['browser.startup.homepage_override.mstone', 'ignore'],
  ['datareporting.policy.dataSubmissionEnabled', false],
  ['extensions.systemAddon.update.enabled', false],
  ['network.captive-portal-service.enabled', false],
  ['network.connectivity-service.enabled', false],
  ['services.settings.server', 'data:,'],
  ['toolkit.telemetry.enabled', false],
]

const PAGES = [
  { name: 'modules', page: (project) => plainPage(project, 'app/page.mjs') },
  { name: 'init', page: (project) => plainPage(project, 'app/init.mjs') },
  { name: 'bundled by esbuild', page: async (project) => pageOf(await byEsbuild(project, 'app/page.mjs', 'pages/esbuild.js')) },
  { name: 'bundled by webpack', page: async (project) => pageOf(await byWebpack(project, 'app/page.mjs', 'pages/webpack.js')) },
  { name: 'bundled by Vite', page: async (project) => readFileSync(join(project, await byVite(project, 'app/page.mjs', 'pages/vite')), 'utf8') },
]

/** Each bundle is made once, for all browsers. */
const made = new Map()
const pageFor = (project, { name, page }) => {
  if (!made.has(name)) made.set(name, page(project))
  return made.get(name)
}

const visit = async (project, { command, args }, page) =>
  withServer(project, page, async (address, report) => {
    const home = mkdtempSync(join(project, 'browser-'))
    // Firefox refuses to run in the home folder of somebody else.
    const browser = spawn(command, args(home, `${address}/`), { env: { ...process.env, HOME: home }, detached: true })
    let said = ''
    browser.stderr.on('data', (text) => (said += text))
    let timer
    const silent = new Promise((_, reject) => {
      const fail = (what) => reject(new Error(`${what}: ${said.slice(-2000)}`))
      timer = setTimeout(() => fail('the page reports nothing'), MOST_TIME)
      browser.once('error', fail)
      browser.once('exit', () => fail('the browser has ended'))
    })
    try {
      return await Promise.race([report, silent])
    } finally {
      clearTimeout(timer)
      await end(browser)
    }
  })

/** Ends the browser with all its processes. */
const end = (browser) =>
  new Promise((resolve) => {
    if (browser.exitCode !== null || browser.pid === undefined) return resolve()
    browser.once('exit', resolve)
    process.kill(-browser.pid, 'SIGKILL')
  })

export const browsers = [chromium, firefox].flatMap((browser) =>
  PAGES.map((page) => ({
    name: `${browser.name}, ${page.name}`,
    command: browser.command,
    asks: ['vectors', 'afar'],
    crypto: ['wasm', 'subtle'],
    run: async (project) => visit(project, browser, await pageFor(project, page)),
  })),
)
