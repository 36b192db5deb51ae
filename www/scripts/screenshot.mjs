// Makes the picture of the README anew from what `npm run build` has built: the example of a wrong branch, as the first screen shows it.
import { chromium } from 'playwright-core'

import { server } from './serve.mjs'

const host = server().listen(0, '127.0.0.1')
await new Promise((resolve) => host.once('listening', resolve))
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
await page.goto(`http://127.0.0.1:${host.address().port}/`)
await page.locator('body[data-ready]').waitFor()
await page.locator('[data-do=example][data-with=branch]').click()
await page.locator('#verdict', { hasText: 'REJECTED' }).waitFor()
await page.screenshot({ path: new URL('../screenshot.png', import.meta.url).pathname })
await browser.close()
host.close()
