import type { Allow } from './contract.js'
import { longestSeenToken, type SeenToken } from './wasm/core.js'

/** A token that was let in, by which identity of the policy. */
export interface Seen {
  readonly handle: SeenToken
  readonly place: number
  readonly allow: Allow
}

/**
 * Which tokens were let in, by their whole text: only genuine ones are kept, so a comparison tells a stranger nothing. It is an index and no
 * more: the core judges each of them anew, and it alone knows whether their keys are still those of the gate.
 */
export interface SeenTokens {
  readonly get: (token: string) => Seen | undefined
  /** Whether the token may be added; a long one shall not take the place of many. */
  readonly takes: (token: string) => boolean
  readonly add: (token: string, seen: Seen) => void
  readonly clear: () => void
}

/** None for `most` of 0. */
export const seenTokens = (most: number): SeenTokens | undefined => {
  if (most === 0) return undefined
  // By the end of the signature, which is found faster than a text of 2 KiB is hashed; that alone proves nothing.
  const byEnd = new Map<string, Seen & { readonly token: string }>()
  const longest = longestSeenToken()
  const forget = (end: string) => {
    byEnd.get(end)?.handle.free()
    byEnd.delete(end)
  }
  return {
    get: (token) => {
      const seen = byEnd.get(endOf(token))
      return seen?.token === token ? seen : undefined
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
      byEnd.set(end, { ...seen, token })
    },
    clear: () => {
      for (const { handle } of byEnd.values()) handle.free()
      byEnd.clear()
    },
  }
}

/** 256 bits of base64url. */
const endOf = (token: string): string => token.slice(-43)
