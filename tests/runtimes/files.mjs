/** The shared vectors as the runtimes get them: `[name, text]` of each file. */
import { vectorsOf } from '../../pkg/test/kit/vectors.mjs'

/** Of each kind one has an expectation that is false: a runtime that finds no fault with it would find none anywhere. */
export const files = () => {
  const vectors = vectorsOf('')
  const falsified = (kind, source, falsehood) => {
    const { cases, ...usual } = JSON.parse(vectors.find(([file]) => file === source)[1])
    return [`${kind}-false.json`, JSON.stringify({ ...usual, cases: [{ ...cases[0], ...falsehood }] })]
  }
  return [
    ...vectors,
    falsified('decisions', 'decisions-github-places.json', { expect: { decision: 'deny', code: 'branch_mismatch' } }),
    falsified('verification', 'verification-signature.json', { expect: { verdict: 'reject', code: 'token_expired' } }),
    falsified('policies', 'policies-document.json', { faults: [{ code: 'role_unknown', pointer: '/roles' }] }),
    falsified('explain', 'explain.json', { expect: { word: 'not_proven' } }),
  ]
}

/** Whether every answer of a group must differ from what is expected. */
export const isFalse = (group) => /^[a-z]+-false\.json /.test(group)
