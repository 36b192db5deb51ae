// Tests what `npm run build` has built, in Chromium and Firefox.
import { runSuites } from '../../pkg/scripts/suites.mjs'

process.chdir(new URL('..', import.meta.url).pathname)

runSuites('tests', '--test-concurrency=2')
