// What one writes by hand with jose for one identity: the same checks as the worker's, in the same runtime.
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

const exchange = async (request, env) => {
  const { token, email } = await request.json()
  if (email !== env.EMAIL) return new Response(null, { status: 401 })
  const options = { issuer: GITHUB, audience: env.AUDIENCE_EXPECTED, subject: env.SUBJECT, algorithms: ['RS256'], requiredClaims: ['exp'] }
  await jwtVerify(token, made.platform, options)
  const accessToken = await new SignJWT({ roles: JSON.parse(env.GRANTED) })
    .setProtectedHeader({ alg: 'ES256', kid: made.kid, typ: 'at+jwt' })
    .setIssuer(env.ISSUER).setAudience(env.ISSUER).setSubject(email).setIssuedAt().setExpirationTime('1h').setJti(crypto.randomUUID())
    .sign(made.key)
  return Response.json({ accessToken })
}

const enforce = async (request, env, url) => {
  const token = request.headers.get('authorization')?.slice('Bearer '.length) ?? ''
  const { payload } = await jwtVerify(token, made.own, { issuer: env.ISSUER, audience: env.ISSUER, algorithms: ['ES256'] })
  const opens = ({ methods, pattern }) => methods.includes(request.method) && pattern.test(url.pathname)
  if (!payload.roles.some((role) => made.roles[role]?.some(opens))) return new Response(null, { status: 403 })
  return fetch(new URL(url.pathname, env.ORIGIN), { method: request.method, headers: { 'x-identity': payload.sub } })
}

export class ReplayMemory {}

export default {
  async fetch(request, env) {
    made ??= await makeFrom(env)
    const url = new URL(request.url)
    try {
      return url.pathname === '/v1/auth:exchangeToken' ? await exchange(request, env) : await enforce(request, env, url)
    } catch {
      return new Response(null, { status: 401 })
    }
  },
}
