// Tests the worker: its types, then itself in workerd, Node, Deno and Bun. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process'

import { run, runSuites } from '../../pkg/scripts/suites.mjs'

process.chdir(new URL('..', import.meta.url).pathname)

// For a command of the README.
if (spawnSync('jq', ['--version']).error) run('../scripts/apt-install', 'jq')
run('node_modules/.bin/tsc')
run('node_modules/.bin/tsc', '-p', 'test/types')
runSuites('test')
