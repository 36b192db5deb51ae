/** `POST /v1/auth:exchangeToken`: a platform token for an access token, once. */
import type { Allow, Deny, Reject } from 'claimgate'
import { EXCHANGE, type ExchangeRequest, type Exchanged, exchangeAsync, exchangeRefusal, readExchange, replayed, tokenUse } from 'claimgate/exchange'

import { type AskedOfPolicy, fail, lineOf, reasonOf, responseOf } from './asked.ts'
import { bodyOf } from './body.ts'
import type { Minting } from './minting.ts'

/** An exchange that may be made, with the body that asked for it; or the answer to one that may not. */
export type Judged<C> = { readonly exchanged: Exchanged; readonly claims: C; readonly body: Uint8Array } | Response

/** Answers with an access token, or says no more than that there is none. */
export const exchangeHere = async (asked: AskedOfPolicy, { accessTokens, sign }: Minting): Promise<Response> => {
  const judged = await judgedExchange(asked, (exchanged) => accessTokens.claims(exchanged, asked.id))
  if (judged instanceof Response) return judged
  const accessToken = await sign(judged.claims)
  tellAllowed(asked, judged.exchanged, { access: asked.id })
  return Response.json({ accessToken }, { headers: { 'cache-control': 'no-store' } })
}

/** Everything that comes before an access token is made, by whomever; `claimsFor` says what will be in it. */
export const judgedExchange = async <C>(asked: AskedOfPolicy, claimsFor: (exchanged: Exchanged) => C): Promise<Judged<C>> => {
  const { request, policy } = asked
  if (request.method !== EXCHANGE.method) return fail(asked, 'method_not_allowed')
  const body = await bodyOf(request, EXCHANGE.maxBytes, BODY_SECONDS)
  if (typeof body === 'string') return fail(asked, body)
  const read = readExchange(request.headers, body)
  if ('refusal' in read) {
    const { problem, refusal } = read
    asked.telemetry.decided('exchange', { ...lineOf(asked), status: refusal.status, verdict: 'reject', code: problem.code, problem })
    return responseOf(refusal)
  }
  let pause: Pause | undefined
  const decision = await policy.keys.decideBy(read.token, (now) => {
    pause?.end()
    // It begins before anything depends on the address, so that its end tells nothing of that.
    pause = pauseOf(PAUSE_MILLISECONDS)
    return exchangeAsync(policy.gate, read, now)
  })
  if (decision.verdict !== 'allow') return refused(asked, read, decision, pause)
  const { replay } = asked.settings
  // Both at once: newer keys of the issuer may come while somebody waits.
  const [claims, use] = [claimsFor(decision), replay === undefined ? undefined : tokenUse(decision)]
  const judged = { exchanged: decision, claims, body }
  try {
    // Last of all, so that only a token that is exchanged counts as such.
    if (replay !== undefined && use !== undefined && !(await replay.spend(use.id, use.until))) return await refused(asked, read, replayed(decision), pause)
    // A timer that went off for nobody would wake the worker once more for each exchange.
    pause?.end()
    return judged
  } catch (reason) {
    return fail(asked, 'replay_store_unreachable', reason)
  }
}

const refused = async (asked: AskedOfPolicy, { email }: ExchangeRequest, decision: Reject | Deny, pause?: Pause): Promise<Response> => {
  const refusal = exchangeRefusal(decision)
  const { telemetry, policy } = asked
  telemetry.decided('exchange', { ...lineOf(asked), status: refusal.status, ...reasonOf(decision), email, policy: policy.digest })
  // Everything is done by now, so that a known address, of which more is to be told to the operator, takes no longer than an unknown one.
  await pause?.over
  return responseOf(refusal)
}

/** Tells of an exchange that was made, and whose job asked for it. */
export const tellAllowed = (asked: AskedOfPolicy, { identity, claims }: Allow, more: { readonly access?: string; readonly status?: number }): void => {
  const { iss, sub, jti } = claims
  asked.telemetry.decided('exchange', {
    ...lineOf(asked), status: 200, verdict: 'allow', code: 'ok', email: identity.email, job: { iss, sub, jti }, policy: asked.policy.digest, ...more,
  })
}

/** Some time that is to go by. */
interface Pause {
  readonly over: Promise<void>
  /** For whom nobody waits. */
  readonly end: () => void
}

const pauseOf = (milliseconds: number): Pause => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  return { over, end: () => clearTimeout(timer) }
}

/** A refusal comes no sooner: longer than any takes to be made. */
const PAUSE_MILLISECONDS = 25

/** A job sends some kilobytes at once. */
const BODY_SECONDS = 10
