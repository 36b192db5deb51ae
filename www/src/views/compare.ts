/** Two tokens side by side: the verdict on each, and what differs between them. */
import type { ExplainedMember, Explanation } from 'claimgate/explain'

import { sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { NO_TOKEN, WORDS } from '../words.ts'
import { hasNoToken } from './checks.ts'

export const comparison = (first: Explanation, second: Explanation): View[] => {
  const rows = pairs([...first.header, ...first.claims], [...second.header, ...second.claims])
  const differing = rows.filter(({ left, right }) => left !== right)
  return [
    h('div', { class: 'two' }, side('First token', first), side('Second token', second)),
    differing.length > 0 &&
      h('table', { class: 'members differences' },
        h('caption', { class: 'unseen' }, 'What differs'),
        h('thead', {}, h('tr', {}, ['Name', 'First token', 'Second token'].map((it) => h('th', { scope: 'col' }, it)))),
        h('tbody', {},
          differing.map(({ name, left, right }) =>
            h('tr', {}, h('th', { scope: 'row' }, h('code', {}, name)), cell('First token', left), cell('Second token', right)),
          ),
        ),
      ),
    h('p', { class: 'hint' }, `${rows.length - differing.length} of ${rows.length} header parameters and claims are the same.`),
  ].filter((it) => it !== false)
}

const side = (title: string, explanation: Explanation): View => {
  const { word, tone, icon: shape } = hasNoToken(explanation) ? NO_TOKEN : WORDS[explanation.word]
  return h('div', { class: `verdict ${tone}` }, h('h3', {}, title), h('p', { class: 'word small' }, icon(shape), h('span', {}, word)), h('p', {}, sentence(explanation.headline)))
}

const cell = (column: string, raw: string | undefined): View =>
  h('td', { 'data-column': column }, raw === undefined ? h('span', { class: 'hint' }, 'absent') : h('code', {}, raw))

interface Pair {
  readonly name: string
  readonly left: string | undefined
  readonly right: string | undefined
}

/** By name, in the order of the first token; what only the second has comes last. Values are compared as the tokens have them. */
const pairs = (left: readonly ExplainedMember[], right: readonly ExplainedMember[]): Pair[] => {
  const raw = (members: readonly ExplainedMember[], name: string) => members.find((it) => it.name === name)?.raw
  const names = new Set([...left, ...right].map(({ name }) => name))
  return [...names].map((name) => ({ name, left: raw(left, name), right: raw(right, name) }))
}
