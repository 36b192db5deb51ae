import type { KeyObject, VerifyKeyObjectInput } from 'node:crypto'

import { builtin } from '../builtin.js'
import type { Algorithm } from '../contract.js'

/** A key that `node:crypto` has read, with all that its algorithm fixes. */
export interface NodeKey {
  readonly digest: string | null
  readonly key: KeyObject | VerifyKeyObjectInput
  /** Whether signatures must be in DER, as X.509 has them: the host takes no other encoding beside a key that it has read. */
  readonly takesDer: boolean
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
      const key = crypto.createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
      if (options === undefined) return { digest, key, takesDer: false }
      // workerd takes no options beside a key that was read. To read it again for each token would cost a third of the verification.
      const takesDer = options.dsaEncoding !== undefined && !isTaken(crypto, digest, { key, ...options })
      return { digest, key: takesDer ? key : { key, ...options }, takesDer }
    },
    verify: ({ digest, key, takesDer }, signingInput, encoded) => {
      const signature = Buffer.from(encoded, 'base64url')
      return crypto.verify(digest, Buffer.from(signingInput, 'latin1'), key, takesDer ? derOf(signature) : signature)
    },
  }
}

/** The two numbers of an ECDSA signature (RFC 7518 section 3.4) as `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3). Of P-384 they have 104 bytes at most. */
const derOf = (signature: Uint8Array): Uint8Array => {
  const half = signature.length / 2
  const numbers = [...integerOf(signature.subarray(0, half)), ...integerOf(signature.subarray(half))]
  return Uint8Array.of(0x30, numbers.length, ...numbers)
}

/** Without zeros at its beginning, but for one where the highest bit would make it negative. */
const integerOf = (bytes: Uint8Array): number[] => {
  const start = bytes.findIndex((it) => it !== 0)
  const digits = start < 0 ? [0] : [...bytes.subarray(start)]
  if ((digits[0] as number) > 0x7f) digits.unshift(0)
  return [0x02, digits.length, ...digits]
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
