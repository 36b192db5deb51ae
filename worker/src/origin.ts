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
  const path = target.split('?', 1)[0] as string
  return URL.canParse(address) && new URL(address).origin === origin && new URL(address).pathname === path ? address : undefined
}

/** Rejects if there is no answer. Redirects are the caller's to follow. */
export const askOrigin = async (
  { originService, encodings }: Configuration,
  address: string,
  request: Request,
  { drops, adds, body }: Rewriting,
): Promise<Response> => {
  // Whoever sends the body knows its length.
  const headers = endToEnd(request.headers, (name) => name === 'content-length' || drops(name))
  for (const [name, value] of adds) headers.set(name, value)
  // Without one, runtimes ask for encodings of their own choice.
  if (encodings !== 'kept' || !headers.has('accept-encoding')) headers.set('accept-encoding', 'identity')
  const sent = body ?? request.body
  const init = { method: request.method, headers, redirect: 'manual', ...(sent !== null && { body: sent, duplex: 'half' }) } as RequestInit
  const response = await (originService === undefined ? fetch(address, init) : originService.fetch(address, init))
  return forwarded(response, encodings === 'undone')
}

const forwarded = ({ body, status, statusText, headers: all }: Response, isDecoded: boolean): Response => {
  const headers = endToEnd(all, (name) => isDecoded && all.has('content-encoding') && ['content-encoding', 'content-length'].includes(name))
  return new Response(body, { status, statusText, headers })
}

/** Without what belongs to one connection (RFC 9110 section 7.6.1); a request to change the protocol is not passed on either. */
const endToEnd = (from: Headers, drops: (name: string) => boolean): Headers => {
  const named = (from.get('connection') ?? '').toLowerCase().split(',').map((it) => it.trim())
  const headers = new Headers(from)
  for (const name of [...from.keys()]) {
    if (OF_A_CONNECTION.has(name) || named.includes(name) || drops(name)) headers.delete(name)
  }
  return headers
}

const OF_A_CONNECTION = new Set([
  'connection', 'proxy-connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'host', 'proxy-authenticate',
  'proxy-authorization',
])
