// Tests the worker: its types, then itself in workerd, Node, Deno and Bun. Ends with `N passed, N failed`.
import { run, runSuites } from '../../pkg/scripts/suites.mjs'

process.chdir(new URL('..', import.meta.url).pathname)

run('node_modules/.bin/tsc')
run('node_modules/.bin/tsc', '-p', 'test/types')
runSuites('test')
