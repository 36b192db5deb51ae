/** Runtimes that are a command: Node, Deno, Bun. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { answersOf } from './command.mjs'
import { program } from './installed.mjs'

const ALL = ['node', 'wasm', 'subtle']

const node = (version) => {
  const command = program(`node-${version}-*/bin/node`)
  const run = (file) => (project) => answersOf(command, ['--no-warnings', file], { project })
  return [
    { name: `Node ${version}, import`, command, crypto: ALL, run: run('app/import.mjs') },
    { name: `Node ${version}, require`, command, crypto: ALL, run: run('app/require.cjs') },
  ]
}

/** Without any permission, and without asking for one. */
const deno = () => {
  const command = program('@deno/*/deno')
  const run = (project) => {
    const home = join(project, 'deno')
    mkdirSync(home, { recursive: true })
    return answersOf(command, ['run', '--no-prompt', '--cached-only', 'app/import.mjs'], {
      project,
      env: { DENO_DIR: home, DENO_NO_UPDATE_CHECK: '1' },
    })
  }
  return [{ name: 'Deno', command, crypto: ALL, run }]
}

const bun = () => {
  const command = program('@oven/bun-*/bin/bun')
  const run = (file) => (project) => answersOf(command, ['--no-install', file], { project })
  return [
    { name: 'Bun, import', command, crypto: ALL, run: run('app/import.mjs') },
    { name: 'Bun, require', command, crypto: ALL, run: run('app/require.cjs') },
  ]
}

export const commands = [...[20, 22, 24, 26].flatMap(node), ...deno(), ...bun()]
