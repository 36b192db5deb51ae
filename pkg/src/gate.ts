import { alive, type Asked, caller as askedBy, count, document, oneOf, options as known, seconds, text } from './arguments.js'
import type { Allow, AllowedIdentity, Caller, Claims, CryptoChoice, Decision, KeySource, Reject } from './contract.js'
import { type Host, type Signatures, signaturesFor } from './crypto/signatures.js'
import { orThrow } from './error.js'
import { frozen } from './json.js'
import { demandLoaded } from './loaded.js'
import { documentOf, Policy, takeHandle } from './policy.js'
import type { PolicyDocument } from './policy-document.js'
import { MOST_SEEN, type SeenTokens, seenTokens } from './seen.js'
import { claimsOf } from './token.js'
import * as wasm from './wasm/core.js'

export interface GateOptions {
  readonly crypto?: CryptoChoice
  /**
   * How many tokens that were let in are remembered, so that their signatures need not be checked again. Times, audience and identities
   * are checked each time all the same, and new keys make the gate forget them all. Default: 1000 of those that come with a request, as
   * the middleware asks, and none of others.
   */
  readonly seenTokens?: number
}

/** A token that was let in, by which identity of the policy. */
interface Seen {
  readonly handle: wasm.SeenToken
  readonly place: number
  readonly allow: Allow
}

/** What a gate was made of, and what is freed with it. */
interface Source {
  readonly policy: string
  readonly keySets: ReadonlyMap<string, string>
  /** Another number whenever the keys are others. */
  readonly generation: number
  readonly crypto: CryptoChoice
  readonly companions: Set<{ free(): void }>
}

/** @internal For whoever makes another one. */
export let sourceOf: (gate: Gate) => Source

/** @internal For whoever fetches keys: the WebAssembly behind a gate, and whom to tell that an issuer's keys are others now, or gone. */
export let remoteOf: (gate: Gate) => { readonly handle: wasm.Gate; readonly keysChanged: (issuer: string, jwks: string | undefined) => void }

/** @internal For whoever decides by another one: the identities of this one, as its own decisions give them. */
export let insideOf: (gate: Gate) => {
  readonly identity: (place: number) => AllowedIdentity
  readonly refuseByLength: (token: string) => Reject | undefined
}

/** A policy and the key sets of its issuers, ready for any number of tokens. A handle: `free()` it, or let it be collected. */
export class Gate {
  #handle: wasm.Gate | undefined
  readonly #signatures: Signatures
  readonly #seen: SeenTokens<Seen> | undefined
  readonly #remembersAll: boolean
  readonly #identities: AllowedIdentity[] = []
  readonly #keySets = new Map<string, string>()
  readonly #companions = new Set<{ free(): void }>()
  readonly #crypto: CryptoChoice
  #policy: string | undefined
  #generation = 0

