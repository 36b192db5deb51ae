/** Access tokens: made here, and checked by the core. */
import { type AccessClaims, AccessTokens } from 'claimgate/exchange'

import type { MintingSettings } from './configuration.ts'
import type { Fault } from './settings.ts'
import { signingKeysFrom } from './signing-keys.ts'

export interface Minting {
  /** Decides about them. */
  readonly accessTokens: AccessTokens
  /** A JWK Set, for `/.well-known/jwks.json`. */
  readonly published: string
  readonly sign: (claims: AccessClaims) => Promise<string>
}

/** Makes ready what the settings name, or tells what is wrong with them. */
export const mintingOf = async ({ issuer, audience, lifetime, signingKeys }: MintingSettings): Promise<Minting | { readonly faults: readonly Fault[] }> => {
  const keys = await signingKeysFrom(signingKeys)
  if ('fix' in keys) return { faults: [keys] }
  try {
    const accessTokens = new AccessTokens({ issuer, audience, ...(lifetime !== undefined && { lifetime }) })
    accessTokens.setKeys(keys.verifying)
    return { accessTokens, published: keys.published, sign: keys.sign }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { faults: [{ setting: 'ISSUER', message, fix: 'correct `ISSUER`, `AUDIENCE` or `SIGNING_KEYS`' }] }
  }
}
