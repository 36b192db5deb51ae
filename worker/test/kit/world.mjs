/** The worker in workerd, with a platform, an API and a KV namespace around it; and all that one asks of it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { bundleInto } from '../../local/bundle.mjs'
import { startWorkerd } from '../../local/workerd.mjs'
import { ROLES_POLICY as POLICY } from '../../../pkg/test/kit/roles.mjs'
import { ecKey, setOf } from './keys.mjs'
import { platform } from './platform.mjs'
import { apiServer, kvServer } from './servers.mjs'

export { PLANS, ROLES_POLICY as POLICY } from '../../../pkg/test/kit/roles.mjs'

export const EMAIL = POLICY.identities[0].email
export const EXCHANGE = '/v1/auth:exchangeToken'
export const METRICS_TOKEN = 'metrics-'.repeat(5)

const folder = mkdtempSync(join(tmpdir(), 'claimgate-worker-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const modules = await bundleInto(folder)

/** What the worker of a world is told, if the world says nothing else; `undefined` takes a setting away. */
export const usualSettings = (origin) => ({
  ORIGIN: `http://${origin}`,
  ISSUER: 'https://worker.example',
  SIGNING_KEYS: setOf(ecKey('first')),
  METRICS_TOKEN,
  POLICY_CHECK: '1',
  KEY_COOLDOWN: '1',
})

/** Starts one, and stops it when the test is over: then its log must hold no part of any token that was around. */
export const worldFor = async (context, { settings = {}, policy = POLICY, replay, services = {} } = {}) => {
  const [github, api, kv] = [await platform(), await apiServer(), await kvServer({ policy: JSON.stringify(policy) })]
  const all = { ...usualSettings(api.host), ...settings }
  const told = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  const worker = await startWorkerd({ settings: told, services: { KEYS: github.host, POLICY_KV: kv.host, ...services }, replay, folder, modules })
  const tokens = []
  const remember = (token) => (tokens.push(token), token)
  const around = asking(worker, github, remember)
  context.after(async () => {
    await worker.stop()
    for (const it of [github, api, kv]) it.stop()
    checkLog(worker.log.join('\n'), tokens)
    assert.deepEqual(worker.complaints, [])
  })
  const seen = new Map()
  /** The next record of a kind, of which each is given once: the log comes after the answer. */
  const next = (event) => {
    const place = seen.get(event) ?? 0
    seen.set(event, place + 1)
    return eventually(() => records(worker.log).filter((it) => it.event === event)[place])
  }
  return { github, api, kv, next, log: worker.log, address: worker.address, port: worker.port, remember, ...around }
}

/** Asks a worker at an address, in whatever runtime. */
export const asking = ({ address, port }, github, remember = (token) => token) => {
  const ask = (path, init = {}) => fetch(address + path, { redirect: 'manual', ...init })
  const post = (body, headers = { 'content-type': 'application/json' }) =>
    ask(EXCHANGE, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const exchange = (token = github.token(), email = EMAIL) => post({ token: remember(token), email })
  const accessToken = async () => {
    const response = await exchange()
    assert.equal(response.status, 200)
    return remember((await response.json()).accessToken)
  }
  const call = async (path, { token, headers = {}, ...init } = {}) =>
    ask(path, { headers: { authorization: `Bearer ${token ?? (await accessToken())}`, ...headers }, ...init })
  return { ask, post, exchange, accessToken, call, raw: (text) => rawly(port, text) }
}

/** Sends exactly this, and gives all that comes back. */
export const rawly = (port, text) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (more) => (answer += more))
    socket.on('error', () => {}).on('close', () => resolve(answer))
    socket.write(text)
    socket.setTimeout(3000, () => socket.destroy())
  })

export const headersOf = (response) => {
  const { date, 'transfer-encoding': coding, connection, 'keep-alive': alive, ...headers } = Object.fromEntries(response.headers)
  return headers
}

/** No token, nor any of its three parts, stands in a log. Headers are alike, so that they are no secret; they are not there either. */
export const checkLog = (log, tokens) => {
  for (const token of tokens) {
    for (const part of token.split('.').filter((it) => it.length > 16)) assert.ok(!log.includes(part), `the log holds a part of a token: ${part.slice(0, 12)}`)
  }
}

/** The records of a log. */
export const records = (log) => log.map((line) => JSON.parse(line))

/** Waits for something that will come, and gives it. */
export const eventually = async (what, milliseconds = 8000) => {
  const until = Date.now() + milliseconds
  for (;;) {
    const found = await what()
    if (found) return found
    assert.ok(Date.now() < until, `it never came: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
