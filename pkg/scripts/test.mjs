// Tests what `npm run build` has built: verdicts and promises in Node, the types, and the package as it is published.
import { run, runSuites } from './suites.mjs'

process.chdir(new URL('..', import.meta.url).pathname)

runSuites('test')
run('node_modules/.bin/tsc', '-p', 'test/types')
run('node_modules/.bin/publint', '--strict')
// From CommonJS an ECMAScript module can be required in every Node that is supported; attw does not know that yet.
const without = ['--ignore-rules', 'cjs-resolves-to-esm', '--exclude-entrypoints', './core.wasm', './signatures.wasm']
run('node_modules/.bin/attw', '--pack', '.', ...without)
