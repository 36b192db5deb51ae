/** The worker in workerd, Cloudflare's own runtime, on this machine: for tests, and to try it. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { bundleInto } from './bundle.mjs'

/**
 * Starts it on a free port of this machine.
 *
 * `settings` are texts by name. `services` are the bindings `KEYS`, `UPSTREAM` and `POLICY_KV`, each the `HOST:PORT` of an http server that
 * stands for it: `KEYS` for every server of key sets, whatever its name; `POLICY_KV` answers `GET /KEY`. `objects` is the folder in which
 * Durable Objects are kept, a temporary one by default. `replay` is whether there are any; or a module's text, whose class `ReplayMemory` stands
 * in for the worker's own. `modules` are those of `folder`, if it was bundled before.
 *
 * @returns its `address`, the lines of its `log` so far, what it complained of, and `stop`.
 */
export const startWorkerd = async ({ settings = {}, services = {}, objects, port = 0, replay = true, folder, modules, onLog, logFile } = {}) => {
  const place = folder ?? mkdtempSync(join(tmpdir(), 'claimgate-worker-'))
  const parts = modules ?? (await bundleInto(place))
  const name = `${process.pid}-${(started += 1)}`
  const kept = objects ?? join(place, `objects-${name}`)
  mkdirSync(kept, { recursive: true })
  writeFileSync(join(place, `${name}.capnp`), configuration({ settings, services, objects: kept, replay, parts }))
  const child = spawn(PROGRAM, ['serve', `${name}.capnp`, `--socket-addr=http=127.0.0.1:${port}`, '--control-fd=3'], {
    cwd: place,
    stdio: ['ignore', logFile === undefined ? 'pipe' : openSync(logFile, 'w'), 'pipe', 'pipe'],
  })
  const [log, complaints] = [[], []]
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line)
      onLog?.(line)
    })
  }
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    if (folder === undefined) rmSync(place, { recursive: true, force: true })
  }
  const listening = new Promise((resolve) => {
    createInterface({ input: child.stdio[3] }).on('line', (line) => {
      const { event, port: taken } = JSON.parse(line)
      if (event === 'listen') resolve(taken)
    })
  })
  const taken = await Promise.race([listening, ended])
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`workerd does not start: ${complaints.join('\n')}`)
  return { address: `http://127.0.0.1:${taken}`, port: taken, pid: child.pid, log, complaints, stop }
}

const configuration = ({ settings, services, objects, replay, parts }) => {
  const text = (value) => JSON.stringify(value)
  const module = (name) => {
    if (name.endsWith('.wasm')) return `(name = ${text(`./${name}`)}, wasm = embed ${text(name)})`
    if (name.endsWith('policy.json')) return `(name = ${text(`./${name}`)}, text = embed ${text(name)})`
    return `(name = ${text(name)}, esModule = embed ${text(name)})`
  }
  const standIn = typeof replay === 'string'
  const bindings = [
    ...Object.entries(settings).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...Object.keys(services).map((name) => `(name = ${text(name)}, ${name === 'POLICY_KV' ? 'kvNamespace' : 'service'} = ${text(name)})`),
    ...(replay ? [`(name = "REPLAY", durableObjectNamespace = ${standIn ? '(className = "ReplayMemory", serviceName = "memory")' : '"ReplayMemory"'})`] : []),
  ]
  const others = Object.entries(services).map(([name, address]) => `(name = ${text(name)}, external = (address = ${text(address)}, http = ()))`)
  if (standIn) others.push('(name = "memory", worker = .memory)')
  const disk = `(name = "objects", disk = (path = ${text(objects)}, writable = true))`
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${['(name = "worker", worker = .worker)', '(name = "internet", network = (allow = ["public", "private"]))', ...others, disk].join(', ')}],
  sockets = [(name = "http", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [${parts.map(module).join(', ')}],
  bindings = [${bindings.join(', ')}],
  durableObjectNamespaces = [(className = "ReplayMemory", uniqueKey = "replay", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "internet",
  compatibilityDate = "2026-11-01",
);
${standIn ? memory(replay) : ''}`
}

const memory = (module) => `
const memory :Workerd.Worker = (
  modules = [(name = "memory.js", esModule = ${JSON.stringify(module)})],
  durableObjectNamespaces = [(className = "ReplayMemory", uniqueKey = "replay")],
  durableObjectStorage = (inMemory = void),
  compatibilityDate = "2026-11-01",
);
`

/** The program itself: npm's launcher for it needs an install script. */
const program = () => {
  const scope = fileURLToPath(new URL('../node_modules/@cloudflare/', import.meta.url))
  const found = existsSync(scope) ? readdirSync(scope).find((name) => name.startsWith('workerd-')) : undefined
  if (found === undefined) throw new Error('workerd is not here, or not for this platform: run npm ci')
  return join(scope, found, 'bin/workerd')
}

const PROGRAM = program()
let started = 0
