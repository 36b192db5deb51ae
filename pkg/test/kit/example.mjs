import { Gate } from 'claimgate'

import { vectors } from './vectors.mjs'

const { cases, keySets, now, policies } = vectors('decisions-github-places.json')
const example = cases.find(({ expect }) => expect.decision === 'allow')

/** A time at which {@link allowed} is valid. */
export const NOW = example.now ?? now

/** A token of GitHub that {@link POLICY} admits. */
export const allowed = example.token

export const POLICY = policies[example.policy]

/** GitHub's keys. */
export const KEYS = keySets['https://token.actions.githubusercontent.com']

/** A gate that has them. */
export const gateOf = (policy = POLICY, options = {}) => {
  const gate = new Gate(policy, options)
  for (const { issuer } of gate.keySources) gate.setKeys(issuer, keySets[issuer])
  return gate
}
