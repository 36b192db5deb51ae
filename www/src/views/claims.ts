/** What the token says: in one sentence, part by part, as a table, as JSON, and as it was sent. */
import type { ExplainedMember, Explanation } from 'claimgate/explain'

import { sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { STATES } from '../words.ts'

export type ClaimsView = 'table' | 'json' | 'raw'

export const saying = ({ job, subject }: Explanation): View[] => [
  ...(job === null ? [] : [h('p', { class: 'job' }, sentence(job))]),
  ...(subject === null ? [] : [h('figure', { class: 'subject' }, h('figcaption', {}, 'sub', h('span', { class: 'unseen' }, ', part by part')), subjectLine(subject))]),
]

/** The subject with a word under each of its parts. */
const subjectLine = ({ text, parts }: NonNullable<Explanation['subject']>): View => {
  // Places are in bytes of UTF-8; what stands between two parts is punctuation.
  const bytes = new TextEncoder().encode(text)
  const between = (start: number, end: number) => new TextDecoder().decode(bytes.slice(start, end))
  const pieces = parts.flatMap(({ start, end, text, kind, meaning }, place) => {
    const gap = between(place === 0 ? 0 : (parts[place - 1]?.end ?? 0), start)
    return [
      ...(gap === '' ? [] : [h('span', { class: 'gap' }, gap)]),
      h('span', { class: `piece ${kind}` }, h('code', {}, text), kind !== 'keyword' && h('small', {}, meaning)),
      ...(place === parts.length - 1 && end < bytes.length ? [h('span', { class: 'gap' }, between(end, bytes.length))] : []),
    ]
  })
  return h('div', { class: 'pieces', translate: 'no' }, pieces)
}

export const members = (explanation: Explanation, view: ClaimsView): View[] => {
  const { header, claims, intake } = explanation
  if (header.length + claims.length === 0) return []
  const documents = [
    { title: 'Claims', members: claims, part: intake.anatomy.claims },
    { title: 'Header', members: header, part: intake.anatomy.header },
  ].filter(({ members, part }) => members.length > 0 || (part !== null && part.text !== ''))
  return documents.flatMap(({ title, members, part }) => [
    h('h3', {}, title),
    view === 'table' ? table(title, members, explanation) : h('pre', { class: 'document', tabindex: '0', role: 'region', 'aria-label': `${title}, ${view}`, translate: 'no' }, view === 'json' ? json(members) : (part?.text ?? '')),
  ])
}

const table = (title: string, members: readonly ExplainedMember[], explanation: Explanation): View =>
  h('table', { class: 'members' },
    h('caption', { class: 'unseen' }, title),
    h('thead', {}, h('tr', {}, ['Name', 'Value', 'Meaning', 'Read by'].map((it) => h('th', { scope: 'col' }, it)))),
    h('tbody', {}, members.map((it) => row(it, explanation))),
  )

const row = ({ name, raw, meaning, date, usedBy }: ExplainedMember, { checks }: Explanation): View =>
  h('tr', {},
    h('th', { scope: 'row', translate: 'no' }, h('code', {}, name)),
    h('td', { 'data-column': 'Value', translate: 'no' }, h('code', {}, raw), date !== null && h('span', { class: 'date' }, date)),
    h('td', { 'data-column': 'Meaning' }, sentence(meaning)),
    h('td', { 'data-column': 'Read by' },
      h('span', { class: 'uses' },
        usedBy.map(({ check, state }) => {
          const { icon: shape, tone, word } = STATES[state]
          const title = checks.find((it) => it.check === check)?.title ?? check
          return h('span', { class: `use ${tone}` }, icon(shape), h('span', {}, title), h('span', { class: 'unseen' }, ` ${word}`))
        }),
      ),
    ),
  )

/** The members in their own order, each value as the token has it: nothing is parsed, so nothing is lost. */
export const json = (members: readonly ExplainedMember[]): string =>
  `{\n${members.map(({ name, raw }) => `  ${JSON.stringify(name)}: ${raw}`).join(',\n')}\n}`
