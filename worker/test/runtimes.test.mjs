// The same handler in Node, Deno and Bun, each by its entry: exchanges, requests, path tricks, a policy that changes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { platform } from './kit/platform.mjs'
import { apiServer } from './kit/servers.mjs'
import { EMAIL, PLANS, POLICY, asking, checkLog, eventually, usualSettings } from './kit/world.mjs'

const worker = fileURLToPath(new URL('..', import.meta.url))

/** A program that npm has installed for this platform; the packages that choose it need install scripts. */
const program = (scope, begin, rest) => {
  const folder = join(worker, 'node_modules', scope)
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(begin)) : []
  return found.map((name) => join(folder, name, rest)).find((path) => existsSync(path))
}

const RUNTIMES = [
  { name: 'Node', command: process.execPath, args: ['dist/node.js'] },
  { name: 'Deno', command: program('@deno', '', 'deno'), args: ['run', '--no-prompt', '--allow-net', '--allow-env', '--allow-read', 'src/deno.ts'] },
  { name: 'Bun', command: program('@oven', 'bun-linux', 'bin/bun'), args: ['--no-install', 'src/bun.ts'] },
]

const serverFor = async (context, { command, args }, { settings = {}, policy = POLICY } = {}) => {
  const [github, api, home] = [await platform(), await apiServer(), mkdtempSync(join(tmpdir(), 'claimgate-runtime-'))]
  const file = join(home, 'policy.json')
  writeFileSync(file, JSON.stringify(policy))
  const told = { ...usualSettings(api.host), POLICY_FILE: file, KEYS_ADDRESS: `http://${github.host}`, ...settings }
  const environment = Object.fromEntries(Object.entries(told).map(([name, value]) => [`CLAIMGATE_${name}`, value]))
  const env = { PATH: process.env.PATH, HOME: home, DENO_DIR: join(home, 'deno'), DENO_NO_UPDATE_CHECK: '1', PORT: '0', ...environment }
  const child = spawn(command, args, { cwd: worker, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [log, tokens] = [[], []]
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => log.push(line))
  context.after(async () => {
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await ended
    for (const it of [github, api]) it.stop()
    rmSync(home, { recursive: true, force: true })
    checkLog(log.join('\n'), tokens)
  })
  const { port } = await eventually(() => {
    const line = log.find((it) => it.includes('"listening"'))
    return line && JSON.parse(line).address
  }, 20_000)
  const remember = (token) => (tokens.push(token), token)
  return { github, api, file, log, remember, ...asking({ address: `http://127.0.0.1:${port}`, port }, github, remember) }
}

for (const runtime of RUNTIMES) {
  test(`${runtime.name} exchanges tokens and lets nobody else in`, { skip: runtime.command === undefined && 'it is not here' }, async (context) => {
    const { github, api, file, log, exchange, accessToken, call, ask, raw, remember, post } = await serverFor(context, runtime)
    const token = await accessToken()
    const used = remember(github.token())
    assert.deepEqual([(await exchange(used)).status, (await exchange(used)).status], [200, 401])
    assert.equal((await exchange(github.token({ aud: 'https://elsewhere.example' }))).status, 401)
    assert.equal((await post('{}')).status, 400)
    assert.equal((await post('x'.repeat(200_000))).status, 413)
    const response = await call(`${PLANS}/7?a=%2F`, { token, method: 'POST', body: 'content', headers: { 'x-workload-roles': 'forged', 'x-mine': 'kept' } })
    assert.equal(response.status, 200)
    const [{ method, url, headers, body }] = api.asked
    assert.deepEqual([method, url, body], ['POST', `${PLANS}/7?a=%2F`, 'content'])
    assert.deepEqual(headers.filter(([name]) => /workload-(identity|roles)|mine|authorization/.test(name)).sort(), [['x-mine', 'kept'], ['x-workload-identity', EMAIL], ['x-workload-roles', 'planner']])
    assert.equal((await call('/v1/projects', { token })).status, 403)
    assert.equal((await ask(PLANS)).status, 401)
    assert.equal((await ask('/.claimgate/ready')).status, 200)
    api.asked.length = 0
    const traced = await raw(`TRACE ${PLANS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`)
    if (runtime.name.startsWith('Node')) assert.match(traced, /^HTTP\/1.1 501 [^]*"code":"method_unsupported"/)
    else assert.doesNotMatch(traced, /^HTTP\/1.1 [23]/)
    for (const target of [`${PLANS}/../../x`, `${PLANS}/%2e%2e/x`, `${PLANS}/%2fx`, `/${PLANS}`, `${PLANS}/..;/x`, `${PLANS}/\\..\\x`, '/v1/admin/../projects/p1/plans/../../x', '*']) {
      const answer = await raw(`GET ${target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`)
      // Bun shows a path only when it has normalised it: then that one is permitted, and goes on.
      if (runtime.name !== 'Bun') assert.doesNotMatch(answer, /^HTTP\/1.1 [23]/, target)
    }
    assert.deepEqual(api.asked.map((it) => it.url).filter((it) => !/^\/v1\/projects\/p1\/plans\/\w+$/.test(it)), [])
    if (runtime.name !== 'Bun') assert.deepEqual(api.asked, [])
    writeFileSync(file, '{')
    await eventually(async () => (await call(PLANS, { token })).status === 200 && log.some((it) => it.includes('"refused"')))
    writeFileSync(file, JSON.stringify({ ...POLICY, identities: [{ ...POLICY.identities[0], branch: 'release' }] }))
    await eventually(async () => (await exchange()).status === 401)
  })

  test(`${runtime.name} gives what an API sent packed`, { skip: runtime.command === undefined && 'it is not here' }, async (context) => {
    const { gzipSync } = await import('node:zlib')
    const { api, call } = await serverFor(context, runtime)
    api.answers[PLANS] = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked'))
    assert.equal(await (await call(PLANS)).text(), 'unpacked')
    api.answers[PLANS] = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()
    assert.equal((await call(PLANS)).status, 302)
  })
}
