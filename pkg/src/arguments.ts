import type { Caller, RequestLine } from './contract.js'

/** Bad arguments are bugs of the caller, and throw `TypeError`; bad tokens are data. */

const refuse = (name: string, expected: string, actual: unknown): never => {
  throw new TypeError(`\`${name}\` must be ${expected}, not ${kindOf(actual)}`)
}

/** What a value is. Texts are not repeated: one of them may be a token. */
const kindOf = (value: unknown): string => {
  if (value === null || typeof value === 'number') return String(value)
  return typeof value === 'object' ? `an instance of ${value.constructor?.name ?? 'nothing'}` : typeof value
}

/** What stands behind a handle, until that is freed. */
export const alive = <T>(name: string, handle: T | undefined): T => {
  if (handle === undefined) throw new TypeError(`this ${name} has been freed`)
  return handle
}

export const text = (name: string, value: unknown): string =>
  typeof value === 'string' ? value : refuse(name, 'a string', value)

/** Seconds since 1970; a fraction is cut off. */
export const seconds = (name: string, value: unknown): bigint =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
    ? BigInt(Math.floor(value))
    : refuse(name, 'a number of seconds from 0 to 2^53 − 1', value)

/** A number of things. */
export const count = (name: string, value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(name, 'a whole number from 0', value)

/** A question that is answered yes or no. */
export const flag = (name: string, value: unknown): boolean => (typeof value === 'boolean' ? value : refuse(name, 'true or false', value))

/** A document as JSON text. The bytes of a file would be taken for an object with a member for each. */
export const document = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
  return (isObject ? JSON.stringify(value) : undefined) ?? refuse(name, 'an object or JSON text', value)
}

/** One name or several, none of them empty: that would be a variable that is not set. */
export const names = (name: string, value: unknown): string[] => {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.length > 0 && list.every((item): item is string => typeof item === 'string' && item !== '')) return list
  throw new TypeError(`\`${name}\` must be a name or several, none of them empty`)
}

export const oneOf = <T extends string>(name: string, allowed: readonly T[], value: unknown): T => {
  const found = allowed.find((it) => it === value)
  if (found !== undefined) return found
  throw new TypeError(`\`${name}\` must be one of ${allowed.map((it) => `'${it}'`).join(', ')}`)
}

/** Options, of which none is unknown: one that is misspelt would silently demand nothing. */
export const options = <T extends object>(value: unknown, known: readonly (keyof T & string)[], name = 'options'): T => {
  if (typeof value !== 'object' || value === null) return refuse(name, 'an object', value)
  const unknown = Object.keys(value).find((member) => !(known as readonly string[]).includes(member))
  if (unknown !== undefined) throw new TypeError(`\`${name}\` has no \`${unknown}\`, only ${known.join(', ')}`)
  return value as T
}

/** The identity that a caller names, where nothing else is asked. */
export const email = (caller: unknown): string | undefined =>
  caller === undefined ? undefined : text('caller.email', options<{ email: string }>(caller, ['email'], 'caller').email)

/** Who asks for what, in the order in which the core takes it: e-mail address, method, target. */
export type Asked = readonly [email: string | undefined, method: string | undefined, target: string | undefined]

export const caller = (value: unknown): Asked => {
  if (value === undefined) return NOBODY
  const { email, request } = options<Caller>(value, ['email', 'request'], 'caller')
  if (request === undefined) return [text('caller.email', email), undefined, undefined]
  const { method, target } = options<RequestLine>(request, ['method', 'target'], 'caller.request')
  const named = email === undefined ? undefined : text('caller.email', email)
  return [named, text('caller.request.method', method), text('caller.request.target', target)]
}

const NOBODY: Asked = [undefined, undefined, undefined]
