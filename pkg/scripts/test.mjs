// Tests what `npm run build` has built: verdicts and promises in Node, the types, and the package as it is published.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

process.chdir(new URL('..', import.meta.url).pathname)

const run = (command, ...args) => {
  console.log(`\n> ${[command, ...args].join(' ')}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}

const suites = readdirSync('test').filter((name) => name.endsWith('.test.mjs'))
const reporters = ['spec', './scripts/count.mjs'].flatMap((it) => [`--test-reporter=${it}`, '--test-reporter-destination=stdout'])
run(process.execPath, '--test', ...reporters, ...suites.map((name) => `test/${name}`))
run('node_modules/.bin/tsc', '-p', 'test/types')
run('node_modules/.bin/publint', '--strict')
run('node_modules/.bin/attw', '--pack', '.', '--profile', 'esm-only', '--exclude-entrypoints', './core.wasm', './signatures.wasm')
