import type { KeyObject, VerifyKeyObjectInput } from 'node:crypto'

import type { Algorithm } from '../contract.js'

/** A key that `node:crypto` has read, with all that its algorithm fixes. */
export interface NodeKey {
  readonly digest: string | null
  readonly key: VerifyKeyObjectInput
}

export interface NodeCrypto {
  readonly importKey: (algorithm: Algorithm, spki: Uint8Array) => NodeKey
  readonly verify: (key: NodeKey, signingInput: string, signature: string) => boolean
}

/**
 * Node's own crypto, which Deno, Bun and workerd (with `nodejs_compat`) have, too, or nothing. Nothing is imported, so that
 * bundlers for other places have nothing to trip over.
 */
export const nodeCrypto = (): NodeCrypto | undefined => {
  const builtin = globalThis.process?.getBuiltinModule
  const crypto = builtin?.('node:crypto')
  const { Buffer } = builtin?.('node:buffer') ?? {}
  if (crypto === undefined || Buffer === undefined) return undefined
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = crypto.constants
  const pkcs1 = (digest: string) => ({ digest, padding: RSA_PKCS1_PADDING })
  const pss = (digest: string, saltLength: number) => ({ digest, padding: RSA_PKCS1_PSS_PADDING, saltLength })
  const ecdsa = (digest: string) => ({ digest, dsaEncoding: 'ieee-p1363' as const })
  const parameters: Record<Algorithm, { digest: string | null } & Omit<VerifyKeyObjectInput, 'key'>> = {
    RS256: pkcs1('sha256'),
    RS384: pkcs1('sha384'),
    RS512: pkcs1('sha512'),
    PS256: pss('sha256', 32),
    PS384: pss('sha384', 48),
    PS512: pss('sha512', 64),
    ES256: ecdsa('sha256'),
    ES384: ecdsa('sha384'),
    EdDSA: { digest: null },
  }
  return {
    importKey: (algorithm, spki) => {
      const { digest, ...rest } = parameters[algorithm]
      const key: KeyObject = crypto.createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
      return { digest, key: { key, ...rest } }
    },
    verify: ({ digest, key }, signingInput, signature) =>
      crypto.verify(digest, Buffer.from(signingInput, 'latin1'), key, Buffer.from(signature, 'base64url')),
  }
}
