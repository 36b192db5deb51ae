/** What was found in the pasted text: what was removed, the three parts, and where something is odd. */
import type { Explanation } from 'claimgate/explain'

import { prose, sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { count } from '../words.ts'

export const found = ({ intake }: Explanation, isLater = false): View[] => {
  const steps = intake.steps.flatMap(({ text }) => [', ', ...prose(text)])
  return [
    h('p', { class: 'found-line' }, 'Found: ', prose(intake.message), steps.length > 0 && h('span', { class: 'steps' }, '; ', steps.slice(1)), '.'),
    ...anatomy(intake),
    ...intake.notes.map(({ text }) => h('p', { class: 'note' }, icon('warning'), h('span', {}, sentence(text)))),
    ...(intake.candidates.length > 1 || isLater ? [candidates(intake.candidates, isLater)] : []),
    ...PARTS.flatMap(({ name, letter }) =>
      (intake.anatomy[name]?.faults ?? []).map(({ text, byte, before, behind }) =>
        h('div', { class: 'fault' },
          h('p', {}, icon('warning'), h('span', {}, `${letter.title}, byte ${byte}: `, prose(text))),
          (before !== '' || behind !== '') && h('pre', { class: 'caret' }, before, h('mark', {}, [...behind][0] ?? '⌁'), [...behind].slice(1).join('')),
        ),
      ),
    ),
  ]
}

/** The other tokens of the text: each can be judged, too. */
const candidates = (list: Explanation['intake']['candidates'], isLater: boolean): View =>
  h('p', { class: 'candidates' },
    isLater && h('button', { type: 'button', class: 'button quiet', 'data-do': 'first' }, 'Back to the first token'),
    list.slice(1).flatMap(({ label, byte }, place) =>
      byte === null ? [] : [h('button', { type: 'button', class: 'button quiet', 'data-do': 'candidate', 'data-with': String(byte) }, `Judge ${label ?? `token ${place + 2}`} instead`)],
    ),
  )

const anatomy = ({ anatomy, redacted }: Explanation['intake']): View[] => {
  const parts = PARTS.flatMap(({ name, letter }) => {
    const part = anatomy[name]
    if (part === null || redacted === null) return []
    return [
      h('li', { class: `part ${name}` },
        h('b', { 'aria-hidden': 'true' }, letter.short),
        h('span', {}, letter.title),
        h('span', { class: 'size' }, count(part.decodedBytes, 'byte', 'bytes')),
      ),
    ]
  })
  return parts.length === 0 ? [] : [h('ul', { class: 'anatomy', translate: 'no' }, parts)]
}

const PARTS = [
  { name: 'header', letter: { short: 'H', title: 'header' } },
  { name: 'claims', letter: { short: 'C', title: 'claims' } },
  { name: 'signature', letter: { short: 'S', title: 'signature' } },
] as const
