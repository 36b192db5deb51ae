/** The identities of the policy, and the chosen one in a line. */
import { identities, read } from '../policy.ts'
import { h, type View } from '../view.ts'

export const summary = (policy: string, place: number): View[] => {
  const list = identities(read(policy) ?? {})
  const identity = list[place]
  if (identity === undefined) return [h('span', {}, 'none yet')]
  const parts = MEMBERS.flatMap(({ name, label }) => (identity[name] === undefined ? [] : [`${label}${[identity[name]].flat().join(', ')}`]))
  const flags = FLAGS.flatMap(({ name, label }) => (identity[name] === true ? [label] : []))
  const repository = [identity['owner'], identity['repository']].filter((it) => it !== undefined).join('/')
  return [
    h('span', { translate: 'no' }, [repository, ...parts, ...flags].filter((it) => it !== '').join(' · ')),
    ...(list.length > 1 ? [h('span', {}, `, and ${list.length - 1} more`)] : []),
  ]
}

/** A policy may have several; the form shows one. */
export const identityTabs = (policy: string, place: number): View[] => {
  const list = identities(read(policy) ?? {})
  if (list.length < 2) return []
  return [
    h('div', { class: 'identities', role: 'group', 'aria-label': 'Identities of the policy' },
      list.map(({ name, email }, number) =>
        h('button', { type: 'button', 'data-do': 'identity', 'data-with': String(number), 'aria-pressed': String(number === place) }, String(name ?? email ?? number + 1)),
      ),
      h('button', { type: 'button', class: 'button quiet', 'data-do': 'remove' }, 'Remove this one'),
    ),
  ]
}

const MEMBERS = [
  { name: 'branch', label: 'branch ' },
  { name: 'tag', label: 'tag ' },
  { name: 'environment', label: 'environment ' },
  { name: 'subject', label: '' },
]

const FLAGS = [
  { name: 'pullRequest', label: 'pull requests' },
  { name: 'disabled', label: 'out of use' },
]
