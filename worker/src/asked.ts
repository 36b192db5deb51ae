/** A request as the parts of the worker hand it on. */
import type { Deny, Reject } from 'claimgate'
import type { Refusal } from 'claimgate/exchange'

import type { Configuration } from './configuration.ts'
import type { PolicyInForce } from './policy.ts'
import { type ProblemCode, problemResponse } from './problems.ts'
import type { Telemetry } from './telemetry.ts'

export interface Asked {
  readonly request: Request
  /** A name for the log, and for whoever asks about his request. */
  readonly id: string
  /** Path and query, as they were sent. */
  readonly target: string
  /** Without the query, which may hold secrets. */
  readonly path: string
  readonly settings: Configuration
  readonly telemetry: Telemetry
}

/** The same, when there is a policy. */
export interface AskedOfPolicy extends Asked {
  readonly policy: PolicyInForce
}

export const responseOf = ({ status, headers, body }: Refusal): Response =>
  new Response(body, { status, headers: headers.map(([name, value]) => [name, value] as [string, string]) })

/** What the log has of every request. */
export const lineOf = ({ request, id, path }: Asked) => ({ id, method: request.method, path })

/** What the log has of a refusal: all that the caller is not told. */
export const reasonOf = (decision: Reject | Deny) => ({ verdict: decision.verdict, code: decision.problem.code, problem: decision.problem })

/** The answer to what the worker cannot, or will not, do; and a line in the log. */
export const fail = (asked: Asked, code: ProblemCode, reason?: unknown): Response => {
  asked.telemetry.failure(code, { ...lineOf(asked), ...(reason !== undefined && { reason: String(reason) }) })
  return problemResponse(code)
}
