/** The identity in one line, for screens on which its form is folded. */
import { h, type View } from '../view.ts'
import { identities, read } from '../policy.ts'

export const summary = (policy: string): View[] => {
  const [identity, ...others] = identities(read(policy) ?? {})
  if (identity === undefined) return [h('span', { class: 'none' }, 'none yet')]
  const parts = MEMBERS.flatMap(({ name, label }) => (identity[name] === undefined ? [] : [`${label}${[identity[name]].flat().join(', ')}`]))
  const repository = [identity['owner'], identity['repository']].filter((it) => it !== undefined).join('/')
  return [
    h('span', { translate: 'no' }, [repository, ...parts].filter((it) => it !== '').join(' · ')),
    others.length > 0 && h('span', { class: 'none' }, ` and ${others.length} more`),
  ].filter((it) => it !== false)
}

const MEMBERS = [
  { name: 'branch', label: 'branch ' },
  { name: 'tag', label: 'tag ' },
  { name: 'environment', label: 'environment ' },
  { name: 'subject', label: '' },
]
