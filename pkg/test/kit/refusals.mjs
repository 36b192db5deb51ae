import assert from 'node:assert/strict'

/** What is wrong with an `Authorization` header, as its values, and the status and code that it is answered with. */
export const HOSTILE = (token) => [
  [[], 401, 'authorization_missing'],
  [['Basic ZGVwbG95OmRlcGxveQ=='], 401, 'authorization_missing'],
  [[token], 401, 'authorization_missing'],
  [['Bearer'], 400, 'authorization_malformed'],
  [[`Bearer ${token}`, `Bearer ${token}`], 400, 'authorization_malformed'],
  [[`Bearer ${token}, Bearer ${token}`], 400, 'authorization_malformed'],
  [[`Bearer ${token},`], 400, 'authorization_malformed'],
  [[`Bearer ${token} ${token}`], 400, 'authorization_malformed'],
  [[`Bearer ${token}é`], 400, 'authorization_malformed'],
  [[`Bearer "${token}"`], 400, 'authorization_malformed'],
  [[`Bearer ${token}==`], 401, 'base64_malformed'],
  [[`Bearer ${token.slice(0, -4)}AAAA`], 401, 'signature_invalid'],
  [['Bearer a.b.c'], 401, 'base64_malformed'],
]

/** Headers by which some servers take another method or path, as they may be written. */
export const REPLACING = ['x-http-method-override', 'x_http_method', 'x.method.override', 'x-original-url', 'x-rewrite-url']

const CHALLENGES = {
  400: /^Bearer realm="deployments", error="invalid_request"$/,
  401: /^Bearer realm="deployments"(, error="invalid_token")?$/,
  403: /^Bearer realm="deployments", error="insufficient_scope"$/,
}

/** Holds an answer to its form: status, challenge, problem, and nothing of the policy or the token. */
export const checkRefusal = (answer, status, code, told = code) => {
  const problem = JSON.parse(answer.body)
  assert.deepEqual([answer.status, problem.code], [status, code], told)
  assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'code', 'detail'])
  assert.deepEqual([problem.type, problem.status], ['about:blank', status])
  assert.equal(answer.header('content-type'), 'application/problem+json')
  assert.equal(answer.header('cache-control'), 'no-store')
  if (status === 503) assert.equal(answer.header('retry-after'), '5')
  else assert.match(answer.header('www-authenticate'), CHALLENGES[status])
  assert.equal(/error=/.test(answer.header('www-authenticate')), code !== 'authorization_missing' && status !== 503)
  for (const secret of ['my-org', 'my-repo', 'workload.bytebase.com', 'planner']) assert(!answer.body.includes(secret), secret)
}
