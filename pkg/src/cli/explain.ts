import type { Moment } from '../explain/contract.js'
import { explanationPages, tokenIn } from '../explain/pages.js'
import { ABOUT_TOKENS, type Command, momentOf, nowOr, timeoutOf } from './command-line.js'
import { faultOf } from './fault.js'
import { addToSummary } from './github.js'
import { fetchKeys } from './keys.js'
import { loadGate } from './policy-file.js'
import { readToken } from './token-source.js'

export const explain: Command = {
  help: `Explain a token: every check, in words, with the fix

Takes whatever you have: a token, a header line, a log, or the claims alone. Without a policy it
tells what the token says and what is wrong with it in itself; with one, whom it comes near to, and
the smallest change that would help. It never lets anybody in.

Usage: claimgate explain [OPTIONS] [TOKEN]

Exit codes: 0 ACCEPTED; 1 anything else, also NOT PROVEN, which is all that can be said without
a policy; 2 a document, a file or an option is no use

`,
  options: [...ABOUT_TOKENS, 'at', 'markdown'],

  run: async ({ policy, jwks = [], at, email, ...options }, token, output) => {
    const moment = momentOfTrial(at)
    const gate = policy === undefined ? undefined : await loadGate(policy, jwks, output)
    if (gate === undefined) {
      const message = 'these keys are not used: only a policy says whose keys count'
      jwks.map((file) => faultOf('keys_without_policy', message, 'give `--policy`', file)).forEach(output.warn)
    }
    const [now, timeout] = [nowOr(options.now), timeoutOf(options.timeout)]
    const pasted = await readToken(token, options, output)
    // Without keys there is still much to explain.
    if (gate !== undefined && !options.offline) await fetchKeys(gate, tokenIn(pasted) ?? pasted, timeout, output.warn)
    const about = { moment, ...(gate && { gate }), ...(email !== undefined && { caller: { email } }) }
    const { word, json, lines, markdown } = explanationPages(pasted, now, about)
    if (output.json && !options.markdown) output.answerJson(json)
    else output.answer(options.markdown ? markdown : lines)
    if (options['step-summary']) addToSummary(markdown, output)
    return word === 'accepted'
  },
}

const momentOfTrial = (at: string | undefined): Moment | number => {
  switch (at) {
    case undefined:
      return 'now'
    case 'issued':
      return 'issued_at'
    case 'any':
      return 'any_time'
    default:
      return momentOf('at', at)
  }
}
