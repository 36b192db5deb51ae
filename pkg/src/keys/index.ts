/** The keys of a gate's issuers, fetched when a token needs them. When, from where and what for is decided by the core. */
import { alive, flag, options as known, seconds, text } from '../arguments.js'
import type { Caller, Decision, Problem } from '../contract.js'
import { Gate, remoteOf, sourceOf } from '../gate.js'
import { frozen } from '../json.js'
import * as wasm from '../wasm/core.js'
import type { KeyFailure, RemoteKeysOptions } from './contract.js'
import { download, type Fetch } from './download.js'

export type * from './contract.js'

/** A request that the core wants. */
interface Going {
  readonly flight: number
  readonly issuer: string
  readonly address: string
  readonly maxBytes: number
}

/** What comes next, or what an answer changed. */
type Step = 'replaced' | 'late' | { readonly fetch?: Going; readonly wait?: Going; readonly failed?: Problem }

/**
 * Fetches the keys that tokens need, and keeps them fresh: from the addresses of the policy, or of an issuer's own discovery
 * document, never of a token. A handle: `free()` it, or let it be collected.
 */
export class RemoteKeys {
  readonly #gate: Gate
  #handle: wasm.RemoteKeys | undefined
  readonly #fetch: Fetch
  readonly #clock: () => number
  readonly #timeout: number
  readonly #onFailure: (failure: KeyFailure) => void
  /** The latest request of each issuer, under way or over. */
  readonly #flights = new Map<string, Promise<void>>()

