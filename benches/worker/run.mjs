// Measures the worker in workerd beside one written with jose, then hurts it under load. Ends with 1 after any wrong answer or growth.
import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { createRequire } from 'node:module'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

import { startWorkerd } from '../../worker/local/workerd.mjs'
import { ecKey, setOf } from '../../worker/test/kit/keys.mjs'
import { ISSUER as GITHUB, platform } from '../../worker/test/kit/platform.mjs'
import { apiServer, kvServer } from '../../worker/test/kit/servers.mjs'
import { PLANS, ROLES_POLICY as POLICY } from '../../pkg/test/kit/roles.mjs'
import { call, exchange, load, only, resident, workOf } from './load.mjs'

const [ROUNDS, REQUESTS, LONG] = [11, 400, 10_000]
const ISSUER = 'https://worker.example'
const [identity] = POLICY.identities
const inWorker = createRequire(new URL('../../worker/package.json', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'claimgate-bench-'))
const stops = [() => rmSync(folder, { recursive: true, force: true })]
const wrong = []
const want = (name, isRight, seen) => {
  console.log(`${isRight ? 'right' : 'WRONG'}: ${name} (${seen})`)
  if (!isRight) wrong.push(name)
}

const [github, api, kv] = [await platform(), await apiServer(), await kvServer({ policy: JSON.stringify(POLICY) })]
stops.push(github.stop, api.stop, kv.stop)
api.answers[PLANS] = (request, response) => {
  api.asked.length = 0
  response.end('{}')
}
const signing = ecKey('first')
const shared = { ORIGIN: `http://${api.host}`, ISSUER, SIGNING_KEYS: setOf(signing) }
const settings = { ...shared, REPLAY_PROTECTION: 'off', POLICY_CHECK: '1', KEY_COOLDOWN: '1' }
const ours = await startWorkerd({ settings, services: { KEYS: github.host, POLICY_KV: kv.host }, replay: false, logFile: join(folder, 'ours.log') })
stops.push(ours.stop)

await inWorker('esbuild').build({
  entryPoints: [new URL('peer.mjs', import.meta.url).pathname], outfile: join(folder, 'peer.js'), bundle: true, format: 'esm', target: 'es2022',
  conditions: ['workerd', 'worker', 'browser'], nodePaths: [new URL('../../worker/node_modules', import.meta.url).pathname], logLevel: 'error',
})
const { sub, aud } = JSON.parse(Buffer.from(github.token().split('.')[1], 'base64url'))
const peerSettings = { EMAIL: identity.email, SUBJECT: sub, AUDIENCE_EXPECTED: aud, GRANTED: JSON.stringify(identity.roles), ROLES: JSON.stringify(POLICY.roles) }
const peerWith = async (more, logFile) => {
  const services = { KEYS: github.host }
  const it = await startWorkerd({ settings: { ...shared, ...peerSettings, ...more }, services, replay: false, folder, modules: ['peer.js'], logFile: join(folder, logFile) })
  stops.push(it.stop)
  return it
}
const contestants = { claimgate: ours, jose: await peerWith({}, 'peer.log'), 'jose, bare': await peerWith({ BARE: 'on' }, 'bare.log') }

