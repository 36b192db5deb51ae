/** Base64 by the fastest reader that the host has: the engine's own, Node's, or `atob` with a loop. */
import { builtin } from './builtin.js'

type Alphabet = 'base64' | 'base64url'
type Bytes = Uint8Array<ArrayBuffer>

/** The bytes that standard base64 stands for. */
export const bytesOf = (base64: string): Bytes => read(base64, 'base64')

/** The bytes that base64url without padding stands for, which the core has proved to be that. */
export const bytesOfUrl = (base64url: string): Bytes => read(base64url, 'base64url')

/** The text that base64url without padding stands for, which the core has proved to be UTF-8. */
export const textOfUrl = (base64url: string): string => decoder.decode(bytesOfUrl(base64url))

const reader = (): ((text: string, alphabet: Alphabet) => Bytes) => {
  // TypeScript's library does not know it yet.
  const { fromBase64 } = Uint8Array as { readonly fromBase64?: (text: string, options: { readonly alphabet: Alphabet }) => Bytes }
  if (fromBase64 !== undefined) return (text, alphabet) => fromBase64.call(Uint8Array, text, { alphabet })
  const { Buffer } = builtin('node:buffer') ?? {}
  if (Buffer !== undefined) return (text, alphabet) => Buffer.from(text, alphabet)
  return (text, alphabet) => {
    const binary = atob(alphabet === 'base64url' ? text.replaceAll('-', '+').replaceAll('_', '/') : text)
    const bytes = new Uint8Array(binary.length)
    for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place)
    return bytes
  }
}

const read = reader()
const decoder = new TextDecoder()
