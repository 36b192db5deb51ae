import { longestSeenToken } from './wasm/core.js'

/**
 * Which tokens were let in, by their whole text: only genuine ones are kept, so a comparison tells a stranger nothing. It is an index and no
 * more: the core judges each of them anew by its handle, and it alone knows whether their keys still count.
 */
export interface SeenTokens<S> {
  readonly get: (token: string) => S | undefined
  /** Whether the token may be added; a long one shall not take the place of many. */
  readonly takes: (token: string) => boolean
  readonly add: (token: string, seen: S) => void
  readonly clear: () => void
}

/** None for `most` of 0. */
export const seenTokens = <S extends { readonly handle: { free(): void } }>(most: number): SeenTokens<S> | undefined => {
  if (most === 0) return undefined
  // By the end of the signature, which is found faster than a text of 2 KiB is hashed; that alone proves nothing.
  const byEnd = new Map<string, { readonly token: string; readonly seen: S }>()
  const longest = longestSeenToken()
  const forget = (end: string) => {
    byEnd.get(end)?.seen.handle.free()
    byEnd.delete(end)
  }
  return {
    get: (token) => {
      const found = byEnd.get(endOf(token))
      return found?.token === token ? found.seen : undefined
    },
    takes: (token) => token.length <= longest,
    add: (token, seen) => {
      const end = endOf(token)
      forget(end)
      // A map keeps the order in which its entries came.
      for (const oldest of byEnd.keys()) {
        if (byEnd.size < most) break
        forget(oldest)
      }
      byEnd.set(end, { token, seen })
    },
    clear: () => {
      for (const { seen } of byEnd.values()) seen.handle.free()
      byEnd.clear()
    },
  }
}

/** How many are remembered by default: some megabytes, if they are GitHub's. */
export const MOST_SEEN = 1000

/** 256 bits of base64url. */
const endOf = (token: string): string => token.slice(-43)
