/** Middleware for Node's `http` and for what is built on it, such as Express. */
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Allow } from '../contract.js'
import { type Decider, type GuardOptions as SharedOptions, guardOf, type Refusal, staysBehind } from '../guard.js'

export type { Decided, Decider } from '../guard.js'

export interface GuardOptions extends SharedOptions<IncomingMessage> {
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
export const guard = (
  decider: Decider,
  options: GuardOptions = {},
): ((request: IncomingMessage, response: ServerResponse, next: Next) => void) => {
  const admit = admitting(decider, options)
  return (request, response, next) => {
    admit(request, response).then((allow) => allow && next(), next)
  }
}

/** Puts a guard before a handler of `http.createServer`, which is called for those alone who are let in. */
export const protect = (
  decider: Decider,
  handler: (request: IncomingMessage, response: ServerResponse, allow: Allow) => void | Promise<void>,
  options: GuardOptions = {},
): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  const admit = admitting(decider, options)
  return async (request, response) => {
    const admitted = admit(request, response)
    admitted.catch(() => response.writeHead(500).end())
    const allow = await admitted
    if (allow !== undefined) await handler(request, response, allow)
  }
}

/**
 * Who was let in with this request.
 *
 * @throws {Error} if no guard let anyone in, so that a route without a guard serves nobody.
 */
export const allowOf = (request: IncomingMessage): Allow => {
  const allow = allowed.get(request)
  if (allow === undefined) throw new Error('no guard let anyone in with this request')
  return allow
}

const allowed = new WeakMap<IncomingMessage, Allow>()

const admitting = (decider: Decider, { keepAuthorization = false, ...options }: GuardOptions) => {
  const decide = guardOf(decider, options)
  const drops = staysBehind(keepAuthorization)
  return async (request: IncomingMessage, response: ServerResponse): Promise<Allow | undefined> => {
    // Frameworks cut off the part of the path at which something is mounted, and keep the whole.
    const { originalUrl, url = '', method = '' } = request as IncomingMessage & { readonly originalUrl?: string }
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
const authorizationOf = ({ headers, rawHeaders }: IncomingMessage): string[] => {
  const values = rawHeaders.filter((_, place) => rawHeaders[place - 1]?.toLowerCase() === AUTHORIZATION && place % 2 === 1)
  const { authorization } = headers
  return values.length === 0 && authorization !== undefined ? [authorization] : values
}

const forget = (request: IncomingMessage, drops: (name: string) => boolean): void => {
  // Both are made of the raw headers when they are first looked at, and Node then counts on the number of those.
  const { headers, headersDistinct, rawHeaders } = request
  for (const name of Object.keys(headers).filter(drops)) {
    delete headers[name]
    delete headersDistinct?.[name]
  }
  for (let place = rawHeaders.length - 2; place >= 0; place -= 2) {
    if (drops(rawHeaders[place] as string)) rawHeaders.splice(place, 2)
  }
}

const answer = (response: ServerResponse, { status, headers, body }: Refusal): void => {
  response.writeHead(status, Object.fromEntries(headers)).end(body)
}

const AUTHORIZATION = 'authorization'
