/** What the worker answers by itself: health, counters, and the keys of its access tokens. */
import { problemResponse } from './problems.ts'
import type { Telemetry } from './telemetry.ts'

/** Whether requests are answered at all: always. */
export const LIVE = '/.claimgate/live'
/** Whether they are answered as they should be. */
export const READY = '/.claimgate/ready'
export const METRICS = '/.claimgate/metrics'
/** RFC 7517 section 5. */
export const JWKS = '/.well-known/jwks.json'

/** An answer to yes or no, and nothing of why: anyone may ask. */
export const health = (holds: boolean): Response => Response.json({ ok: holds }, { status: holds ? 200 : 503, headers: NOT_KEPT })

export const keySet = (published: string): Response =>
  // So long the next signing key is published before it signs.
  new Response(published, { headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' } })

/** The counters, for who has the token. Without one there are none to be seen. */
export const counters = async (request: Request, token: string | undefined, telemetry: Telemetry): Promise<Response> => {
  const isWelcome = token !== undefined && (await isSame(request.headers.get('authorization') ?? '', `Bearer ${token}`))
  if (!isWelcome) return problemResponse('not_found')
  return new Response(telemetry.metrics(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', ...NOT_KEPT } })
}

/** In a time that tells nothing of where they differ. */
const isSame = async (one: string, other: string): Promise<boolean> => {
  const digest = async (text: string) => new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const [a, b] = [await digest(one), await digest(other)]
  return a.reduce((difference, byte, place) => difference | (byte ^ (b[place] as number)), 0) === 0
}

const NOT_KEPT = { 'cache-control': 'no-store' }
