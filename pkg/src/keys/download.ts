/** One request, within limits of time and size, and what came of it. */

/** What a server answered, or why it did not. */
export type Download =
  | { readonly status: number; readonly text: string | undefined; readonly body: Uint8Array }
  | { readonly status: undefined; readonly text: string; readonly body: Uint8Array }

export type Fetch = (address: string, init: RequestInit) => Promise<Response>

/** Never rejects. `seconds` are for all of it, the body included; of that no more is read than one chunk beyond `maxBytes`. */
export const download = async (fetch: Fetch, address: string, maxBytes: number, seconds: number): Promise<Download> => {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(new Error(`no answer within ${seconds} s`)), seconds * 1000)
  // Whoever brings a `fetch` of his own may have forgotten the signal.
  const timeout = new Promise<never>((_, reject) => abort.signal.addEventListener('abort', () => reject(abort.signal.reason)))
  try {
    return await Promise.race([answer(fetch, address, maxBytes, abort.signal), timeout])
  } catch (reason) {
    return { status: undefined, text: wordsOf(abort.signal.reason ?? reason), body: NOTHING }
  } finally {
    clearTimeout(timer)
    timeout.catch(() => {})
    abort.abort()
  }
}

const answer = async (fetch: Fetch, address: string, maxBytes: number, signal: AbortSignal): Promise<Download> => {
  // Cloudflare Workers know no `error`. A redirect comes back as its own status, or as 0 in browsers, and is refused as any other.
  const response = await fetch(address, { redirect: 'manual', signal, headers: { accept: 'application/json' }, ...uncached() })
  if (response.redirected) throw new Error('it was redirected to another address')
  const { status } = response
  const text = response.headers.get('cache-control') ?? undefined
  return { status, text, body: status === 200 ? await bodyOf(response, maxBytes) : NOTHING }
}

/** What is asked for again is wanted anew, and from no cache of a browser or a framework. Cloudflare Workers refused this until 2024. */
const uncached = (): { readonly cache?: 'no-store' } => ('cache' in (globalThis.Request?.prototype ?? {}) ? { cache: 'no-store' } : {})

const bodyOf = async (response: Response, maxBytes: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for (const reader = response.body?.getReader(); reader !== undefined && length <= maxBytes; ) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  const body = new Uint8Array(length)
  chunks.reduce((place, chunk) => (body.set(chunk, place), place + chunk.length), 0)
  return body
}

/** Node says only `fetch failed`, and the reason in `cause`. */
const wordsOf = (reason: unknown): string => {
  const { message, cause } = Object(reason) as { message?: unknown; cause?: { code?: unknown; message?: unknown } }
  const words = [message, cause?.code ?? cause?.message].filter((it) => typeof it === 'string' && it !== '').join(': ')
  if (words !== '') return words
  // Not every object has a text.
  return typeof reason === 'object' ? 'no reason was given' : String(reason)
}

const NOTHING = new Uint8Array()
