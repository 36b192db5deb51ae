import { lintPages } from '../explain/pages.js'
import { type Command, wordOf } from './command-line.js'
import { misuse } from './fault.js'
import { loadPolicy } from './policy-file.js'

/** From the mildest on; nothing is as bad as `never`. */
const SEVERITIES = ['note', 'warning', 'error', 'never'] as const

export const lint: Command = {
  help: `Tell what the identities of a policy admit, and what their author may not expect

Each identity gets a grade: exact, narrow, broad or dangerous, or "never matches". Examples are jobs
that were held against the identity. No token and no network is needed.

Usage: claimgate lint [OPTIONS] <POLICY>

`,
  options: ['fail-on'],

  run: async ({ 'fail-on': failOn = 'error' }, file, output) => {
    if (file === undefined) throw misuse('the policy is missing', 'see `claimgate lint --help`')
    const bound = SEVERITIES.indexOf(wordOf('fail-on', SEVERITIES, failOn))
    const { json, lines, worst } = lintPages(await loadPolicy(file), file)
    if (output.json) output.answerJson(json)
    else output.answer(lines)
    return worst === undefined || SEVERITIES.indexOf(worst) < bound
  },
}
