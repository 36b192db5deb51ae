/** What the worker was told to do. It is read whole before anything is served: a worker that would have to guess serves nobody. */
import type { Reject } from 'claimgate'
import { bearerToken, refusalOf } from 'claimgate/exchange'

import type { Bindings, ReplayStore, Service, Surroundings } from './host.ts'
import { type PolicySource, bundledPolicy, policyInKv, policyInSetting } from './policy-source.ts'
import { durableReplayStore } from './replay.ts'
import { type Fault, type SettingsReader, readerOf, refuseUnknown } from './settings.ts'

export interface Configuration {
  /** Tokens are exchanged here, or there are guarded exchanges that the origin makes. */
  readonly mode: 'exchange' | 'guard'
  /** Scheme and authority of the API, without a slash at the end. */
  readonly origin: string
  /** Who takes requests to the origin, in place of the global `fetch`. */
  readonly originService: Service | undefined
  readonly encodings: 'kept' | 'refused' | 'undone'
  /** Who takes requests for key sets, in place of the global `fetch`. */
  readonly keyService: Service | undefined
  readonly policy: PolicySource
  /** Seconds from one look for a newer policy to the next. */
  readonly policyCheck: number
  readonly keyCooldown: number | undefined
  readonly keyTimeout: number | undefined
  /** Nothing if a token may be exchanged as often as one likes. */
  readonly replay: ReplayStore | undefined
  /** What minting takes, of the mode `exchange` alone. */
  readonly minting: MintingSettings | undefined
  /** Whether platform tokens open the API directly, too. */
  readonly platformTokens: boolean
  readonly forwardAuthorization: boolean
  readonly realm: string | undefined
  readonly metricsToken: string | undefined
}

export interface MintingSettings {
  readonly issuer: string
  readonly audience: string
  readonly lifetime: number | undefined
  /** A JWK Set with private keys: a secret. */
  readonly signingKeys: string
}

/** Reads the settings, or tells everything that is wrong with them. */
export const configurationOf = ({ bindings, ...given }: Surroundings): Configuration | { readonly faults: readonly Fault[] } => {
  const read = readerOf(bindings)
  refuseUnknown(read, bindings, SETTINGS)
  const mode = read.choice('MODE', ['exchange', 'guard'], 'exchange')
  const minting = mode === 'exchange' ? mintingSettings(read) : refuseInGuardMode(read, bindings)
  const policy = policySource(read, given.bundledPolicy)
  const origin = originAddress(read)
  const configuration = {
    mode,
    originService: read.service('UPSTREAM'),
    encodings: given.encodings ?? 'kept',
    keyService: read.service('KEYS'),
    policyCheck: read.seconds('POLICY_CHECK', 1, 86_400) ?? 30,
    keyCooldown: read.seconds('KEY_COOLDOWN', 1, 3600),
    keyTimeout: read.seconds('KEY_TIMEOUT', 1, 60),
    replay: replayStore(read, given.replayStore),
    minting,
    platformTokens: read.choice('PLATFORM_TOKENS', ['off', 'on'], 'off') === 'on',
    forwardAuthorization: read.choice('FORWARD_AUTHORIZATION', ['off', 'on'], 'off') === 'on',
    realm: realmOf(read),
    metricsToken: metricsToken(read),
  }
  const { faults } = read
  return faults.length > 0 || origin === undefined || policy === undefined ? { faults } : { ...configuration, origin, policy }
}

const originAddress = ({ text, fault }: SettingsReader): string | undefined => {
  const value = text('ORIGIN')
  if (value === undefined) return fault('ORIGIN', '`ORIGIN` is missing', 'set it to the address of the API, as `https://api.example.com`')
  const address = URL.canParse(value) ? new URL(value) : undefined
  if (address !== undefined && /^https?:$/.test(address.protocol) && [address.origin, `${address.origin}/`].includes(value)) return address.origin
  return fault('ORIGIN', '`ORIGIN` is no address of a server alone', 'write scheme, host and port only, in lower case, as `https://api.example.com`')
}

