/** Takes a request to the API behind the worker, and brings its answer. */
import type { Configuration } from './configuration.ts'

export type HeaderLines = readonly (readonly [name: string, value: string])[]

/** What becomes of the headers on the way. */
export interface Rewriting {
  /** Whether a header of this name goes no further, beside those that belong to one connection. */
  readonly drops: (name: string) => boolean
  readonly adds: HeaderLines
  /** In place of the request's own body, of which nothing was read otherwise. */
  readonly body?: Uint8Array
}

/** Where a target is at the origin, if that is the same path there, letter by letter; nothing if it would become another one on the way. */
export const addressAt = (origin: string, target: string): string | undefined => {
  const address = origin + target
  if (!URL.canParse(address)) return undefined
  const there = new URL(address)
  return there.origin === origin && there.pathname === target.split('?', 1)[0] ? address : undefined
}

/** Rejects if there is no answer. Redirects are the caller's to follow. */
export const askOrigin = async (
  { originService, encodings }: Configuration,
  address: string,
  request: Request,
  { drops, adds, body }: Rewriting,
): Promise<Response> => {
  // Whoever sends the body knows its length.
  const headers = without(request.headers, (name) => name === 'content-length' || drops(name))
  for (const [name, value] of adds) headers.set(name, value)
  // Without one, runtimes ask for encodings of their own choice.
  if (encodings !== 'kept' || !headers.has('accept-encoding')) headers.set('accept-encoding', 'identity')
  const { method } = request
  // A body of these means nothing (RFC 9110 section 9.3.1), and `fetch` takes none.
  const sent = body ?? (['GET', 'HEAD'].includes(method) ? null : request.body)
  // Without `Authorization` an answer would be anybody's to Cloudflare's cache, which keeps `/plans/7.csv` by its name alone.
  const init = { method, headers, redirect: 'manual', cache: 'no-store', ...(sent !== null && { body: sent, duplex: 'half' }) } as RequestInit
  const response = await (originService === undefined ? fetch(address, init) : originService.fetch(address, init))
  return forwarded(response, encodings === 'undone')
}

const forwarded = (response: Response, isDecoded: boolean): Response => {
  const { body, status, statusText, headers } = response
  const drops = (name: string) => isDecoded && OF_AN_ENCODING.includes(name) && headers.has('content-encoding')
  // What can stay as it is goes through faster.
  if (endingHere(headers, drops).length === 0) return response
  return new Response(body, { status, statusText, headers: without(headers, drops) })
}

/** The names of those that go no further: they belong to one connection (RFC 9110 section 7.6.1). Nobody's protocol is changed, either. */
const endingHere = (headers: Headers, drops: (name: string) => boolean): string[] => {
  const named = (headers.get('connection') ?? '').toLowerCase().split(',').map((it) => it.trim())
  return [...headers.keys()].filter((name) => OF_A_CONNECTION.has(name) || named.includes(name) || drops(name))
}

const without = (from: Headers, drops: (name: string) => boolean): Headers => {
  const headers = new Headers(from)
  for (const name of endingHere(from, drops)) headers.delete(name)
  return headers
}

const OF_AN_ENCODING = ['content-encoding', 'content-length']

const OF_A_CONNECTION = new Set([
  'connection', 'proxy-connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'host', 'proxy-authenticate',
  'proxy-authorization',
])
