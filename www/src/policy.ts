/** The policy document and the form: two views of one text. What a document means, the core alone says. */

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type Document = { [name: string]: Json }

/** A field of the form, named as the member of an identity. */
export interface Field {
  readonly name: string
  /** How its value is written: one text, one or several, always several, a number, or yes. */
  readonly kind: 'text' | 'names' | 'list' | 'number' | 'flag'
}

export const FIELDS: readonly Field[] = [
  { name: 'name', kind: 'text' },
  { name: 'email', kind: 'text' },
  { name: 'platform', kind: 'text' },
  { name: 'owner', kind: 'text' },
  { name: 'repository', kind: 'names' },
  { name: 'branch', kind: 'names' },
  { name: 'tag', kind: 'names' },
  { name: 'environment', kind: 'names' },
  { name: 'pullRequest', kind: 'flag' },
  { name: 'audiences', kind: 'list' },
  { name: 'issuer', kind: 'text' },
  { name: 'ownerId', kind: 'text' },
  { name: 'repositoryId', kind: 'text' },
  { name: 'workflow', kind: 'names' },
  { name: 'jobWorkflow', kind: 'names' },
  { name: 'events', kind: 'list' },
  { name: 'maxAge', kind: 'number' },
]

/** The document, if the text is a JSON object whose numbers survive being read and written. */
export const read = (text: string): Document | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && !/\d{16}/.test(text.replace(/"(\\.|[^"\\])*"/g, '""')) ? (value as Document) : undefined
  } catch {
    return undefined
  }
}

export const write = (document: Document): string => `${JSON.stringify(document, null, 2)}\n`

/** The identities of a document, as far as it has any. */
export const identities = (document: Document): Document[] => {
  const list = document['identities']
  return Array.isArray(list) ? list.filter((it): it is Document => typeof it === 'object' && it !== null && !Array.isArray(it)) : []
}

/** The value of a member as the form shows it; nothing if the form cannot show it. */
export const shown = (identity: Document, { name, kind }: Field): string | undefined => {
  const value = identity[name]
  if (value === undefined) return ''
  if (kind === 'flag') return value === true ? 'true' : undefined
  const values = Array.isArray(value) ? value : [value]
  if (!values.every((it) => typeof it === 'string' || typeof it === 'number')) return undefined
  const isList = kind === 'names' || kind === 'list'
  if (values.length === 0 || (isList ? values.some((it) => String(it).includes(',')) : values.length > 1)) return undefined
  return values.join(', ')
}

/** The same identity with another value of a member, written as the form's reader wrote it. */
export const changed = (identity: Document, { name, kind }: Field, text: string): Document => {
  const { [name]: _, ...rest } = identity
  const value = valueOf(kind, text.trim())
  if (value === undefined) return rest
  return { ...identity, [name]: value }
}

const valueOf = (kind: Field['kind'], text: string): Json | undefined => {
  if (text === '') return undefined
  const values = text.split(',').map((it) => it.trim()).filter((it) => it !== '')
  switch (kind) {
    case 'text':
      return text
    case 'flag':
      return text === 'true' ? true : undefined
    case 'number':
      // What is no number is left to the core to refuse.
      return /^\d{1,15}$/.test(text) ? Number(text) : text
    case 'list':
      return values.length === 0 ? undefined : values
    case 'names':
      return values.length < 2 ? values[0] : values
  }
}

/** The document without key sets: whoever makes a link must not choose whose signatures count. */
export const withoutKeys = (document: Document): Document => {
  const { issuers } = document
  if (!Array.isArray(issuers)) return document
  const isObject = (it: Json): it is Document => typeof it === 'object' && it !== null && !Array.isArray(it)
  return { ...document, issuers: issuers.map((it) => (isObject(it) ? Object.fromEntries(Object.entries(it).filter(([name]) => name !== 'jwks')) : it)) }
}

/** The document with another identity at that place. An empty one is taken out. */
export const withIdentity = (document: Document, place: number, identity: Document): Document => {
  const list = identities(document)
  return { ...document, identities: Object.keys(identity).length === 0 ? list.toSpliced(place, 1) : list.toSpliced(place, 1, identity) }
}