  static {
    sourceOf = (gate) => {
      if (!(gate instanceof Gate)) throw new TypeError('`gate` must be a Gate')
      return {
        policy: alive('Gate', gate.#policy),
        keySets: gate.#keySets,
        generation: gate.#generation,
        crypto: gate.#crypto,
        companions: gate.#companions,
      }
    }
    insideOf = (gate) => ({
      identity: (place) => gate.#identity(place),
      refuseByLength: (token) => gate.#refuseByLength(token),
    })
    remoteOf = (gate) => ({ handle: gate.#gate, keysChanged: (issuer, jwks) => gate.#keysChanged(issuer, jwks) })
  }

  /**
   * Takes a policy, or the document of one.
   *
   * @throws {ClaimgateError} with every fault of the document.
   */
  constructor(policy: Policy | PolicyDocument | object | string, options: GateOptions = {}) {
    demandLoaded()
    const { crypto = 'auto', seenTokens: most } = known<GateOptions>(options, ['crypto', 'seenTokens'])
    const choice = oneOf('crypto', CRYPTO, crypto)
    this.#seen = seenTokens(most === undefined ? MOST_SEEN : count('seenTokens', most))
    this.#remembersAll = most !== undefined
    const read = policy instanceof Policy ? policy : new Policy(policy)
    this.#handle = new wasm.Gate(takeHandle(read))
    this.#policy = documentOf(read)
    if (read !== policy) read.free()
    this.#crypto = choice
    this.#signatures = signaturesFor(() => this.#gate, choice)
  }

  /**
   * Replaces an issuer's keys (a JWK Set, RFC 7517). Only what one trusts may come here: see {@link Gate.wantedKeys}.
   *
   * @throws {ClaimgateError} if the set is bad, or the policy does not trust the issuer; the old keys stay.
   */
  setKeys(issuer: string, jwks: object | string): void {
    const [name, set] = [text('issuer', issuer), document('jwks', jwks)]
    orThrow(() => this.#gate.setKeys(name, set))
    this.#keysChanged(name, set)
  }

  /** Whether the policy has `roles`. Without them a decision with a `request` leaves to you what whoever is let in may do. */
  get hasRoles(): boolean {
    return this.#gate.hasRoles
  }

  /** Where each issuer that the policy trusts publishes its keys. */
  get keySources(): readonly KeySource[] {
    return frozen(this.#gate.keySources())
  }

  /** Those whose keys are still missing. */
  get wantedKeys(): readonly KeySource[] {
    return frozen(this.#gate.wantedKeys())
  }

  /**
   * The address of an issuer's key set, as its discovery document gives it: over https, and no other issuer's document.
   *
   * @throws {ClaimgateError} if it gives none that may be used.
   */
  jwksUriFrom(issuer: string, discovery: object | string): string {
    const [name, found] = [text('issuer', issuer), document('discovery', discovery)]
    const address = orThrow(() => this.#gate.jwksUriFrom(name, found))
    if (address === undefined) throw new TypeError('`issuer` must be one that the policy trusts')
    return address
  }

  /** Decides about one token as of `now`, in seconds. Never throws for anything that a token can contain. */
  decide(token: string, now: number, caller?: Caller): Decision {
    const [at, asked] = [seconds('now', now), askedBy(caller)]
    return this.#decideAgain(token, at, asked) ?? this.#refuseByLength(token) ?? this.#decide(token, at, asked, this.#signatures.now(token))
  }

  /** The same with crypto that must be awaited; where that is faster, as in edge workers. */
  async decideAsync(token: string, now: number, caller?: Caller): Promise<Decision> {
    const [at, asked] = [seconds('now', now), askedBy(caller)]
    const early = this.#decideAgain(token, at, asked) ?? this.#refuseByLength(token)
    return early ?? this.#decide(token, at, asked, await this.#signatures.later(token))
  }

  /** Whether the roles of an identity, as a decision of this gate gave it, permit the method on the path of a request. */
  permits(identity: AllowedIdentity, method: string, target: string): boolean {
    const { gate, place } = homeOf(identity) ?? {}
    if (gate !== this || place === undefined) throw new TypeError('`identity` must be that of a decision of this gate')
    return this.#gate.permits(place, text('method', method), text('target', target))
  }

  free(): void {
    this.#seen?.clear()
    for (const companion of this.#companions) companion.free()
    this.#companions.clear()
    this.#policy = undefined
    this.#handle?.free()
    this.#handle = undefined
  }

  [Symbol.dispose](): void {
    this.free()
  }

  get #gate(): wasm.Gate {
    return alive('Gate', this.#handle)
  }

  #keysChanged(issuer: string, jwks: string | undefined): void {
    this.#signatures.forget()
    this.#seen?.clear()
    if (jwks === undefined) this.#keySets.delete(issuer)
    else this.#keySets.set(issuer, jwks)
    this.#generation++
  }

  /** A stranger's text is not copied into WebAssembly, whose memory never shrinks, only to be found too long. */
  #refuseByLength(token: string): Reject | undefined {
    const problem = wasm.lengthProblem(text('token', token).length)
    return problem === undefined ? undefined : Object.freeze({ verdict: 'reject', problem: frozen<Reject['problem']>(problem) })
  }

  #memoryFor([, method]: Asked): SeenTokens<Seen> | undefined {
    return this.#remembersAll || method !== undefined ? this.#seen : undefined
  }

  /** A refusal is left to {@link Gate.decide}, which gives its reason. */
  #decideAgain(token: string, now: bigint, asked: Asked): Allow | undefined {
    const seen = this.#memoryFor(asked)?.get(text('token', token))
    const place = seen && this.#gate.decideAgain(seen.handle, now, ...asked)
    if (seen === undefined || place === undefined) return undefined
    return place === seen.place ? seen.allow : allow(this.#identity(place), seen.allow.expiresAt, token)
  }

  #decide(token: string, now: bigint, asked: Asked, host: Host): Decision {
    const memory = this.#memoryFor(asked)
    try {
      if (memory?.takes(token)) {
        const handle = this.#gate.decideToRemember(token, now, ...asked, host)
        const { place } = handle
        const decision = allow(this.#identity(place), Number(handle.expiresAt), token)
        memory.add(token, { handle, place, allow: decision })
        return decision
      }
      const [place, expiresAt] = this.#gate.decide(token, now, ...asked, host) as unknown as [bigint, bigint]
      return allow(this.#identity(Number(place)), Number(expiresAt), token)
    } catch (refusal) {
      if (typeof refusal === 'string') return frozen(refusal)
      throw refusal
    }
  }

  #identity(place: number): AllowedIdentity {
    const known = this.#identities[place]
    if (known !== undefined) return known
    const identity = frozen<AllowedIdentity>(this.#gate.identity(place) as string)
    this.#identities[place] = identity
    homes.set(identity, { gate: this, place })
    return identity
  }
}

/** Most callers need no claims, so they are read when somebody looks. */
class LazyAllow {
  /** One for all: V8 would make a hidden class for every object that brings a getter of its own. */
  static readonly #claims: PropertyDescriptor & ThisType<LazyAllow> = {
    enumerable: true,
    get() {
      return (this.#read ??= claimsOf(this.#token))
    },
  }

  readonly verdict = 'allow'
  readonly identity: AllowedIdentity
  readonly expiresAt: number
  readonly #token: string
  #read: Claims | undefined

  constructor(identity: AllowedIdentity, expiresAt: number, token: string) {
    this.identity = identity
    this.expiresAt = expiresAt
    this.#token = token
    Object.defineProperty(this, 'claims', LazyAllow.#claims)
    Object.freeze(this)
  }
}

export const allow = (identity: AllowedIdentity, expiresAt: number, token: string): Allow =>
  new LazyAllow(identity, expiresAt, token) as unknown as Allow

/** Of which gate an identity is, and its place in the policy: whoever has such an object has it from a decision. */
const homes = new WeakMap<AllowedIdentity, { readonly gate: Gate; readonly place: number }>()

/** @internal */
export const homeOf = (identity: AllowedIdentity) => homes.get(identity)

export const CRYPTO: readonly CryptoChoice[] = ['auto', 'node', 'subtle', 'wasm']
