/** Two tokens side by side: the verdict on each, and what differs between them. */
import type { ExplainedMember, Explanation } from 'claimgate/explain'

import { sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { iconOf } from './verdict.ts'

export const comparison = (first: Explanation, second: Explanation): View[] => {
  const rows = [...pairs('header', first.header, second.header), ...pairs('claim', first.claims, second.claims)]
  const differing = rows.filter(({ left, right }) => left !== right)
  return [
    h('div', { class: 'two' }, side('First token', first), side('Second token', second)),
    differing.length > 0 &&
      h('table', { class: 'members differences' },
        h('caption', { class: 'unseen' }, 'What differs'),
        h('thead', {}, h('tr', {}, ['Name', 'First token', 'Second token'].map((it) => h('th', { scope: 'col' }, it)))),
        h('tbody', {}, differing.map(row)),
      ),
    rows.length > 0 && h('p', { class: 'hint' }, `${rows.length - differing.length} of ${rows.length} header parameters and claims are the same.`),
  ].filter((it) => it !== false)
}

const side = (title: string, explanation: Explanation): View => {
  const { shown, headline } = explanation
  return h('div', { class: `verdict ${shown.role}` },
    h('h3', {}, title),
    h('p', { class: 'word small' }, icon(iconOf(explanation)), h('span', {}, shown.text)),
    h('p', {}, sentence(headline)),
  )
}

const row = ({ of, name, left, right }: Pair): View =>
  h('tr', {},
    h('th', { scope: 'row' }, h('code', {}, name), of === 'header' && h('small', {}, ' (header)')),
    cell('First token', left), cell('Second token', right),
  )

const cell = (column: string, raw: string | undefined): View =>
  h('td', { 'data-column': column }, raw === undefined ? h('span', { class: 'hint' }, 'absent') : h('code', {}, raw))

interface Pair {
  readonly of: 'header' | 'claim'
  readonly name: string
  readonly left: string | undefined
  readonly right: string | undefined
}

/**
 * By name, in the order of the first token; what only the second has comes last. Values are compared as the tokens have them, and of
 * several members of one name the first with the first.
 */
const pairs = (of: Pair['of'], left: readonly ExplainedMember[], right: readonly ExplainedMember[]): Pair[] => {
  const [lefts, rights] = [byName(left), byName(right)]
  const names = new Set([...lefts.keys(), ...rights.keys()])
  return [...names].flatMap((name) => {
    const [these, those] = [lefts.get(name) ?? [], rights.get(name) ?? []]
    const longer = these.length > those.length ? these : those
    return longer.map((_, place) => ({ of, name, left: these[place], right: those[place] }))
  })
}

const byName = (members: readonly ExplainedMember[]): ReadonlyMap<string, readonly string[]> =>
  members.reduce((found, { name, raw }) => found.set(name, [...(found.get(name) ?? []), raw]), new Map<string, string[]>())
