/** Middleware for Node's `http` and `http2`, and for what is built on them, such as Express. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

import type { Allow } from '../contract.js'
import { type Decider, type GuardOptions as SharedOptions, guardOf, type Refusal, staysBehind } from '../guard.js'

export type { Decided, Decider } from '../guard.js'

/** What Node hands to a listener. */
type Incoming = IncomingMessage | Http2ServerRequest
type Outgoing = ServerResponse | Http2ServerResponse

export interface GuardOptions<Asked extends Incoming = IncomingMessage> extends SharedOptions<Asked> {
  /** Whether the header `Authorization` stays in the request: not by default, so that the token goes no further. */
  readonly keepAuthorization?: boolean
}

/** Goes on, or hands an error on. Frameworks differ in what they call one. */
type Next = (error?: any) => void

/**
 * Makes middleware for Express and its like: `next` is called for those who are let in, and {@link allowOf} tells who they are; all others are
 * answered. Only the header `Authorization` counts, never the address or the body. Where the policy has `roles`, those of the
 * identity must permit the method on the path. Without such a framework use {@link protect}: `next` may also get an error.
 */
export const guard = <Asked extends Incoming = Incoming>(
  decider: Decider,
  options: GuardOptions<Asked> = {},
): ((request: Asked, response: Outgoing, next: Next) => void) => {
  const admit = admitting(decider, options)
  return (request, response, next) => {
    admit(request, response).then((allow) => allow && next(), next)
  }
}

/** Puts a guard before a handler of `createServer` of `http` or `http2`, which is called for those alone who are let in. */
export const protect = <Asked extends Incoming = IncomingMessage, Answer extends Outgoing = ServerResponse>(
  decider: Decider,
  handler: (request: Asked, response: Answer, allow: Allow) => void | Promise<void>,
  options: GuardOptions<Asked> = {},
): ((request: Asked, response: Answer) => Promise<void>) => {
  const admit = admitting(decider, options)
  return async (request, response) => {
    const admitted = admit(request, response)
    admitted.catch(() => answer(response, { status: 500, headers: [], body: '' }))
    const allow = await admitted
    if (allow !== undefined) await handler(request, response, allow)
  }
}

/**
 * Who was let in with this request.
 *
 * @throws {Error} if no guard let anyone in, so that a route without a guard serves nobody.
 */
export const allowOf = (request: Incoming): Allow => {
  const allow = allowed.get(request)
  if (allow === undefined) throw new Error('no guard let anyone in with this request')
  return allow
}

const allowed = new WeakMap<Incoming, Allow>()

const admitting = <Asked extends Incoming>(decider: Decider, { keepAuthorization = false, ...options }: GuardOptions<Asked>) => {
  const decide = guardOf(decider, options)
  const drops = staysBehind(keepAuthorization)
  return async (request: Asked, response: Outgoing): Promise<Allow | undefined> => {
    // Frameworks cut off the part of the path at which something is mounted, and keep the whole.
    const { originalUrl, url = '', method = '' } = request as Incoming & { readonly originalUrl?: string }
    const admission = await decide({ authorization: authorizationOf(request), method, target: originalUrl ?? url, request })
    if ('refusal' in admission) {
      answer(response, admission.refusal)
      return undefined
    }
    forget(request, drops)
    allowed.set(request, admission.allow)
    return admission.allow
  }
}

/** All of them: `headers` has the first one only. */
const authorizationOf = ({ headers, rawHeaders }: Incoming): string[] => {
  const values = rawHeaders.filter((_, place) => rawHeaders[place - 1]?.toLowerCase() === AUTHORIZATION && place % 2 === 1)
  const { authorization } = headers
  return values.length === 0 && authorization !== undefined ? [authorization] : values
}

const forget = (request: Incoming, drops: (name: string) => boolean): void => {
  // Both are made of the raw headers when they are first looked at, and Node then counts on the number of those. HTTP/2 has the first only.
  const { headers, headersDistinct, rawHeaders } = request as Incoming & Pick<Partial<IncomingMessage>, 'headersDistinct'>
  for (const name of Object.keys(headers).filter(drops)) {
    delete headers[name]
    delete headersDistinct?.[name]
  }
  for (let place = rawHeaders.length - 2; place >= 0; place -= 2) {
    if (drops(rawHeaders[place] as string)) rawHeaders.splice(place, 2)
  }
}

const answer = (response: Outgoing, { status, headers, body }: Refusal): void => {
  // Of both kinds, which say the same in types that do not agree.
  ;(response as ServerResponse).writeHead(status, Object.fromEntries(headers)).end(body)
}

const AUTHORIZATION = 'authorization'
