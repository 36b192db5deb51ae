// Nobody is kept out: axe finds nothing against WCAG 2.2 AA in any state, light, dark or in forced colours, on a wide screen or at
// 320 pixels; and nothing is wider than the screen. What a screen reader finds stands in `trees/`; a change of it is a change that
// somebody has read (UPDATE=1 writes it anew). With PICTURES=FOLDER each state is also kept as a picture.
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
      await compareTree(page, state)
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

/** The desk of each state, and what can be taken along where that is the point; the whole page of one state. */
const compareTree = async (page, state) => {
  const desk = ['.token', '.identity', '.result']
  const parts = state === 'accepted' ? ['body'] : state.includes('cloud') ? ['.along'] : desk
  const trees = await Promise.all(parts.map((it) => page.locator(it).ariaSnapshot()))
  const tree = CHANGING.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), `${trees.join('\n')}\n`)
  const file = new URL(`trees/${state.replaceAll(' ', '-')}.yml`, import.meta.url)
  if (process.env.UPDATE !== undefined) writeFileSync(file, tree)
  assert.equal(tree, readFileSync(file, 'utf8'))
}

/** Headings, regions and controls with their names. Sentences are left out: they are the core's, and tested there. */
const CHANGING = [
  [/^(\s*- )'?(text|paragraph|code|listitem|term|definition|cell|rowheader|row|strong|alert|status)\b.*?(:?)$/gm, '$1$2$3'],
  [/inspector-[0-9a-f]{16}/g, 'inspector-HASH'],
  [/(region "[^"]*"): .*$/gm, '$1'],
  [/(button "Apply): .*$/gm, '$1"'],
  [/\beyJ[\w.-]{40,}/g, 'TOKEN'],
]

/** While the tokens of the examples are valid. */
const NOW = 1_791_484_400

/** On a narrow screen the form is folded; it is looked at, too. */
const openForm = (page) => page.evaluate(() => { document.querySelector('#identity-form').dataset.open = 'true' })

const keep = async (page, name) => {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
}