const mintingSettings = ({ text, seconds, fault }: SettingsReader): MintingSettings | undefined => {
  const issuer = text('ISSUER')
  const signingKeys = text('SIGNING_KEYS')
  const lifetime = seconds('TOKEN_LIFETIME', 60, 3600)
  if (issuer === undefined) fault('ISSUER', '`ISSUER` is missing', 'set it to the https address at which this worker is reached; it signs as that')
  if (signingKeys === undefined) fault('SIGNING_KEYS', '`SIGNING_KEYS` is missing', 'make a key by `npm run --silent new-key` and store it as a secret')
  if (issuer === undefined || signingKeys === undefined) return undefined
  if (!/^https:\/\/[^\s]+$|^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(issuer)) fault('ISSUER', '`ISSUER` is no https address', 'write it as `https://bytebase.example.com`')
  return { issuer, audience: text('AUDIENCE') ?? issuer, lifetime, signingKeys }
}

const refuseInGuardMode = ({ fault }: SettingsReader, bindings: Bindings): undefined => {
  for (const name of OF_MINTING.filter((it) => bindings[it] !== undefined)) {
    fault(name, `\`${name}\` means nothing with \`MODE\` \`guard\`, where the origin makes the access tokens`, 'remove it, or set `MODE` to `exchange`')
  }
}

const policySource = ({ text, textStore, fault }: SettingsReader, bundled: string | undefined): PolicySource | undefined => {
  const [inSetting, store, key] = [text('POLICY'), textStore('POLICY_KV'), text('POLICY_KEY')]
  if (key !== undefined && store === undefined) return fault('POLICY_KEY', '`POLICY_KEY` is set without `POLICY_KV`', 'bind a KV namespace to `POLICY_KV`, or remove the key')
  if (inSetting !== undefined && store !== undefined) return fault('POLICY', 'there are two policies, in `POLICY` and in `POLICY_KV`', 'keep one of both')
  if (inSetting !== undefined) return policyInSetting(inSetting)
  if (store !== undefined) return policyInKv(store, key ?? 'policy')
  if (bundled !== undefined) return bundledPolicy(bundled)
  return fault('POLICY', 'there is no policy', 'set `POLICY` to the document, or bind `POLICY_KV`')
}

const replayStore = ({ choice, objects, fault }: SettingsReader, given: ReplayStore | undefined): ReplayStore | undefined => {
  const isOn = choice('REPLAY_PROTECTION', ['on', 'off'], 'on') === 'on'
  const namespace = objects('REPLAY')
  if (!isOn) return undefined
  if (namespace !== undefined) return durableReplayStore(namespace)
  return given ?? fault('REPLAY', '`REPLAY` is missing', 'bind the Durable Object `ReplayMemory` to it, or set `REPLAY_PROTECTION` to `off` if tokens may be exchanged again')
}

const realmOf = ({ text, fault }: SettingsReader): string | undefined => {
  const realm = text('REALM')
  try {
    refusalOf(bearerToken([]) as Reject, realm)
    return realm
  } catch {
    return fault('REALM', '`REALM` cannot stand in a header', 'write it in printable ASCII')
  }
}

const metricsToken = ({ text, fault }: SettingsReader): string | undefined => {
  const token = text('METRICS_TOKEN')
  if (token === undefined || /^[A-Za-z0-9._~+/-]{32,}$/.test(token)) return token
  return fault('METRICS_TOKEN', '`METRICS_TOKEN` can be guessed, or cannot be sent', 'make it of 32 or more letters and digits, as `openssl rand -hex 32` does')
}

const OF_MINTING = ['ISSUER', 'AUDIENCE', 'TOKEN_LIFETIME', 'SIGNING_KEYS', 'PLATFORM_TOKENS', 'FORWARD_AUTHORIZATION'] as const

/** All names that mean anything. */
export const SETTINGS = [
  'MODE', 'ORIGIN', 'UPSTREAM', 'KEYS', 'KEY_COOLDOWN', 'KEY_TIMEOUT', 'POLICY', 'POLICY_KV', 'POLICY_KEY', 'POLICY_CHECK', 'REPLAY',
  'REPLAY_PROTECTION', 'REALM', 'METRICS_TOKEN', ...OF_MINTING,
] as const
