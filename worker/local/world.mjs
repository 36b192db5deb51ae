/** The local issuer, the worker in workerd, and a small API behind it. */
import { execFileSync, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { startWorkerd } from './workerd.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
export const CLAIMGATE = process.env.CLAIMGATE ?? here('../../target/debug/claimgate')
/** The worker's own, which is that of the guide. */
export const POLICY = here('../policy.json')

/**
 * Starts all of it. Their processes end with `stop`. `policy` is the text of another one than the worker's own, `settings` are those of the
 * worker beside what this world needs.
 */
export const startWorld = async ({ policy, settings: own = {} } = {}) => {
  const issuer = await startIssuer()
  const api = await startApi()
  const keys = execFileSync(process.execPath, [here('../scripts/new-key.mjs')], { input: '', encoding: 'utf8' })
  const settings = {
    ORIGIN: `http://${api.host}`, ISSUER: 'https://bytebase.example.com', SIGNING_KEYS: keys, KEY_COOLDOWN: '1',
    ...(policy === undefined ? {} : { POLICY: policy }), ...own,
  }
  const worker = await startWorkerd({ settings, services: { KEYS: new URL(issuer.jwksUrl).host } })
  const stop = async () => {
    await worker.stop()
    issuer.stop()
    api.stop()
  }
  return { issuer, api, worker, stop }
}

const startIssuer = async () => {
  const child = spawn(CLAIMGATE, ['issuer', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const line = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => reject(new Error('the local issuer ended')))
    createInterface({ input: child.stdout }).once('line', resolve)
  })
  return { ...JSON.parse(line), stop: () => child.kill() }
}

/** An API that believes the worker, and remembers what reached it. */
const startApi = async () => {
  const requests = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (data) => (body += data))
    request.on('end', () => {
      requests.push({ method: request.method, path: request.url, headers: request.headers, body })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(request.method === 'POST' ? { name: `${request.url.slice('/v1/'.length)}/101` } : { projects: [] }))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { host: `127.0.0.1:${server.address().port}`, requests, stop: () => server.close() }
}
