// What one writes by hand with jose for one identity: the same checks as the worker's, in the same runtime. It tells of each decision in the log and
// passes on headers with who calls; with `BARE` it does neither.
import { SignJWT, createLocalJWKSet, createRemoteJWKSet, customFetch, importJWK, jwtVerify } from 'jose'

const GITHUB = 'https://token.actions.githubusercontent.com'
let made

const makeFrom = async ({ KEYS, SIGNING_KEYS, ROLES }) => {
  const set = JSON.parse(SIGNING_KEYS)
  const [{ d, ...open }] = set.keys
  const grants = ({ methods, path }) => {
    const pattern = path.replace(/\/\*\*|\*/g, (it) => (it === '*' ? '[^/]+' : '(/.*)?'))
    return { methods, pattern: new RegExp(`^${pattern}$`) }
  }
  return {
    platform: createRemoteJWKSet(new URL(`${GITHUB}/.well-known/jwks`), { [customFetch]: (...asked) => KEYS.fetch(...asked) }),
    own: createLocalJWKSet({ keys: [open] }),
    key: await importJWK(set.keys[0], 'ES256'),
    kid: open.kid,
    roles: Object.fromEntries(Object.entries(JSON.parse(ROLES)).map(([name, list]) => [name, list.map(grants)])),
  }
}

const tell = (env, event, request, url, record) => {
  if (env.BARE === 'on') return
  console.log(JSON.stringify({ time: new Date().toISOString(), event, method: request.method, path: url.pathname, ...record }))
}

const exchange = async (request, env, url) => {
  const { token, email } = await request.json()
  if (email !== env.EMAIL) throw new Error('unknown address')
  const options = { issuer: GITHUB, audience: env.AUDIENCE_EXPECTED, subject: env.SUBJECT, algorithms: ['RS256'], requiredClaims: ['exp'] }
  const { payload: { iss, sub, jti } } = await jwtVerify(token, made.platform, options)
  const access = crypto.randomUUID()
  const accessToken = await new SignJWT({ client_id: email, roles: JSON.parse(env.GRANTED), act: { iss, sub } })
    .setProtectedHeader({ alg: 'ES256', kid: made.kid, typ: 'at+jwt' })
    .setIssuer(env.ISSUER).setAudience(env.ISSUER).setSubject(email).setIssuedAt().setExpirationTime('1h').setJti(access)
    .sign(made.key)
  tell(env, 'exchange', request, url, { status: 200, verdict: 'allow', email, job: { iss, sub, jti }, access })
  return Response.json({ accessToken }, { headers: { 'cache-control': 'no-store' } })
}

const enforce = async (request, env, url) => {
  const token = request.headers.get('authorization')?.slice('Bearer '.length) ?? ''
  const { payload } = await jwtVerify(token, made.own, { issuer: env.ISSUER, audience: env.ISSUER, algorithms: ['ES256'], typ: 'at+jwt' })
  const opens = ({ methods, pattern }) => methods.includes(request.method) && pattern.test(url.pathname)
  if (!payload.roles.some((role) => made.roles[role]?.some(opens))) return new Response(null, { status: 403 })
  const response = await fetch(new URL(url.pathname + url.search, env.ORIGIN), {
    method: request.method, headers: headersFor(request, env, payload), body: request.body, redirect: 'manual',
  })
  tell(env, 'access', request, url, { status: response.status, verdict: 'allow', email: payload.sub, token: payload.jti })
  return response
}

const headersFor = (request, env, { sub, roles, act }) => {
  if (env.BARE === 'on') return { 'x-workload-identity': sub }
  const headers = new Headers(request.headers)
  headers.delete('authorization')
  headers.set('x-workload-identity', sub)
  headers.set('x-workload-roles', roles.join(','))
  headers.set('x-workload-subject', act.sub)
  return headers
}

export class ReplayMemory {}

export default {
  async fetch(request, env) {
    made ??= await makeFrom(env)
    const url = new URL(request.url)
    try {
      return url.pathname === '/v1/auth:exchangeToken' ? await exchange(request, env, url) : await enforce(request, env, url)
    } catch (error) {
      tell(env, 'refused', request, url, { status: 401, reason: String(error) })
      return new Response(null, { status: 401 })
    }
  },
}
