/** What the middleware for every runtime shares: from a request's headers to a decision, and from a refusal to its answer. */
import { options as known, text } from './arguments.js'
import type { Allow, Caller, Decision, Problem, Reject, RequestLine } from './contract.js'
import { Gate } from './gate.js'
import { frozen } from './json.js'
import { demandLoaded } from './loaded.js'
import * as wasm from './wasm/core.js'

/** Who decides: a gate that has its keys, or one whose keys are fetched when they are needed (`RemoteKeys` of `claimgate/keys`). */
export type Decider = Gate | { readonly decide: (token: string, caller?: Caller) => Promise<Decision> }

export interface GuardOptions<R> {
  /** Whose resources these are, for the challenge to whom is refused: printable ASCII. */
  readonly realm?: string
  /** The time in seconds since 1970. Default: the clock of the machine. Not for `RemoteKeys`, which have a clock of their own. */
  readonly now?: () => number
  /** The e-mail address of the identity that the caller names, if only that one shall count. */
  readonly email?: (request: R) => string | undefined
  /** Called with every decision before the request goes on, for a log. If it throws, nobody is let in. */
  readonly onDecision?: (decided: Decided) => void
}

/** What was decided about a request. For the operator: it reveals the policy, and holds neither the token nor the query. */
export interface Decided {
  readonly decision: Decision
  readonly method: string
  readonly path: string
  /** What the caller is answered; nothing if the request goes on. */
  readonly status: number | undefined
}

/** An answer over HTTP (RFC 6750 section 3, RFC 9457). */
export interface Refusal {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** What of a request counts, and the request for those who are asked about it. */
interface Asked<R> extends RequestLine {
  /** The values of all its `Authorization` headers. */
  readonly authorization: readonly string[]
  readonly request: R
}

export type Admission = { readonly allow: Allow } | { readonly refusal: Refusal }

/** Rejects only where the host is at fault, never for anything that a request can contain. */
export const guardOf = <R>(decider: Decider, options: GuardOptions<R>): ((asked: Asked<R>) => Promise<Admission>) => {
  const { realm, now, email, onDecision } = known<GuardOptions<R>>(options, OPTIONS)
  for (const [name, it] of Object.entries({ now, email, onDecision })) {
    if (it !== undefined && typeof it !== 'function') throw new TypeError(`\`${name}\` must be a function, not ${typeof it}`)
  }
  demandLoaded()
  const decide = deciding(decider, now)
  const refusals = refusalsIn(realm === undefined ? undefined : text('realm', realm))
  return async ({ authorization, method, target, request }) => {
    const token = tokenOf(authorization)
    const named = email?.(request)
    const caller: Caller = { request: { method, target }, ...(named !== undefined && { email: named }) }
    const decision = typeof token === 'string' ? await decide(token, caller) : token
    const refusal = decision.verdict === 'allow' ? undefined : refusals(decision.verdict === 'deny', decision.problem)
    const [path] = target.split('?', 1) as [string]
    onDecision?.(Object.freeze({ decision, method, path, status: refusal?.status }))
    return decision.verdict === 'allow' ? { allow: decision } : { refusal: refusal as Refusal }
  }
}

const deciding = (decider: Decider, now: (() => number) | undefined) => {
  if (decider instanceof Gate) {
    const clock = now ?? (() => Date.now() / 1000)
    return (token: string, caller: Caller) => decider.decideAsync(token, clock(), caller)
  }
  if (typeof decider?.decide !== 'function') throw new TypeError('`decider` must be a Gate or RemoteKeys')
  if (now !== undefined) throw new TypeError('`now` is for a Gate; give it to the RemoteKeys instead')
  return (token: string, caller: Caller) => decider.decide(token, caller)
}

/** The token that a request brings, or why it brings none. */
export const tokenOf = (authorization: readonly string[]): string | Reject => {
  // A stranger's text is not copied into WebAssembly, whose memory never shrinks, only to be found too long.
  const tooLong = wasm.lengthProblem(authorization.reduce((length, value) => length + value.length, 0))
  if (tooLong !== undefined) return rejectFor(tooLong)
  try {
    const start = wasm.bearerTokenStart([...authorization])
    return (authorization[0] as string).slice(start)
  } catch (problem) {
    if (typeof problem === 'string') return rejectFor(problem)
    throw problem
  }
}

/**
 * Makes a question: does a header of this name stay behind when a request goes on? The token does, unless it is wanted; and so does what
 * names another method or path to some servers, for that was not permitted.
 */
export const staysBehind = (keepAuthorization: boolean) => (name: string): boolean => {
  const known = name.toLowerCase()
  return known === AUTHORIZATION ? !keepAuthorization : replacesRequestLine(known)
}

/** The core's answer to names that were asked about before, as nearly all are. */
const replacesRequestLine = (name: string): boolean => {
  const answered = replacing.get(name)
  if (answered !== undefined) return answered
  const answer = wasm.replacesRequestLine(name)
  if (replacing.size < MOST_NAMES) replacing.set(name, answer)
  return answer
}

const replacing = new Map<string, boolean>()

const rejectFor = (problem: string): Reject => Object.freeze({ verdict: 'reject', problem: frozen<Problem>(problem) })

/** The answers to all refusals. There are as many as there are codes, so each is made once. */
export const refusalsIn = (realm: string | undefined) => {
  if (wasm.refusal('authorization_missing', false, realm) === undefined) throw new TypeError('`realm` must be printable ASCII')
  const made = new Map<string, Refusal>()
  return (isDenied: boolean, { code }: Problem): Refusal => {
    const name = `${isDenied} ${code}`
    const refusal = made.get(name) ?? frozen<Refusal>(wasm.refusal(code, isDenied, realm) ?? 'null')
    made.set(name, refusal)
    return refusal
  }
}

const AUTHORIZATION = 'authorization'
/** Of headers; requests have some twenty. */
const MOST_NAMES = 256
const OPTIONS = ['realm', 'now', 'email', 'onDecision'] as const
