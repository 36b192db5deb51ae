/** Middleware for whatever speaks `Request` and `Response`: edge workers, Deno, Bun, Hono and the like. */
import type { Allow } from '../contract.js'
import { type Decider, type GuardOptions, guardOf, type Refusal } from '../guard.js'

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

export interface ProtectOptions extends GuardOptions<Request> {
  /** Whether the handler gets the header `Authorization`, too: not by default, so that the token goes no further. */
  readonly keepAuthorization?: boolean
}

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
    return handler(keepAuthorization ? request : withoutAuthorization(request), admitted, ...rest)
  }
}

/** The same request without the header `Authorization`, for what comes behind a guard and needs no token. */
export const withoutAuthorization = (request: Request): Request => {
  const headers = new Headers(request.headers)
  headers.delete('authorization')
  return new Request(request, { headers })
}

const responseOf = ({ status, headers, body }: Refusal): Response =>
  new Response(body, { status, headers: headers.map(([name, value]) => [name, value] as [string, string]) })
