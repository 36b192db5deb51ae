/** Why a policy is refused, where no field of the form shows it. */
import type { Problem } from 'claimgate/init'

import { sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'

export const faults = (list: readonly Problem[]): View[] =>
  list.length === 0
    ? []
    : [h('ul', { class: 'faults' }, list.map(({ pointer, message, fix }) => h('li', {}, icon('warning'), h('span', {}, pointer !== '' && h('code', {}, pointer), ' ', sentence(message), fix !== null && h('span', { class: 'hint' }, ' ', sentence(fix))))))]
