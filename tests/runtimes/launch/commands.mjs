/** Runtimes that are a command: Node, Deno, Bun. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { answersOf } from './command.mjs'
import { program } from './installed.mjs'
import { askOwnCommand } from './own-command.mjs'

const ALL = ['node', 'wasm', 'subtle']
const CLAIMGATE = 'node_modules/.bin/claimgate'

const node = (version) => {
  const command = program(`node-${version}-*/bin/node`)
  const run = (file) => (project) => answersOf(command, ['--no-warnings', file], { project })
  // As npx does: the first `node` of the path is the one that runs it.
  const claimgate = (project) => askOwnCommand([CLAIMGATE], project, { PATH: `${dirname(command)}:/usr/bin:/bin` })
  return [
    { name: `Node ${version}, import`, command, crypto: ALL, run: run('app/import.mjs') },
    { name: `Node ${version}, require`, command, crypto: ALL, run: run('app/require.cjs') },
    { name: `Node ${version}, connected`, command, asks: ['afar', 'connections'], run: run('app/connected.mjs') },
    { name: `Node ${version}, npx claimgate`, command, asks: ['command'], run: claimgate },
  ]
}

/** Without any permission, and without asking for one, where none is needed. */
const deno = () => {
  const command = program('@deno/*/deno')
  const environment = (project) => {
    const home = join(project, 'deno')
    mkdirSync(home, { recursive: true })
    return { DENO_DIR: home, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' }
  }
  const options = ['run', '--no-prompt', '--cached-only']
  const run = (...args) => (project) => answersOf(command, [...options, ...args], { project, env: environment(project) })
  const claimgate = (project) =>
    askOwnCommand([command, ...options, '--allow-read', '--allow-env', 'npm:claimgate'], project, environment(project))
  return [
    { name: 'Deno', command, crypto: ALL, run: run('app/import.mjs') },
    { name: 'Deno, connected', command, asks: ['afar', 'connections'], run: run('--allow-net=127.0.0.1', 'app/connected.mjs') },
    { name: 'Deno, npm:claimgate', command, asks: ['command'], run: claimgate },
  ]
}

const bun = () => {
  const command = program('@oven/bun-*/bin/bun')
  const run = (file) => (project) => answersOf(command, ['--no-install', file], { project })
  const claimgate = (project) => askOwnCommand([command, '--bun', 'run', CLAIMGATE], project, {})
  return [
    { name: 'Bun, import', command, crypto: ALL, run: run('app/import.mjs') },
    { name: 'Bun, require', command, crypto: ALL, run: run('app/require.cjs') },
    { name: 'Bun, connected', command, asks: ['afar', 'connections'], run: run('app/connected.mjs') },
    { name: 'Bun, bun run claimgate', command, asks: ['command'], run: claimgate },
  ]
}

export const commands = [...[20, 22, 24, 26].flatMap(node), ...deno(), ...bun()]
