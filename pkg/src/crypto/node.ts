import type { KeyObject, VerifyKeyObjectInput, VerifyPublicKeyInput } from 'node:crypto'

import { builtin } from '../builtin.js'
import type { Algorithm } from '../contract.js'

/** A key that `node:crypto` has read, with all that its algorithm fixes. */
export interface NodeKey {
  readonly digest: string | null
  readonly key: KeyObject | VerifyKeyObjectInput | VerifyPublicKeyInput
}

export interface NodeCrypto {
  readonly importKey: (algorithm: Algorithm, spki: Uint8Array) => NodeKey
  readonly verify: (key: NodeKey, signingInput: string, signature: string) => boolean
}

/** Node's own crypto, or nothing. */
export const nodeCrypto = (): NodeCrypto | undefined => {
  const crypto = builtin('node:crypto')
  const { Buffer } = builtin('node:buffer') ?? {}
  if (crypto === undefined || Buffer === undefined) return undefined
  const { RSA_PKCS1_PSS_PADDING } = crypto.constants
  const pss = (digest: string, saltLength: number) => ({ digest, options: { padding: RSA_PKCS1_PSS_PADDING, saltLength } })
  const ecdsa = (digest: string) => ({ digest, options: { dsaEncoding: 'ieee-p1363' as const } })
  const parameters: Record<Algorithm, { digest: string | null; options?: Omit<VerifyKeyObjectInput, 'key'> }> = {
    // PKCS #1 v1.5 is the padding of RSA keys where none is named.
    RS256: { digest: 'sha256' },
    RS384: { digest: 'sha384' },
    RS512: { digest: 'sha512' },
    PS256: pss('sha256', 32),
    PS384: pss('sha384', 48),
    PS512: pss('sha512', 64),
    ES256: ecdsa('sha256'),
    ES384: ecdsa('sha384'),
    EdDSA: { digest: null },
  }
  return {
    importKey: (algorithm, spki) => {
      const { digest, options } = parameters[algorithm]
      const der = { key: Buffer.from(spki), format: 'der', type: 'spki' } as const
      const key = crypto.createPublicKey(der)
      if (options === undefined) return { digest, key }
      // workerd takes no options beside a key that was read. Beside the key itself it takes the encoding, and ignores the padding.
      const takesRead = options.padding !== undefined || isTaken(crypto, digest, { key, ...options })
      return { digest, key: takesRead ? { key, ...options } : { ...der, ...options } }
    },
    verify: ({ digest, key }, signingInput, signature) =>
      crypto.verify(digest, Buffer.from(signingInput, 'latin1'), key, Buffer.from(signature, 'base64url')),
  }
}

/** Whether a key in this form is a question at all; the signature of nothing is none. */
const isTaken = ({ verify }: typeof import('node:crypto'), digest: string | null, key: VerifyKeyObjectInput): boolean => {
  try {
    verify(digest, NOTHING, key, NOTHING)
    return true
  } catch {
    return false
  }
}

const NOTHING = new Uint8Array()
