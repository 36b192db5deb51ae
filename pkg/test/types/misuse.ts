// What must not compile, each line beside one that does. `tsc` fails where an expected error does not come.
import { type Allow, type Claims, type Decision, decode, type Deny, Gate, Policy, type PolicyDocument, type Reject, type Unverified, type Verified, Verifier } from 'claimgate'
import { type AccessAllow, AccessTokens, exchange, exchangeAsync, type Exchanged, identityHeaders } from 'claimgate/exchange'
import { explain, lint } from 'claimgate/explain'
import { RemoteKeys } from 'claimgate/keys'
import { allowOf, guard as nodeGuard, protect as nodeProtect } from 'claimgate/node'
import { guard as webGuard, protect as webProtect } from 'claimgate/web'
import express from 'express'
import { Hono } from 'hono'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'

declare const token: string
declare const gate: Gate
declare const verifier: Verifier
declare const grant: (claims: Claims) => void
declare const enter: (verified: Verified) => void
declare const admit: (allow: Allow) => void

// What is only decoded is no proof.
const decoded = decode(token)
grant(decoded.claims.peekUnverified())
// @ts-expect-error
grant(decoded.claims)
// @ts-expect-error
enter(decoded)
// @ts-expect-error
enter(decoded.claims)
// @ts-expect-error
const renamed: Verified = decoded.claims
// @ts-expect-error
const unwrapped: Claims = decoded.claims

// Nobody makes a proof by hand.
enter(verifier.verify(token, 1))
// @ts-expect-error
enter({ claims: {}, expiresAt: 1 })
// @ts-expect-error
admit({ verdict: 'allow', identity: { email: '', name: '', platform: '', issuer: '', project: null, roles: [] }, claims: {}, expiresAt: 1 })
// @ts-expect-error
const unverified: Unverified<Claims> = { peekUnverified: () => ({}) }

// A decision must be looked at.
const decision: Decision = gate.decide(token, 1)
if (decision.verdict === 'allow') admit(decision)
// @ts-expect-error
admit(decision)
// @ts-expect-error
decision.claims
// @ts-expect-error
if (decision.verdict === 'reject') decision.nearest
const status = (it: Decision): number => {
  switch (it.verdict) {
    case 'allow':
      return 200
    case 'reject':
      return 401
    case 'deny':
      return 403
  }
}

// The clock is an argument, and so are issuer and audience.
// @ts-expect-error
gate.decide(token)
// @ts-expect-error
gate.decide(token, new Date())
// @ts-expect-error
verifier.verify(token)
new Verifier({ jwks: {}, issuer: 'i', audience: ['a'], algorithms: ['RS256'] })
// @ts-expect-error
new Verifier({ jwks: {}, issuer: 'i' })
// @ts-expect-error
new Verifier({ jwks: {}, audience: 'a' })
// @ts-expect-error
new Verifier({ jwks: {}, issuer: 'i', audience: 'a', algorithms: ['none'] })
// @ts-expect-error
new Verifier({ jwks: {}, issuer: 'i', audience: 'a', algorithms: ['HS256'] })

// What is awaited must be awaited.
const later: Promise<Decision> = gate.decideAsync(token, 1)
// @ts-expect-error
const now: Decision = gate.decideAsync(token, 1)

// Keys from afar: of a gate, with options by name, and awaited.
const keys = new RemoteKeys(gate, { fetch, now: () => 1, cooldown: 30, staleFor: 3600, timeout: 5, onFailure: ({ problem }) => problem.code })
const fetched: Promise<Decision> = keys.decide(token, { email: '' })
const exchanging: Promise<Exchanged | Reject | Deny> = keys.decideBy(token, (at) => exchangeAsync(gate, { token, email: '' }, at))
// @ts-expect-error
const undecided: Decision = keys.decide(token)
// @ts-expect-error
keys.decide(token, 1)
// @ts-expect-error
new RemoteKeys(verifier)
// @ts-expect-error
new RemoteKeys(gate, { cooldownDuration: 30 })
// @ts-expect-error
new RemoteKeys(gate, { now: () => new Date() })
// @ts-expect-error
new RemoteKeys(gate, { onFailure: (failure) => (failure.issuer = '') })
// @ts-expect-error
new RemoteKeys(gate, { inheritFrom: gate })
new RemoteKeys(gate, { inheritFrom: keys })

// Results do not change.
// @ts-expect-error
if (decision.verdict === 'allow') decision.identity.roles.push('admin')
// @ts-expect-error
if (decision.verdict === 'reject') decision.problem.code = 'token_expired'

