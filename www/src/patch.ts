/** JSON Patch (RFC 6902), as far as the core's fixes use it. */
import type { Document, Json } from './policy.ts'

export interface Operation {
  readonly op: 'add' | 'remove'
  readonly path: string
  readonly value?: unknown
}

/** The document after the operations; the one that was given stays as it is. */
export const patched = (document: Document, operations: readonly Operation[]): Document =>
  operations.reduce((result, { op, path, value }) => {
    const keys = path.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    return at(result, keys, op, value as Json) as Document
  }, structuredClone(document))

const at = (target: Json, [key, ...rest]: readonly string[], op: Operation['op'], value: Json): Json => {
  if (key === undefined) return value
  if (Array.isArray(target)) {
    const place = key === '-' ? target.length : Number(key)
    if (rest.length > 0) return target.with(place, at(target[place] ?? null, rest, op, value))
    return op === 'add' ? target.toSpliced(place, 0, value) : target.toSpliced(place, 1)
  }
  if (typeof target !== 'object' || target === null) throw new TypeError(`nothing has a member \`${key}\` there`)
  if (rest.length > 0) return { ...target, [key]: at(target[key] ?? null, rest, op, value) }
  const { [key]: _, ...others } = target
  return op === 'remove' ? others : { ...target, [key]: value }
}
