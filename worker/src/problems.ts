/** What a caller is told when the worker itself cannot serve him (RFC 9457). Whatever is decided about a token is answered by the core. */

export type ProblemCode = keyof typeof PROBLEMS

/** The answer to a fault of this name. */
export const problemResponse = (code: ProblemCode): Response => {
  const { status, title, detail, headers } = PROBLEMS[code]
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail })
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers } })
}

/** The same, named as in the log. */
export const problemStatus = (code: ProblemCode): number => PROBLEMS[code].status

const TRY_AGAIN = { 'retry-after': '5' }

const PROBLEMS = {
  path_ambiguous: {
    status: 400, title: 'Bad Request', headers: {},
    detail: 'Servers read this path in different ways, so it goes no further.',
  },
  not_found: { status: 404, title: 'Not Found', headers: {}, detail: 'There is nothing here.' },
  method_not_allowed: {
    status: 405, title: 'Method Not Allowed', headers: { allow: 'POST' },
    detail: 'Tokens are exchanged by POST.',
  },
  body_too_slow: { status: 408, title: 'Request Timeout', headers: {}, detail: 'The body did not come in time.' },
  body_too_long: { status: 413, title: 'Content Too Large', headers: {}, detail: 'The body is longer than any exchange.' },
  method_unsupported: { status: 501, title: 'Not Implemented', headers: {}, detail: 'No request of this method goes any further.' },
  worker_failed: { status: 500, title: 'Internal Server Error', headers: {}, detail: 'The worker failed; its log says why.' },
  origin_unreachable: { status: 502, title: 'Bad Gateway', headers: {}, detail: 'The API behind this worker does not answer.' },
  not_configured: {
    status: 503, title: 'Service Unavailable', headers: TRY_AGAIN,
    detail: 'The worker is not configured, so it lets nobody in; its log says what is missing.',
  },
  policy_unavailable: {
    status: 503, title: 'Service Unavailable', headers: TRY_AGAIN,
    detail: 'There is no policy, so nobody is let in; the log says why.',
  },
  replay_store_unreachable: {
    status: 503, title: 'Service Unavailable', headers: TRY_AGAIN,
    detail: 'There is no telling whether the token was exchanged before, so it is not exchanged now.',
  },
} as const
