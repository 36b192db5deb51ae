/** The worker: from a request to its answer. What is decided about a token is decided by the core, in every runtime alike. */
import { EXCHANGE, isDisguisedExchange } from 'claimgate/exchange'

import { enforce } from './access.ts'
import { type Asked, fail } from './asked.ts'
import { type Configuration, configurationOf } from './configuration.ts'
import { exchangeHere } from './exchange.ts'
import { exchangeThere, pass } from './guard.ts'
import type { Arrival, Handler, Surroundings } from './host.ts'
import { type Minting, mintingOf } from './minting.ts'
import { JWKS, LIVE, METRICS, READY, counters, health, keySet } from './own-paths.ts'
import { type PolicyHolder, policyHolder } from './policy.ts'
import { problemResponse } from './problems.ts'
import { type Telemetry, telemetryOf } from './telemetry.ts'

/** A worker in these surroundings, which it looks at when the first request comes. */
export const handlerOf = (surroundings: Surroundings): Handler => {
  const telemetry = telemetryOf()
  let started: Started | 'misconfigured' | undefined
  return async (request, arrival = {}) => {
    const target = arrival.target ?? targetOf(request.url)
    const path = target.split('?', 1)[0] as string
    if (path === LIVE) return health(true)
    try {
      started ??= await start(surroundings, telemetry)
      if (started === 'misconfigured') return path === READY ? health(false) : problemResponse('not_configured')
      const asked = { request, id: crypto.randomUUID(), target, path, settings: started.settings, telemetry }
      return await answer(started, asked, arrival)
    } catch (error) {
      telemetry.failure('worker_failed', { reason: error instanceof Error ? (error.stack ?? error.message) : String(error), path })
      return problemResponse('worker_failed')
    }
  }
}

interface Started {
  readonly settings: Configuration
  readonly minting: Minting | undefined
  readonly policies: PolicyHolder
}

const start = async (surroundings: Surroundings, telemetry: Telemetry): Promise<Started | 'misconfigured'> => {
  const settings = configurationOf(surroundings)
  const minting = 'faults' in settings || settings.minting === undefined ? undefined : await mintingOf(settings.minting)
  const faulty = [settings, minting].find((it) => it !== undefined && 'faults' in it) as { readonly faults: [] } | undefined
  if (faulty !== undefined) {
    telemetry.configuration(faulty.faults)
    return 'misconfigured'
  }
  return { settings: settings as Configuration, minting: minting as Minting | undefined, policies: policyHolder(settings as Configuration, telemetry) }
}

const answer = async ({ settings, minting, policies }: Started, asked: Asked, { waitUntil = later }: Arrival): Promise<Response> => {
  const { request, target, path, telemetry } = asked
  if (path === METRICS) return counters(request, settings.metricsToken, telemetry)
  if (path === READY) return policies.use(async (policy) => health(policy !== undefined), waitUntil)
  if (path === JWKS && minting !== undefined) return keySet(minting.published)
  const isExchange = target === EXCHANGE.path
  if (!isExchange && isDisguisedExchange(target)) return fail(asked, 'path_ambiguous')
  if (!isExchange && minting === undefined) return pass(asked)
  return policies.use(async (policy) => {
    if (policy === undefined) return fail(asked, 'policy_unavailable')
    if (minting === undefined) return exchangeThere({ ...asked, policy })
    return (isExchange ? exchangeHere : enforce)({ ...asked, policy }, minting)
  }, waitUntil)
}

/** Path and query as they stand in an address, which is none of `URL`: that would write them in its own way. */
const targetOf = (url: string): string => url.replace(/^[a-z]+:\/\/[^/?#*]*/, '').split('#', 1)[0] as string

const later = (work: Promise<unknown>): void => {
  work.catch(() => {})
}
