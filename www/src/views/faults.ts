/** Why a policy is refused, where no field of the form shows it. */
import type { Problem } from 'claimgate/init'

import { sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'

export const faults = (list: readonly Problem[], troubles: readonly string[]): View[] => {
  const told = troubles.filter((it) => it !== '')
  if (list.length + told.length === 0) return []
  return [
    h('ul', { class: 'faults' },
      list.map(({ pointer, message, fix }) => fault(...(pointer === '' ? [] : [h('code', {}, pointer), ' ']), ...sentence(message), fix !== null && h('span', { class: 'hint' }, ' ', sentence(fix)))),
      told.map((it) => fault(...sentence(it))),
    ),
  ]
}

const fault = (...contents: (View | false)[]): View => h('li', {}, icon('warning'), h('span', {}, contents))
