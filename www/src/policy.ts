/** The policy document and the form: two views of one text. What a document means, the core alone says. */

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type Document = { [name: string]: Json }

/** A field of the form, named as the member of an identity, or of the document. */
export interface Field {
  readonly name: string
  /** How its value is written: one text, one or several, always several, a number, or yes. */
  readonly kind: 'text' | 'names' | 'list' | 'number' | 'flag'
  readonly isOfDocument?: true
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
  { name: 'disabled', kind: 'flag' },
  { name: 'audiences', kind: 'list' },
  { name: 'issuer', kind: 'text' },
  { name: 'ownerId', kind: 'text' },
  { name: 'repositoryId', kind: 'text' },
  { name: 'workflow', kind: 'names' },
  { name: 'jobWorkflow', kind: 'names' },
  { name: 'events', kind: 'list' },
  { name: 'maxAge', kind: 'number' },
  { name: 'leeway', kind: 'number', isOfDocument: true },
]

/** What the form starts from when there is no policy. */
export const NEW: Document = {
  identities: [{ name: 'My workload', email: 'my-workload@workload.bytebase.com', platform: 'github-actions' }],
}

/**
 * The document, if it is one whose identities the form can change, and can be written again without a loss: of two members of one
 * name JSON.parse would keep one, and of a long number a near one.
 */
export const read = (text: string): Document | undefined => {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) && hasIdentities(value) && JSON.stringify(value) === withoutSpace(text) ? value : undefined
  } catch {
    return undefined
  }
}

export const write = (document: Document): string => `${JSON.stringify(document, null, 2)}\n`

const isObject = (value: Json): value is Document => typeof value === 'object' && value !== null && !Array.isArray(value)

const hasIdentities = ({ identities: list = [] }: Document): boolean => Array.isArray(list) && list.every(isObject)

/** JSON as `JSON.stringify` would write it if it changed nothing. */
const withoutSpace = (json: string): string =>
  json.replace(/"(?:\\.|[^"\\])*"|\s+/g, (it) => (it.startsWith('"') ? JSON.stringify(JSON.parse(it)) : ''))

/** The identities of a document. */
export const identities = ({ identities: list = [] }: Document): Document[] => list as Document[]

/** That of the policy's identities which the form shows. */
export const identityAt = (policy: string, place: number): Document => identities(read(policy) ?? {})[place] ?? {}

/** The issuers whose keys stand in the policy itself. */
export const heldKeys = (policy: string): ReadonlySet<Json | undefined> => {
  const { issuers = [] } = read(policy) ?? {}
  return new Set(Array.isArray(issuers) ? issuers.filter(isObject).filter((it) => 'jwks' in it).map((it) => it['issuer']) : [])
}

/** The value of a member as the form shows it; nothing if the form cannot show it. */
export const shown = (owner: Document, { name, kind }: Field): string | undefined => {
  const value = owner[name]
  if (value === undefined) return ''
  if (kind === 'flag') return typeof value === 'boolean' ? String(value) : undefined
  const values = Array.isArray(value) ? value : [value]
  if (!values.every((it) => typeof it === 'string' || typeof it === 'number')) return undefined
  const isList = kind === 'names' || kind === 'list'
  if (values.length === 0 || (isList ? values.some((it) => String(it).includes(',')) : values.length > 1)) return undefined
  return values.join(', ')
}

/** The same with another value of a member, written as the form's reader wrote it. */
const changed = (owner: Document, { name, kind }: Field, text: string): Document => {
  const { [name]: _, ...rest } = owner
  const value = valueOf(kind, text.trim())
  if (value === undefined) return rest
  return { ...owner, [name]: value }
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

/** One identity as a document of its own, with what it is named by, and nothing that says whose signatures count or what it may do. */
export const linked = ({ emailDomain, ...document }: Document): Document => ({
  ...(emailDomain === undefined ? {} : { emailDomain }),
  identities: identities(document).map(({ roles: _, ...identity }) => identity),
})

/** The policy with another value in a field of the form; nothing if the form cannot show that policy. */
export const withField = (policy: string, place: number, name: string, text: string): string | undefined => {
  const field = FIELDS.find((it) => it.name === name)
  const document = policy === '' ? NEW : read(policy)
  if (field === undefined || document === undefined) return undefined
  if (field.isOfDocument === true) return write(changed(document, field, text))
  return write(withIdentity(document, place, changed(identities(document)[place] ?? {}, field, text)))
}

/** The document with another identity at that place. An empty one is taken out. */
export const withIdentity = (document: Document, place: number, identity: Document): Document => {
  const list = identities(document)
  return { ...document, identities: Object.keys(identity).length === 0 ? list.toSpliced(place, 1) : list.toSpliced(place, 1, identity) }
}
