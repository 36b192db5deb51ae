/** Every check: first those that did not pass, then the others, folded. */
import type { Checked, Explanation } from 'claimgate/explain'

import { prose, sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { count, STATES } from '../words.ts'

export const checks = (explanation: Explanation): View[] => {
  if (explanation.lacksToken) return []
  const numbered = explanation.checks.map((checked, place) => ({ checked, number: place + 1 }))
  const telling = numbered.filter(({ checked }) => !FOLDED.has(checked.state))
  const passed = numbered.filter(({ checked }) => checked.state === 'passed')
  const unreached = numbered.filter(({ checked }) => checked.state === 'not_reached')
  return [
    h('h3', {}, 'Checks'),
    telling.length > 0 && h('ol', { class: 'checks' }, telling.map(row)),
    passed.length > 0 && folded('passed', 'yes', `${count(passed.length, 'check', 'checks')} passed`, passed),
    unreached.length > 0 && folded('unreached', 'none', `${count(unreached.length, 'check', 'checks')} not reached`, unreached),
  ].filter((it) => it !== false)
}

interface Numbered {
  readonly checked: Checked
  readonly number: number
}

const folded = (key: string, shape: string, title: string, list: readonly Numbered[]): View =>
  h('details', { class: `folded ${key}`, 'data-key': key },
    h('summary', {}, icon(shape), h('span', { class: 'folded-title' }, title), h('span', { class: 'titles' }, list.map(({ checked }) => checked.title).join(' · '))),
    h('ol', { class: 'checks' }, list.map(row)),
  )

const row = ({ checked, number }: Numbered): View => {
  const { word, icon: shape, tone } = STATES[checked.state]
  return h('li', { class: `check ${tone}`, value: String(number), id: `check-${checked.check}-${number}` },
    icon(shape),
    h('span', { class: 'title' }, checked.title, h('span', { class: 'unseen' }, ` ${word}`)),
    h('div', { class: 'found' }, FOLDED.has(checked.state) ? brief(checked) : full(checked)),
  )
}

const brief = ({ actual, expected }: Checked): View[] => (actual ?? expected) === null ? [] : prose((actual ?? expected) as string)

const full = ({ state, message, expected, actual, hints }: Checked): View[] => [
  ...((message ?? expected ?? actual) === null ? [h('p', {}, sentence(STATES[state].word))] : []),
  ...(message === null ? [] : [h('p', {}, sentence(message))]),
  ...hints.map(({ text }) => h('p', { class: 'hint' }, sentence(text))),
  ...(expected === null && actual === null
    ? []
    : [
        h('dl', { class: 'evidence' },
          expected !== null && h('div', {}, h('dt', {}, 'expected'), h('dd', {}, prose(expected))),
          actual !== null && h('div', {}, h('dt', {}, 'actual'), h('dd', {}, prose(actual))),
        ),
      ]),
]

const FOLDED: ReadonlySet<Checked['state']> = new Set(['passed', 'not_reached'])
