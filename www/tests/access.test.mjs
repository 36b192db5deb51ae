// Nobody is kept out: axe finds nothing against WCAG 2.2 AA in any state, light, dark or in forced colours, on a wide screen or at
// 320 pixels; and nothing is wider than the screen. With PICTURES=FOLDER each is also kept as a picture, with its accessibility tree.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'

import { NARROW, onPage, WIDE } from './kit.mjs'
import { states } from './states.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const LOOKS = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
}
const pictures = process.env.PICTURES

for (const [state, reach] of Object.entries(states)) {
  test(`the state "${state}" is open to everybody`, () =>
    onPage(async (page) => {
      await page.evaluate(axe)
      await openForm(page)
      await page.evaluate((now) => { Date.now = () => now * 1000 }, NOW)
      await reach(page)
      for (const [width, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
        await page.setViewportSize(viewport)
        for (const [look, media] of Object.entries(LOOKS)) {
          await page.emulateMedia(media)
          const found = await page.evaluate(async (tags) => {
            const { violations } = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })
            return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`)
          }, RULES)
          assert.deepEqual(found, [], `${width}, ${look}`)
          if (pictures !== undefined) await keep(page, `${state}-${width}-${look}`)
        }
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: wider than the screen`)
      }
    }))
}

/** While the tokens of the examples are valid. */
const NOW = 1_791_484_400

/** On a narrow screen the form is folded; it is looked at, too. */
const openForm = (page) => page.evaluate(() => { document.querySelector('#identity-form').dataset.open = 'true' })

const keep = async (page, name) => {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  writeFileSync(`${pictures}/${name}.yml`, await page.locator('body').ariaSnapshot())
}
