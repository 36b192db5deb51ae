import type { Code } from './codes.js'
import type { Problem } from './contract.js'
import { frozen } from './json.js'

/** A token, key set or policy that was refused. */
export class ClaimgateError extends Error {
  override readonly name = 'ClaimgateError'
  /** The first problem's stable name. */
  readonly code: Code
  /** The first problem. */
  readonly problem: Problem
  /** Every problem; a policy is told all its faults at once. */
  readonly problems: readonly [Problem, ...Problem[]]

  constructor(problems: readonly [Problem, ...Problem[]]) {
    const [first] = problems
    super(problems.map(({ document, pointer, message }) => `${document}${pointer}: ${message}`).join('\n'))
    this.code = first.code
    this.problem = first
    this.problems = problems
  }
}

/** Runs `work`; what the core refuses, as JSON, becomes a {@link ClaimgateError}. */
export const orThrow = <T>(work: () => T): T => {
  try {
    return work()
  } catch (refusal) {
    throw typeof refusal === 'string' ? errorOf(refusal) : refusal
  }
}

export const errorOf = (refusal: string): ClaimgateError => {
  const problems = frozen<Problem | [Problem, ...Problem[]]>(refusal)
  return new ClaimgateError(Array.isArray(problems) ? problems : [problems])
}
