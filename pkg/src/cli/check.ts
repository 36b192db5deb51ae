import type { Decision } from '../contract.js'
import { decisionLines, explanationPages } from '../explain/pages.js'
import { ABOUT_TOKENS, type Command, nowOr, timeoutOf } from './command-line.js'
import { type Fault, Faults, misuse } from './fault.js'
import { addToSummary } from './github.js'
import { fetchKeys } from './keys.js'
import { loadGate } from './policy-file.js'
import { readToken } from './token-source.js'

export const check: Command = {
  help: `Decide whether a policy lets a token in

Tells by which identity, or why not and what to do about it. Keys that neither the policy nor an
option gives are fetched over https from the token's issuer, if the policy trusts it.

Usage: claimgate check [OPTIONS] --policy <FILE> [TOKEN]

`,
  options: ABOUT_TOKENS,

  run: async ({ policy, jwks = [], email, ...options }, operand, output) => {
    if (policy === undefined) throw misuse('--policy is missing', 'see `claimgate check --help`')
    const gate = await loadGate(policy, jwks, output)
    const [now, timeout] = [nowOr(options.now), timeoutOf(options.timeout)]
    const token = await readToken(operand, options, output)
    if (!options.offline) await fetchKeys(gate, token, timeout, stop)
    const caller = email === undefined ? undefined : { email }
    const decision = gate.decide(token, now, caller)
    if (output.json) output.answerJson(JSON.stringify(reportOf(decision)))
    else output.answer(decisionLines(gate, token, now, caller))
    if (options['step-summary']) addToSummary(explanationPages(token, now, { gate, ...(caller && { caller }) }).markdown, output)
    return decision.verdict === 'allow'
  },
}

const stop = (fault: Fault): never => {
  throw new Faults([fault])
}

/** The members that the command in Rust writes, in its order. */
const reportOf = (decision: Decision): object => {
  switch (decision.verdict) {
    case 'allow': {
      const { identity, claims, expiresAt } = decision
      return { decision: 'allow', identity: identity.email, code: null, name: identity.name, roles: identity.roles, claims, expiresAt }
    }
    case 'reject':
      return { decision: 'reject', identity: null, code: decision.problem.code, status: 401, problem: decision.problem }
    case 'deny': {
      const { problem, nearest } = decision
      return { decision: 'deny', identity: nearest[0]?.identity ?? null, code: problem.code, status: 403, problem, nearest }
    }
  }
}
