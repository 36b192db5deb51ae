/** Middleware for whatever speaks `Request` and `Response`: edge workers, Deno, Bun, Hono and the like. */
import type { Allow } from '../contract.js'
import { type Decider, type GuardOptions, guardOf, type Refusal, staysBehind } from '../guard.js'

export type { Decided, Decider, GuardOptions } from '../guard.js'

/**
 * Makes a guard: it answers a request with who was let in, or with the response to whom was not. Only the header `Authorization` counts, never
 * the address or the body. Where the policy has `roles`, those of the identity must permit the method on the path.
 */
export const guard = (decider: Decider, options: GuardOptions<Request> = {}): ((request: Request) => Promise<Allow | Response>) => {
  const admit = guardOf(decider, options)
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    // Several headers are joined to one by commas, which no token holds.
    const value = request.headers.get('authorization')
    const authorization = value === null ? [] : [value]
    const admission = await admit({ authorization, method: request.method, target: pathname + search, request })
    return 'allow' in admission ? admission.allow : responseOf(admission.refusal)
  }
}

export interface ForwardOptions {
  /** Whether the header `Authorization` goes on, too: not by default, so that the token goes no further. */
  readonly keepAuthorization?: boolean
}

export interface ProtectOptions extends GuardOptions<Request>, ForwardOptions {}

/** Puts a guard before a handler, which is called for those alone who are let in; whatever else the runtime gives is passed on. */
export const protect = <Rest extends readonly unknown[]>(
  decider: Decider,
  handler: (request: Request, allow: Allow, ...rest: Rest) => Response | Promise<Response>,
  { keepAuthorization = false, ...options }: ProtectOptions = {},
): ((request: Request, ...rest: Rest) => Promise<Response>) => {
  const admit = guard(decider, options)
  return async (request, ...rest) => {
    const admitted = await admit(request)
    if (admitted instanceof Response) return admitted
    return handler(forwarded(request, { keepAuthorization }), admitted, ...rest)
  }
}

/**
 * The request as it goes on behind a guard: without the token, and without headers such as `X-HTTP-Method-Override`, by which some
 * servers take another method or path than those that were permitted.
 */
export const forwarded = (request: Request, { keepAuthorization = false }: ForwardOptions = {}): Request => {
  const dropped = [...request.headers.keys()].filter(staysBehind(keepAuthorization))
  if (dropped.length === 0) return request
  const headers = new Headers(request.headers)
  for (const name of dropped) headers.delete(name)
  return new Request(request, { headers })
}

const responseOf = ({ status, headers, body }: Refusal): Response =>
  new Response(body, { status, headers: headers.map(([name, value]) => [name, value] as [string, string]) })
