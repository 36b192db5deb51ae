/** Guard mode: the origin makes the access tokens. Exchanges are judged here first; whatever else comes is the origin's to judge. */
import { isReservedHeader } from 'claimgate/exchange'

import { type Asked, type AskedOfPolicy, fail, lineOf } from './asked.ts'
import { judgedExchange, tellAllowed } from './exchange.ts'
import { addressAt, askOrigin } from './origin.ts'

/** Passes an exchange on unchanged that one of the stricter identities admits. */
export const exchangeThere = async (asked: AskedOfPolicy): Promise<Response> => {
  const judged = await judgedExchange(asked, () => undefined)
  if (judged instanceof Response) return judged
  const response = await passOn(asked, judged.body)
  tellAllowed(asked, judged.exchanged, { status: response.status })
  return response
}

/** Passes on what is no exchange, with the token that it brings. */
export const pass = async (asked: Asked): Promise<Response> => {
  const response = await passOn(asked)
  asked.telemetry.passed({ ...lineOf(asked), status: response.status })
  return response
}

const passOn = async (asked: Asked, body?: Uint8Array): Promise<Response> => {
  const { request, target, settings, telemetry } = asked
  const address = addressAt(settings.origin, target)
  if (address === undefined) return fail(asked, 'path_ambiguous')
  try {
    const response = await askOrigin(settings, address, request, { drops: isReservedHeader, adds: [], ...(body !== undefined && { body }) })
    telemetry.originAnswered(response.status)
    return response
  } catch (reason) {
    return fail(asked, 'origin_unreachable', reason)
  }
}