/** The same access token but for its `jti`, signed anew. */
const another = (token) => {
  const [header, claims] = token.split('.')
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url')), jti: randomUUID() }
  const signed = `${header}.${Buffer.from(text(changed)).toString('base64url')}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: createPrivateKey({ key: signing, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const text = JSON.stringify
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]

try {
  const tokens = Array.from({ length: REQUESTS }, () => github.token())
  const accessTokens = new Map()
  for (const worker of Object.values(contestants)) accessTokens.set(worker, JSON.parse((await exchange(worker, github.token())).body).accessToken)
  const kinds = {
    exchange: (worker) => (number) => exchange(worker, tokens[number]),
    'enforcement, the same token': (worker) => () => call(worker, accessTokens.get(worker)),
    'enforcement, each token new': (worker) => {
      const others = tokens.map(() => another(accessTokens.get(worker)))
      return (number) => call(worker, others[number])
    },
  }
  console.log(`load before: ${loadavg()[0].toFixed(1)}; requests a second, and microseconds of work for one: ${Object.keys(contestants).join(' | ')}`)
  for (const [kind, by] of Object.entries(kinds)) {
    const seen = Object.values(contestants).map((worker) => ({ worker, rates: [], work: [] }))
    for (let round = 0; round <= ROUNDS; round += 1) {
      // Each begins, and each comes last, as often as the others.
      const turns = seen.map((_, place) => seen[(place + round) % seen.length])
      for (const { worker, rates, work } of turns) {
        const one = by(worker)
        const [start, before] = [performance.now(), workOf(worker)]
        const statuses = await load(REQUESTS, one)
        const [took, worked] = [performance.now() - start, workOf(worker) - before]
        if (!only(statuses, 200)) want(`every answer to ${kind} is 200`, false, text(statuses))
        if (round === 0) continue
        rates.push((REQUESTS * 1000) / took)
        work.push(worked / REQUESTS)
      }
    }
    console.log(`| ${[kind, ...seen.map(({ rates, work }) => `${median(rates).toFixed(0)} | ${median(work).toFixed(0)}`)].join(' | ')} |`)
  }
  console.log(`load after: ${loadavg()[0].toFixed(1)}`)

  const access = accessTokens.get(ours)
  const before = resident(ours)
  const many = await load(LONG, (number) => (number % 10 === 0 ? exchange(ours, tokens[number % REQUESTS]) : call(ours, access)))
  const middle = resident(ours)
  const more = await load(LONG, (number) => (number % 10 === 0 ? exchange(ours, tokens[number % REQUESTS]) : call(ours, access)))
  const after = resident(ours)
  want('many requests are answered', only(many, 200) && only(more, 200), text([many, more]))
  want('memory does not grow', after - middle < 32, [before, middle, after].map((it) => `${it.toFixed(0)} MiB`).join(', '))

  let edition = 0
  const changing = setInterval(() => (kv.values.policy = text({ ...POLICY, leeway: 10 + ((edition += 1) % 20) })), 300)
  const changed = await load(6000, () => call(ours, access))
  want('no request is lost while the policy changes', only(changed, 200) && edition > 1, `${text(changed)}, ${edition} policies`)

  github.answer = (request) => request.socket.destroy()
  edition = 0
  const dead = await load(6000, (number) => exchange(ours, tokens[number % REQUESTS]))
  clearInterval(changing)
  want('with the key server dead, keys that are there serve on, also new policies', only(dead, 200) && edition > 1, `${text(dead)}, ${edition} policies`)
  github.rotate()
  const strange = await load(200, () => exchange(ours, github.token()))
  want('with the key server dead, an unknown key opens nothing', only(strange, 401, 503), text(strange))
  github.answer = (request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[{"kty":"RSA","n":"AQAB","e":"AQ"}]}')
  const lied = await load(200, () => exchange(ours, github.token()))
  want('a lying key server opens nothing', only(lied, 401, 503), text(lied))
  github.answer = () => {}
  const [slow, meanwhile] = await Promise.all([load(32, () => exchange(ours, github.token())), load(500, () => call(ours, access))])
  want('a key server that never answers opens nothing', only(slow, 401, 503), text(slow))
  want('and does not hold up those who need it not', only(meanwhile, 200), text(meanwhile))
  github.answer = undefined
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const until = Date.now() + 60_000
  while ((await exchange(ours, github.token())).status !== 200 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 500))
  want('it recovers with its key server', (await exchange(ours, github.token())).status === 200, GITHUB)
} finally {
  for (const stop of stops.reverse()) await stop()
}
process.exit(wrong.length === 0 ? 0 : 1)
