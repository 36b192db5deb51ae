/** Exchanging platform tokens for access tokens, and what those permit. The core decides; who signs is the host. */
import { seconds, text } from '../arguments.js'
import type { Allow, Deny, Problem, Reject } from '../contract.js'
import type { Host } from '../crypto/signatures.js'
import { allow, type Gate, homeOf, insideOf } from '../gate.js'
import { type Refusal, refusalsIn, tokenOf } from '../guard.js'
import { frozen } from '../json.js'
import * as wasm from '../wasm/exchange.js'
import type { AccessAllow, Exchanged, ExchangeRequest, MalformedExchange, TokenUse } from './contract.js'
import { twinOf } from './handles.js'
import { isAccessAllow, proofOf, prove, still, subjectOf } from './proofs.js'

export type * from './contract.js'
export { AccessTokens, isAccessToken } from './access-tokens.js'

/** The method, the path and the greatest length of the body of an exchange. */
export const EXCHANGE: { readonly method: string; readonly path: string; readonly maxBytes: number } = Object.freeze({
  get method() {
    return rules().method
  },
  get path() {
    return rules().path
  },
  get maxBytes() {
    return rules().maxBytes
  },
})

/** Asked when somebody looks: this module may be read before the WebAssembly is there. */
const rules = (): typeof EXCHANGE => (known ??= frozen<typeof EXCHANGE>(wasm.exchangeRules()))
let known: typeof EXCHANGE | undefined

/** Reads the body of an exchange, whose headers say how it is to be read. What is none is data, with the answer to it. */
export const readExchange = (headers: Pick<Headers, 'get'>, body: string | Uint8Array): ExchangeRequest | MalformedExchange => {
  const [type, encoding] = ['content-type', 'content-encoding'].map((name) => {
    const value = headers.get(name)
    return value === null ? undefined : text(name, value)
  })
  if (!(body instanceof Uint8Array)) text('body', body)
  // One byte more than is read tells as well that it is too long, and a stranger's text does not fill the memory.
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body.slice(0, EXCHANGE.maxBytes + 1)) : body.subarray(0, EXCHANGE.maxBytes + 1)
  try {
    const [token, email] = wasm.readExchange(type, encoding, bytes) as [string, string]
    return Object.freeze({ token, email })
  } catch (refusal) {
    if (typeof refusal !== 'string') throw refusal
    const problem = frozen<Problem>(refusal)
    return Object.freeze({ problem, refusal: frozen<Refusal>(wasm.exchangeRefusal(problem.code, true) as string) })
  }
}

/** Whether the identity of the request admits its token as of `now`, in seconds. Keys from afar: `await keys.ready(request.token)` first. */
export const exchange = (gate: Gate, request: ExchangeRequest, now: number): Exchanged | Reject | Deny => {
  const at = seconds('now', now)
  const { signatures } = twinOf(gate)
  return insideOf(gate).refuseByLength(request.token) ?? decided(gate, request, at, signatures.now(request.token))
}

/** The same with crypto that must be awaited; where that is faster, as in edge workers. */
export const exchangeAsync = async (gate: Gate, request: ExchangeRequest, now: number): Promise<Exchanged | Reject | Deny> => {
  const at = seconds('now', now)
  const { signatures } = twinOf(gate)
  return insideOf(gate).refuseByLength(request.token) ?? decided(gate, request, at, await signatures.later(request.token))
}

/** What is answered to whom an exchange is refused: one and the same for every reason, or 503 while the issuer has no keys. */
export const exchangeRefusal = ({ problem }: Reject | Deny): Refusal => frozen(wasm.exchangeRefusal(problem.code, false) as string)

/** By what one knows the token when it comes again. */
export const tokenUse = (exchanged: Exchanged): TokenUse => {
  const { gate, seen, now, email } = proofOf(exchanged)
  return frozen(still(twinOf(gate).handle.tokenUse(seen, now, email)))
}

/** The decision about a token that was exchanged before. */
export const replayed = (exchanged: Exchanged): Reject => {
  proofOf(exchanged)
  return Object.freeze({ verdict: 'reject', problem: frozen<Problem>(wasm.replayedProblem()) })
}

/** Whether a server behind a guard may read this target as an exchange though it is not written as one. */
export const isDisguisedExchange = (target: string): boolean => wasm.isDisguisedExchange(text('target', target))

/** The token in the values of all `Authorization` headers of a request, or why there is none. */
export const bearerToken = (authorization: readonly string[]): string | Reject => tokenOf(authorization.map((it) => text('authorization', it)))

/** What is answered to whom the API itself is refused. */
export const refusalOf = (decision: Reject | Deny, realm?: string): Refusal => {
  const name = realm === undefined ? undefined : text('realm', realm)
  const refusals = answers.get(name) ?? refusalsIn(name)
  if (answers.size < MOST_REALMS) answers.set(name, refusals)
  return refusals(decision.verdict === 'deny', decision.problem)
}

/** Who calls, as headers for the API: `x-workload-identity`, `-roles`, `-subject` and `-project`, percent-encoded where they must be. */
export const identityHeaders = (allowed: Allow | AccessAllow): IdentityHeaders => {
  const home = homeOf(allowed.identity)
  if (home === undefined) throw new TypeError('`allowed` must be a decision of a gate')
  const made = (sub: string | undefined): IdentityHeaders => frozen(twinOf(home.gate).handle.identityHeaders(home.place, sub) as string)
  if (!isAccessAllow(allowed)) return made(allowed.claims.sub)
  const headers = headersOf.get(allowed) ?? made(subjectOf(allowed))
  headersOf.set(allowed, headers)
  return headers
}

/** Whether a header of this name must be taken from every request that comes from outside, in whatever way it is written. */
export const isReservedHeader = (name: string): boolean => wasm.isReservedHeader(text('name', name))

const decided = (gate: Gate, { token, email }: ExchangeRequest, now: bigint, host: Host): Exchanged | Reject | Deny => {
  const { identity } = insideOf(gate)
  try {
    const seen = twinOf(gate).handle.decideToRemember(token, now, text('email', email), undefined, undefined, host)
    return prove(allow(identity(seen.place), Number(seen.expiresAt), token) as Exchanged, { gate, seen, now, email })
  } catch (refusal) {
    if (typeof refusal === 'string') return frozen(refusal)
    throw refusal
  }
}

type IdentityHeaders = readonly (readonly [name: string, value: string])[]

/** An access token that comes again has the same decision, as long as the policy is the same. */
const headersOf = new WeakMap<AccessAllow, IdentityHeaders>()

const answers = new Map<string | undefined, ReturnType<typeof refusalsIn>>()
const MOST_REALMS = 16
