/** Changes that would help. Those of the identity can be made here. */
import type { Example, Explanation, Fix } from 'claimgate/explain'

import { prose, sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { TARGETS } from '../words.ts'

export const fixes = ({ fixes }: Explanation): View[] =>
  fixes.length === 0 ? [] : [h('h3', {}, 'What would help'), h('ul', { class: 'fixes' }, fixes.map(fix))]

const fix = ({ advice, target, text, admits, grade, patch, sufficient }: Fix, place: number): View =>
  h('li', { class: 'fix' },
    h('span', { class: `target ${target}` }, TARGETS[target]),
    h('div', { class: 'change' },
      h('p', {}, sentence(text)),
      patch.length > 0 && !sufficient && h('p', { class: 'hint' }, 'This alone does not suffice.'),
      admits !== null && h('p', { class: 'hint' }, 'Then it also admits: ', prose(admits), grade !== null && ` (the identity is then ${grade})`, '.'),
    ),
    patch.length > 0 &&
      h('button', { type: 'button', class: 'button', 'data-do': 'apply', 'data-with': String(place), 'aria-label': `Apply: ${text.replaceAll('`', '')}` }, 'Apply'),
    HELPERS[advice] !== undefined && h('button', { type: 'button', class: 'button', 'data-do': HELPERS[advice].action }, HELPERS[advice].label),
  )

/** What this page can do about an advice that changes no policy. */
const HELPERS: Readonly<Record<string, { readonly action: string; readonly label: string }>> = {
  add_policy: { action: 'suggest', label: 'Write one for this token' },
  give_keys: { action: 'give', label: 'Give keys' },
  fetch_keys_again: { action: 'give', label: 'Give keys' },
}

/** What else the identity admits, and where it ends. */
export const admitted = ({ alsoAdmits, refuses }: Explanation): View[] => {
  if (alsoAdmits.length === 0 && refuses === null) return []
  return [
    h('h3', {}, 'What this identity admits'),
    h('ul', { class: 'admitted' },
      alsoAdmits.map((it) => example(it, 'yes', 'admitted')),
      refuses !== null && example(refuses, 'no', 'refused'),
    ),
  ]
}

const example = ({ subject, job }: Example, shape: string, word: string): View =>
  h('li', { class: word }, icon(shape), h('span', { class: 'unseen' }, `${word}: `), h('span', {}, prose(job)), h('code', {}, subject))