// Handles, and options by name.
using policy = new Policy({ identities: [] })
new Gate(policy, { crypto: 'wasm', seenTokens: 1000 })
// @ts-expect-error
new Gate(policy, { seenTokens: true })
// @ts-expect-error
new Gate(policy, { crypto: 'openssl' })
// @ts-expect-error
new Gate(policy, { cypto: 'wasm' })
// A document may be anything that is read from elsewhere, and is held to its form where one wants that.
const identity = { name: 'n', email: 'e', platform: 'github-actions', owner: 'o', repository: 'r', branch: ['main'] } as const
new Gate({ identities: [identity] } satisfies PolicyDocument)
// @ts-expect-error
new Gate({ identities: [{ ...identity, brnach: 'main' }] } satisfies PolicyDocument)
// @ts-expect-error
new Gate({ identities: [{ ...identity, platform: 'github' }] } satisfies PolicyDocument)
lint(policy)
// @ts-expect-error
lint({ identities: [] })
explain(token, 1, { gate, moment: 'issued_at' })
// @ts-expect-error
explain(token, 1, { gate: policy })

// A caller asks by name.
gate.decide(token, 1, { email: 'deploy@workload.bytebase.com', request: { method: 'GET', target: '/' } })
// @ts-expect-error
gate.decide(token, 1, { request: { method: 'GET' } })
// @ts-expect-error
gate.decide(token, 1, 'deploy@workload.bytebase.com')

// What was exchanged, what was let in and what has access are three things.
declare const tokens: AccessTokens
declare const exchanged: Exchanged
declare const letIn: Allow
declare const access: AccessAllow
tokens.claims(exchanged, 'id')
// @ts-expect-error
tokens.claims(letIn, 'id')
// @ts-expect-error
tokens.claims(access, 'id')
// @ts-expect-error
tokens.claims(exchange(gate, { token, email: '' }, 1), 'id')
// @ts-expect-error
admit(access)
identityHeaders(letIn)
identityHeaders(access)
tokens.decide(gate, token, 1, { method: 'GET', target: '/' })
// @ts-expect-error
tokens.decide(gate, token, 1)
// @ts-expect-error
new AccessTokens({ issuer: 'i' })

// Middleware: what a guard gives must be looked at, and options are known by name.
declare const request: Request
declare const afar: RemoteKeys
const admitted = await webGuard(afar, { realm: 'r' })(request)
if (!(admitted instanceof Response)) admit(admitted)
// @ts-expect-error
admit(admitted)
// @ts-expect-error
webGuard(gate, { relm: 'r' })
// @ts-expect-error
webGuard(policy)
// @ts-expect-error
webGuard({ decide: () => ({ verdict: 'allow' }) })
const worker = { fetch: webProtect(gate, (_: Request, allow: Allow, env: { place: string }) => new Response(allow.identity.email + env.place)) }
const answer: Promise<Response> = worker.fetch(request, { place: 'x' })
// @ts-expect-error
worker.fetch(request)
express().use('/v1', nodeGuard(afar, { keepAuthorization: true }), (it, response) => void response.send(allowOf(it).identity.email))
// Fastify hands errors on as `Error`, and has Node's request and response.
declare const hooked: [IncomingMessage, ServerResponse, done: (error?: Error) => void]
nodeGuard(gate)(...hooked)
createServer(nodeProtect(gate, (_, response, allow) => void response.end(allow.identity.email), { onDecision: ({ path }) => path.length }))
// In HTTP/2 requests and responses are others, which are known by what asks for them; with options one names them.
createHttp2Server(nodeProtect(gate, ({ stream }, response, allow) => void response.end(`${stream.id} ${allow.identity.email}`)))
const secure = (request: Http2ServerRequest, response: Http2ServerResponse) => void response.end(allowOf(request).identity.email)
createSecureServer({}, nodeProtect(afar, secure, { email: ({ authority }) => authority }))
createHttp2Server((request, response) => nodeGuard(gate, { keepAuthorization: true })(request, response, () => response.end(allowOf(request).identity.email)))
const alone: (request: IncomingMessage, response: ServerResponse) => Promise<void> = nodeProtect(gate, ({ socket }, response) => void response.end(socket.remoteAddress))
// @ts-expect-error
createServer(nodeProtect(gate, ({ stream }: Http2ServerRequest, response) => void response.end(stream.id)))
// @ts-expect-error
createHttp2Server(nodeProtect(gate, ({ socket }: IncomingMessage, response: ServerResponse) => void response.end(socket.remoteAddress)))
// @ts-expect-error
nodeProtect(gate, (_: unknown, response: ServerResponse, allow: string) => void response.end(allow))
new Hono<{ Variables: { allow: Allow } }>().use(async (context, next) => {
  const admitted = await webGuard(gate)(context.req.raw)
  if (admitted instanceof Response) return admitted
  context.set('allow', admitted)
  return next()
})

export { alone, answer, fetched, later, now, renamed, status, undecided, unverified, unwrapped }
