import { bytesOfUrl } from '../base64.js'
import type { Algorithm, CryptoChoice } from '../contract.js'
import { signatureOf, signingInputOf } from '../token.js'
import { algorithms } from '../wasm/core.js'
import { nodeCrypto, type NodeKey } from './node.js'
import { isSignatureByRing } from './own.js'
import { subtleCrypto, type SubtleKey } from './subtle.js'

/** A handle of the core: what it would ask about a token, and the keys that it asks about. */
interface Asker {
  question(token: string): Uint32Array | undefined
  spki(number: number): Uint8Array | undefined
}

/** Whom the core asks while it decides about one token. */
export interface Host {
  verify(algorithm: number, key: number): boolean
}

/** Answers the core's questions with the crypto of the host, and with our own where that fails. */
export interface Signatures {
  /** For an answer at once. */
  readonly now: (token: string) => Host
  /** For an answer that may be awaited. */
  readonly later: (token: string) => Promise<Host>
  /** Lets go of keys, of which none is used any more: the core never gives a number twice. */
  readonly forget: () => void
}

export const signaturesFor = (asker: () => Asker, choice: CryptoChoice): Signatures => {
  const node = choice === 'auto' || choice === 'node' ? nodeCrypto() : undefined
  const subtle = choice === 'subtle' || (choice === 'auto' && node === undefined) ? subtleCrypto() : undefined
  if (choice === 'node' && node === undefined) throw new TypeError('there is no `node:crypto` here')
  if (choice === 'subtle' && subtle === undefined) throw new TypeError('there is no `crypto.subtle` here')
  const nodeKeys = new Map<number, NodeKey>()
  const subtleKeys = new Map<number, Promise<SubtleKey>>()

  const now = (token: string): Host => ({
    verify: (algorithm, number) => {
      if (node !== undefined) {
        try {
          const key = remembered(nodeKeys, number, () => node.importKey(nameOf(algorithm), spkiOf(asker(), number)))
          return node.verify(key, signingInputOf(token), signatureOf(token)) === true
        } catch {
          // Not every build of Node can do every algorithm.
        }
      }
      return isSignatureByRing(nameOf(algorithm), spkiOf(asker(), number), signingInputOf(token), bytesOfUrl(signatureOf(token)))
    },
  })

  const later = async (token: string): Promise<Host> => {
    if (subtle === undefined) return now(token)
    const [algorithm, number] = asker().question(token) ?? []
    if (algorithm === undefined || number === undefined) return now(token)
    try {
      const imported = remembered(subtleKeys, number, () => subtle.importKey(nameOf(algorithm), spkiOf(asker(), number)))
      const holds = await subtle.verify(await imported, signingInputOf(token), signatureOf(token))
      // Meanwhile the keys may have changed, and this would be no answer about another one.
      return { verify: (algorithm, asked) => (asked === number ? holds === true : now(token).verify(algorithm, asked)) }
    } catch {
      return now(token)
    }
  }

  const forget = () => {
    nodeKeys.clear()
    subtleKeys.clear()
  }
  return { now, later, forget }
}

const nameOf = (place: number) => algorithms()[place] as Algorithm

const spkiOf = (asker: Asker, number: number): Uint8Array<ArrayBuffer> => {
  const spki = asker.spki(number)
  if (spki === undefined) throw new Error('the core asked about a key that it does not have')
  return new Uint8Array(spki)
}

const remembered = <T>(known: Map<number, T>, number: number, make: () => T): T => {
  const found = known.get(number)
  if (found !== undefined) return found
  const made = make()
  known.set(number, made)
  return made
}
