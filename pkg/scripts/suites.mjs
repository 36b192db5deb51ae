/** How tests by Node are run: those of the package, and of what is built on it. Folders and programs are as seen from where the process is. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Runs a command, and makes this process end as a failure if that does. */
export const run = (command, ...args) => {
  console.log(`\n> ${[command, ...args].join(' ')}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}

/** Runs every `*.test.mjs` of a folder by `node --test`, and says in one line how many tests passed and failed. */
export const runSuites = (folder, ...options) => {
  const suites = readdirSync(folder).filter((name) => name.endsWith('.test.mjs'))
  const count = fileURLToPath(new URL('count.mjs', import.meta.url))
  const reporters = ['spec', count].flatMap((it) => [`--test-reporter=${it}`, '--test-reporter-destination=stdout'])
  run(process.execPath, '--test', ...options, ...reporters, ...suites.map((name) => `${folder}/${name}`))
}
