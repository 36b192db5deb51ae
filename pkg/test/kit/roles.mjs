import { POLICY } from './example.mjs'

/** The usual policy, with what its identity may do: look at plans, and make some. */
export const ROLES_POLICY = {
  ...POLICY,
  identities: [{ ...POLICY.identities[0], roles: ['planner'] }],
  roles: { planner: [{ methods: ['GET', 'POST'], path: '/v1/projects/*/plans/**' }] },
}

export const PLANS = '/v1/projects/p1/plans'
