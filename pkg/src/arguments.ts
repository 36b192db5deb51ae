import type { Caller, RequestLine } from './contract.js'

/** Bad arguments are bugs of the caller, and throw `TypeError`; bad tokens are data. */

const refuse = (name: string, expected: string, actual: unknown): never => {
  throw new TypeError(`\`${name}\` must be ${expected}, not ${actual === null ? 'null' : typeof actual}`)
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

/** A document as JSON text. */
export const document = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : refuse(name, 'an object or JSON text', value)
}

/** One name or several. */
export const names = (name: string, value: unknown): string[] => {
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0) refuse(name, 'a string or a list of strings that is not empty', value)
  return list.map((item) => text(name, item))
}

export const oneOf = <T extends string>(name: string, allowed: readonly T[], value: unknown): T =>
  allowed.find((it) => it === value) ?? refuse(name, `one of ${allowed.map((it) => `'${it}'`).join(', ')}`, value)

/** Options, of which none is unknown: one that is misspelt would silently demand nothing. */
export const options = <T extends object>(value: unknown, known: readonly (keyof T & string)[]): T => {
  if (typeof value !== 'object' || value === null) return refuse('options', 'an object', value)
  const unknown = Object.keys(value).find((name) => !(known as readonly string[]).includes(name))
  if (unknown !== undefined) throw new TypeError(`there is no option \`${unknown}\`; there are ${known.join(', ')}`)
  return value as T
}

/** The identity that a caller names, where nothing else is asked. */
export const email = (caller: unknown): string | undefined =>
  caller === undefined ? undefined : text('caller.email', options<{ email: string }>(caller, ['email']).email)

/** Who asks for what, in the order in which the core takes it: e-mail address, method, target. */
export type Asked = readonly [email: string | undefined, method: string | undefined, target: string | undefined]

export const caller = (value: unknown): Asked => {
  if (value === undefined) return NOBODY
  const { email, request } = options<Caller>(value, ['email', 'request'])
  if (request === undefined) return [text('caller.email', email), undefined, undefined]
  const { method, target } = options<RequestLine>(request, ['method', 'target'])
  const named = email === undefined ? undefined : text('caller.email', email)
  return [named, text('caller.request.method', method), text('caller.request.target', target)]
}

const NOBODY: Asked = [undefined, undefined, undefined]
