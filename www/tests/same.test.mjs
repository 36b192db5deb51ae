// The page and the command say the same about everything that people paste (`tests/vectors/paste.json`).
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { before, test } from 'node:test'

import { example, onPage, paste } from './kit.mjs'
import { giveKeys } from './states.mjs'

const root = new URL('../../', import.meta.url).pathname
const NOW = 1_791_484_400
const { texts, cases } = JSON.parse(readFileSync(`${root}tests/vectors/paste.json`, 'utf8'))
const filled = (text) => text.replace(/«([A-Z]+)»/g, (all, name) => texts[name] ?? all)
const plain = (text) => text.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim()

before(() => execFileSync('cargo', ['build', '--quiet', '--locked', '--package', 'claimgate-cli'], { cwd: root, stdio: 'inherit' }))

const explained = (pasted, ...options) => {
  const { stdout } = spawnSync(`${root}target/debug/claimgate`, ['explain', '--json', '--now', String(NOW), ...options], { input: pasted })
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

test('the page says of every example what the command says, check by check', () =>
  onPage(async (page) => {
    await page.evaluate((now) => { Date.now = () => now * 1000 }, NOW)
    const folder = `${root}examples/github-actions/`
    await paste(page, '')
    await page.locator('#document').evaluate((it) => { it.closest('details').open = true })
    await page.locator('#document').fill(example('policy.json'))
    await giveKeys(page, example('jwks.json'))
    for (const name of readdirSync(`${folder}tokens`)) {
      const token = example(`tokens/${name}`)
      await paste(page, token)
      const shown = await page.evaluate(() => {
        const texts = (selector, within = document) => [...within.querySelectorAll(selector)].map((it) => it.textContent)
        return {
          word: texts('#verdict .word'),
          headline: texts('#verdict .headline'),
          answers: [...document.querySelectorAll('.answer')].map((it) => [...texts('dt', it), ...texts('strong', it), ...texts('.why', it)]),
          checks: [...document.querySelectorAll('.check')].map((it) => [it.value, ...texts('.title', it)]).sort(([a], [b]) => a - b).map(([, title]) => title),
          fixes: texts('.fix .change > p:first-child'),
          members: texts('.members tbody th'),
          job: texts('#saying .job'),
        }
      })
      const { shown: { text }, headline, caution, answers, checks, fixes, job, header, claims } = explained(token, '--policy', `${folder}policy.json`, '--jwks', `${folder}jwks.json`)
      const states = { passed: 'passed', failed: 'failed', warned: 'warning', unknown: 'unknown', not_reached: 'not reached' }
      assert.equal(caution, null)
      assert.deepEqual(shown, {
        word: [text],
        headline: [said(headline)],
        answers: ['genuine', 'current', 'allowed', 'safe'].map((it) => [`${capital(answers[it].question)}?`, capital(answers[it].shown.text), bare(answers[it].text)]),
        checks: checks.map(({ title, state }) => `${title} ${states[state]}`),
        fixes: fixes.map((it) => said(it.text)),
        members: [...claims, ...header].map((it) => it.name),
        job: [said(job)],
      }, name)
    }
  }))

const bare = (text) => text.replaceAll('`', '')
const capital = (text) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase())
/** As a sentence of its own. */
const said = (text) => bare(capital(/[.?!…]`?$/.test(text) ? text : `${text}.`))
