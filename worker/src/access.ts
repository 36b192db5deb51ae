/** Requests to the API: who has an access token goes on to the origin, with headers that say who he is. */
import { bearerToken, identityHeaders, isAccessToken, isReservedHeader, refusalOf } from 'claimgate/exchange'

import { type AskedOfPolicy, fail, lineOf, reasonOf, responseOf } from './asked.ts'
import type { Minting } from './minting.ts'
import { addressAt, askOrigin } from './origin.ts'

export const enforce = async (asked: AskedOfPolicy, minting: Minting): Promise<Response> => {
  const { request, target, settings, telemetry, policy } = asked
  const decision = await decided(asked, minting)
  if (decision.verdict !== 'allow') {
    const refusal = refusalOf(decision, settings.realm)
    telemetry.decided('access', { ...lineOf(asked), status: refusal.status, ...reasonOf(decision), policy: policy.digest })
    return responseOf(refusal)
  }
  // What is permitted is this path, and no other that it might become on the way.
  const address = addressAt(settings.origin, target)
  if (address === undefined) return fail(asked, 'path_ambiguous')
  const { identity, claims } = decision
  const drops = (name: string) => isReservedHeader(name) || (name === 'authorization' && !settings.forwardAuthorization)
  const allowed = { ...lineOf(asked), verdict: 'allow', code: 'ok', email: identity.email, token: claims.jti, policy: policy.digest } as const
  try {
    const response = await askOrigin(settings, address, request, { drops, adds: identityHeaders(decision) })
    telemetry.originAnswered(response.status)
    telemetry.decided('access', { ...allowed, status: response.status })
    return response
  } catch (reason) {
    telemetry.decided('access', { ...allowed, status: 502 })
    return fail(asked, 'origin_unreachable', reason)
  }
}

const decided = async ({ request, target, settings, policy }: AskedOfPolicy, { accessTokens }: Minting) => {
  // Several headers are joined to one by commas, which no token holds.
  const value = request.headers.get('authorization')
  const token = bearerToken(value === null ? [] : [value])
  if (typeof token !== 'string') return token
  const line = { method: request.method, target }
  if (settings.platformTokens && !isAccessToken(token)) return policy.keys.decide(token, { request: line })
  return accessTokens.decideAsync(policy.gate, token, Date.now() / 1000, line)
}
