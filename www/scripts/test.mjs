// Tests what `npm run build` has built, in Chromium and Firefox.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

process.chdir(new URL('..', import.meta.url).pathname)

const suites = readdirSync('tests').filter((name) => name.endsWith('.test.mjs'))
const reporters = ['spec', '../pkg/scripts/count.mjs'].flatMap((it) => [`--test-reporter=${it}`, '--test-reporter-destination=stdout'])
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...reporters, ...suites.map((name) => `tests/${name}`)], { stdio: 'inherit' })
process.exitCode = status ?? 1
