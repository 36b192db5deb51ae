/** Views as HTML text, for the example that is in the page before any script has run. */
import type { View } from './view.ts'

export const html = (views: readonly View[]): string => views.map(one).join('')

const one = (view: View): string => {
  if (typeof view === 'string') return escaped(view)
  const attributes = Object.entries(view.attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`)
  const start = `<${view.tag}${attributes.join('')}>`
  return VOID.has(view.tag) ? start : `${start}${html(view.children)}</${view.tag}>`
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (it) => ENTITIES[it] ?? it)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const VOID = new Set(['br', 'hr', 'img', 'input', 'wbr'])
