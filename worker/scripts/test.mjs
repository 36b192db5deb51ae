// Tests the worker: its types, then itself in workerd, Node, Deno and Bun. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

process.chdir(new URL('..', import.meta.url).pathname)

const run = (command, ...args) => {
  console.log(`\n> ${[command, ...args].join(' ')}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}

const suites = readdirSync('test').filter((name) => name.endsWith('.test.mjs'))
const reporters = ['spec', '../pkg/scripts/count.mjs'].flatMap((it) => [`--test-reporter=${it}`, '--test-reporter-destination=stdout'])
run('node_modules/.bin/tsc')
run('node_modules/.bin/tsc', '-p', 'test/types')
run(process.execPath, '--test', ...reporters, ...suites.map((name) => `test/${name}`))
