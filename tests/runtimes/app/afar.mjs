/**
 * Keys from a real server, of ill will where it is told so (`launch/key-server.mjs`). For every runtime: where the server is, and the
 * package, are arguments.
 */

/** What a token is told when the server answers so, and what the log hears. Several answers come a minute apart. */
const SITUATIONS = [
  [['good'], ['allow']],
  [['silent'], ['key_set_missing', 'fetch_failed']],
  [['hanging'], ['key_set_missing', 'fetch_failed']],
  [['dead'], ['key_set_missing', 'fetch_failed']],
  [['redirecting'], ['key_set_missing', 'fetch_failed']],
  [['overloaded'], ['key_set_missing', 'fetch_failed']],
  [['page'], ['key_set_missing', 'json_malformed']],
  [['empty'], ['key_set_missing', 'key_set_unusable']],
  [['bomb'], ['key_set_missing', 'key_set_too_large']],
  [['endless'], ['key_set_missing', 'key_set_too_large']],
  [['stranger'], ['key_set_missing', 'discovery_issuer_mismatch']],
  [['insecure'], ['key_set_missing', 'discovery_address_refused']],
  [['rotated', 'good'], ['key_not_found'], ['allow']],
  [['silent', 'good'], ['key_set_missing', 'fetch_failed'], ['allow', 'fetch_failed']],
  [['good', 'overloaded'], ['allow'], ['allow', 'fetch_failed']],
]

export const fromAfar = (claimgate, files, server) => {
  const { cases, now, policies } = JSON.parse(new Map(files).get('decisions-github-places.json'))
  const { policy, token } = cases.find(({ expect }) => expect.decision === 'allow')
  const questions = SITUATIONS.map(([answers, ...expected]) => ({
    name: `a server that is ${answers.join(', then ')}`,
    expected,
    ask: () => decisionsDuring(claimgate, { answers, server, policy: policies[policy], token, now }),
  }))
  const [good] = questions
  return [
    { name: 'keys from afar', questions },
    { name: 'afar-false.json by keys', questions: [{ ...good, expected: [['key_set_missing']] }] },
  ]
}

const decisionsDuring = async ({ Gate, RemoteKeys }, { answers, server, policy, token, now }) => {
  const heard = []
  let [clock, answer] = [now, '']
  const keys = new RemoteKeys(new Gate(policy), {
    timeout: PATIENCE,
    now: () => clock,
    onFailure: ({ problem }) => heard.push(problem.code),
    // The core demands https; nothing else on the way is replaced.
    fetch: (address, init) => fetch(`${server}/afar/${answer}${new URL(address).pathname}`, init),
  })
  const told = []
  for (answer of answers) {
    const decision = await keys.decide(token)
    // A key set that is due is asked for behind the decision.
    await keys.ready()
    told.push([decision.verdict === 'allow' ? 'allow' : decision.problem.code, ...heard])
    clock += LATER
  }
  keys.free()
  return told
}

/** So many seconds are enough for a good answer on a busy machine; the silent ones take all of it. */
const PATIENCE = 3
/** After so many seconds keys may be asked for again, and those that are there are due. */
const LATER = 60
