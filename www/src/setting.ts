/** The policy, the keys and the clock of the examples. */
import policy from '../../examples/github-actions/policy.json?raw'
import jwks from '../../examples/github-actions/jwks.json?raw'

import { EXAMPLE_NOW } from './example-time.ts'

export const EXAMPLE = {
  policy,
  keys: { 'https://token.actions.githubusercontent.com': jwks },
  now: EXAMPLE_NOW,
}
