import { bytesOfUrl } from '../base64.js'
import type { Algorithm } from '../contract.js'

/** A key that `crypto.subtle` has read. */
export interface SubtleKey {
  readonly algorithm: Parameters
  readonly key: CryptoKey
}

type Parameters = (RsaHashedImportParams & { saltLength?: number }) | (EcKeyImportParams & { hash: string }) | { name: string }

export interface SubtleCryptoHost {
  readonly importKey: (algorithm: Algorithm, spki: Uint8Array<ArrayBuffer>) => Promise<SubtleKey>
  readonly verify: (key: SubtleKey, signingInput: string, signature: string) => Promise<boolean>
}

/** Web Crypto, or nothing: browsers have it in secure contexts only. */
export const subtleCrypto = (): SubtleCryptoHost | undefined => {
  const subtle = globalThis.crypto?.subtle
  if (subtle === undefined) return undefined
  const encoder = new TextEncoder()
  return {
    importKey: async (algorithm, spki) => {
      const parameters = PARAMETERS[algorithm]
      return { algorithm: parameters, key: await subtle.importKey('spki', spki, parameters, false, ['verify']) }
    },
    verify: ({ algorithm, key }, signingInput, signature) =>
      subtle.verify(algorithm, key, bytesOfUrl(signature), encoder.encode(signingInput)),
  }
}

const pkcs1 = (hash: string) => ({ name: 'RSASSA-PKCS1-v1_5', hash })
const pss = (hash: string, saltLength: number) => ({ name: 'RSA-PSS', hash, saltLength })
const ecdsa = (namedCurve: string, hash: string) => ({ name: 'ECDSA', namedCurve, hash })

const PARAMETERS: Record<Algorithm, Parameters> = {
  RS256: pkcs1('SHA-256'),
  RS384: pkcs1('SHA-384'),
  RS512: pkcs1('SHA-512'),
  PS256: pss('SHA-256', 32),
  PS384: pss('SHA-384', 48),
  PS512: pss('SHA-512', 64),
  ES256: ecdsa('P-256', 'SHA-256'),
  ES384: ecdsa('P-384', 'SHA-384'),
  EdDSA: { name: 'Ed25519' },
}
