// The page and the command say the same about everything that people paste (`tests/vectors/paste.json`).
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'

import { onPage, paste } from './kit.mjs'

const root = new URL('../../', import.meta.url).pathname
const NOW = 1_791_484_400
const { texts, cases } = JSON.parse(readFileSync(`${root}tests/vectors/paste.json`, 'utf8'))
const filled = (text) => text.replace(/«([A-Z]+)»/g, (all, name) => texts[name] ?? all)
const plain = (text) => text.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim()

before(() => execFileSync('cargo', ['build', '--quiet', '--locked', '--package', 'claimgate-cli'], { cwd: root, stdio: 'inherit' }))

const explained = (pasted) => {
  const { stdout } = spawnSync(`${root}target/debug/claimgate`, ['explain', '--json', '--now', String(NOW)], { input: pasted })
  return JSON.parse(stdout.toString())
}

test('the page says of every pasted form what the command says', () =>
  onPage(async (page) => {
    await page.evaluate((now) => { Date.now = () => now * 1000 }, NOW)
    for (const { name, pasted } of cases) {
      if (typeof pasted !== 'string') continue
      await paste(page, filled(pasted))
      const { value, headline, found } = await page.evaluate(() => ({
        value: document.querySelector('#token').value,
        headline: document.querySelector('#verdict .headline').textContent,
        found: document.querySelector('.found-line')?.textContent ?? '',
      }))
      // A text field has line breaks of one kind; nothing else of what was pasted may be lost.
      assert.equal(value, filled(pasted).replaceAll(/\r\n?/g, '\n'), name)
      if (value.trim() === '') continue
      const expected = explained(value)
      assert.equal(plain(headline).replace(/\.$/, '').toLowerCase(), plain(expected.headline).replace(/\.$/, '').toLowerCase(), name)
      assert.ok(plain(found).startsWith(`Found: ${plain(expected.intake.message)}`), `${name}: ${found}`)
      for (const { text } of expected.intake.steps) assert.ok(plain(found).includes(plain(text)), `${name}: ${text}`)
    }
  }))