  constructor(gate: Gate, options: RemoteKeysOptions = {}) {
    const { fetch, now, cooldown, staleFor, timeout = 5, onlyMissing = false, inheritFrom, onFailure } = known<RemoteKeysOptions>(options, OPTIONS)
    for (const [name, it] of Object.entries({ fetch, now, onFailure })) {
      if (it !== undefined && typeof it !== 'function') throw new TypeError(`\`${name}\` must be a function, not ${typeof it}`)
    }
    if (!(gate instanceof Gate)) throw new TypeError('`gate` must be a Gate')
    if (inheritFrom !== undefined && !(inheritFrom instanceof RemoteKeys && inheritFrom.#gate !== gate && inheritFrom.#handle)) {
      throw new TypeError('`inheritFrom` must be the RemoteKeys of another gate, and not freed')
    }
    this.#gate = gate
    this.#fetch = fetch ?? ((address, init) => globalThis.fetch(address, init))
    this.#clock = now ?? (() => Date.now() / 1000)
    this.#timeout = Math.max(1, Number(seconds('timeout', timeout)))
    this.#onFailure = onFailure ?? (() => {})
    const spans = [span('cooldown', cooldown), span('staleFor', staleFor), BigInt(this.#timeout)] as const
    this.#handle = new wasm.RemoteKeys(remoteOf(gate).handle, ...spans, flag('onlyMissing', onlyMissing))
    if (inheritFrom !== undefined) this.#inherit(inheritFrom)
  }

  /**
   * Decides about one token as of now, and fetches first what it needs. Never rejects for anything that a token can contain or a
   * server can answer: without its key a token is rejected with `key_set_missing` or `key_not_found`.
   */
  async decide(token: string, caller?: Caller): Promise<Decision> {
    return this.decideBy(token, (now) => this.#gate.decideAsync(token, now, caller))
  }

  /** The same by whoever else decides about the token with this gate, such as `exchangeAsync`. `decide` may be asked twice. */
  async decideBy<D extends { readonly verdict: Decision['verdict'] }>(token: string, decide: (now: number) => Promise<D>): Promise<D> {
    const now = this.#now()
    if (!this.#remote.isDue(now)) {
      const decision = await decide(Number(now))
      // Of all keys that are there none is due, so newer ones could help a rejected token alone.
      if (decision.verdict !== 'reject' || !(await this.#bring(token))) return decision
    } else {
      await this.#bring(text('token', token))
    }
    return decide(this.#clock())
  }

  /** Fetches what this token needs; without a token, all key sets that are missing or due. Then the gate can be asked itself. */
  async ready(token?: string): Promise<void> {
    if (token !== undefined) {
      await this.#bring(text('token', token))
      return
    }
    this.#expire()
    const fetches: Going[] = JSON.parse(this.#remote.due(remoteOf(this.#gate).handle, this.#now()))
    for (const fetch of fetches) this.#depart(fetch)
    await Promise.all([...this.#flights.values()].map((flight) => this.#isOver(flight)))
  }

  free(): void {
    this.#handle?.free()
    this.#handle = undefined
  }

  [Symbol.dispose](): void {
    this.free()
  }

  get #remote(): wasm.RemoteKeys {
    return alive('RemoteKeys', this.#handle)
  }

  #inherit(older: RemoteKeys): void {
    const { handle, keysChanged } = remoteOf(this.#gate)
    const inherited = this.#remote.inherit(handle, older.#remote, remoteOf(older.#gate).handle)
    for (const issuer of inherited) keysChanged(issuer, sourceOf(older.#gate).keySets.get(issuer))
  }

  /** Whether anything was fetched for the token, or waited for. */
  async #bring(token: string): Promise<boolean> {
    // A stranger's text is not copied into WebAssembly, whose memory never shrinks, only to be found too long.
    if (wasm.lengthProblem(token.length) !== undefined) return false
    const flight = this.#need(token)
    if (flight === undefined) return false
    // An edge worker may be stopped in the middle of a request for which others wait; then it is their turn.
    if (!(await this.#isOver(flight))) await this.#isOver(this.#need(token))
    return true
  }

  #need(token: string): Promise<void> | undefined {
    this.#expire()
    const need = this.#remote.need(remoteOf(this.#gate).handle, token, this.#now())
    if (need === undefined) return undefined
    const { fetch, wait }: Exclude<Step, string> = JSON.parse(need)
    return fetch === undefined ? this.#flights.get(wait?.issuer as string) : this.#depart(fetch)
  }

  #expire(): void {
    const { handle, keysChanged } = remoteOf(this.#gate)
    for (const issuer of this.#remote.expire(handle, this.#now())) keysChanged(issuer, undefined)
  }

  #depart(fetch: Going): Promise<void> {
    const flight = this.#fly(fetch)
    this.#flights.set(fetch.issuer, flight)
    return flight
  }

  async #fly({ issuer, ...first }: Going): Promise<void> {
    for (let next: Omit<Going, 'issuer'> | undefined = first; next !== undefined; ) {
      const { flight, address, maxBytes }: Omit<Going, 'issuer'> = next
      const { status, text, body } = await download(this.#fetch, address, maxBytes, this.#timeout)
      if (this.#handle === undefined) return
      const { handle, keysChanged } = remoteOf(this.#gate)
      const step: Step = frozen(this.#remote.answered(handle, flight, status, text, body, this.#now()))
      if (step === 'late') return
      if (step === 'replaced') return keysChanged(issuer, new TextDecoder().decode(body))
      if (step.failed !== undefined) return this.#onFailure(Object.freeze({ issuer, problem: step.failed }))
      next = step.fetch
    }
  }

  /** Whether it came to its end, within the time that its two requests may take. */
  #isOver(flight: Promise<void> | undefined): Promise<boolean> {
    return isOver(flight, 2 * this.#timeout)
  }

  #now(): bigint {
    return seconds('now()', this.#clock())
  }
}

const span = (name: string, value: number | undefined): bigint | undefined =>
  value === undefined ? undefined : seconds(name, value)

const isOver = async (work: Promise<void> | undefined, seconds: number): Promise<boolean> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, seconds * 1000, false)))
  try {
    return await Promise.race([Promise.resolve(work).then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

const OPTIONS = ['fetch', 'now', 'cooldown', 'staleFor', 'timeout', 'onlyMissing', 'inheritFrom', 'onFailure'] as const
