// Asks the worker in workerd half a million times, while its policy and the keys of its platform change, and looks at its memory at equal
// distances. An interrupt ends it after the round that is under way. Ends with 1 after any wrong answer.
import { loadavg } from 'node:os'

import { startWorkerd } from '../../worker/local/workerd.mjs'
import { ecKey, setOf } from '../../worker/test/kit/keys.mjs'
import { platform } from '../../worker/test/kit/platform.mjs'
import { apiServer, kvServer } from '../../worker/test/kit/servers.mjs'
import { PLANS, ROLES_POLICY as POLICY } from '../../pkg/test/kit/roles.mjs'
import { call, exchange, load, resident } from './load.mjs'

const [WARMING, ROUNDS, REQUESTS] = [2, 20, 25_000]
const [github, api, kv] = [await platform(), await apiServer(), await kvServer({ policy: JSON.stringify(POLICY) })]
api.answers[PLANS] = (request, response) => {
  api.asked.length = 0
  response.end('{}')
}
const settings = { ORIGIN: `http://${api.host}`, ISSUER: 'https://worker.example', SIGNING_KEYS: setOf(ecKey('first')), POLICY_CHECK: '1', KEY_COOLDOWN: '1' }
const worker = await startWorkerd({ settings, services: { KEYS: github.host, POLICY_KV: kv.host } })

/** A new policy, and thereby a gate, a few times in each round. */
let policies = 0
const changing = setInterval(() => {
  policies += 1
  kv.values.policy = JSON.stringify({ ...POLICY, leeway: 10 + (policies % 20) })
}, 2000)

let access
let spent = github.token()
/** Of each hundred requests most are calls, some are exchanges, and of both some are refused. */
const KINDS = {
  call: [200, () => call(worker, access)],
  elsewhere: [403, () => call(worker, access, '/v1/projects/other/elsewhere')],
  strange: [401, () => call(worker, `${access.slice(0, -8)}AAAAAAAA`)],
  exchange: [200, () => exchange(worker, github.token())],
  again: [401, () => exchange(worker, spent)],
  foreign: [401, () => exchange(worker, github.token({ sub: 'repo:my-org/other:ref:refs/heads/main', repository: 'my-org/other' }))],
  unknown: [401, () => exchange(worker, github.token({}, { kid: 'unknown' }))],
}
const SHARES = Object.entries({ call: 80, elsewhere: 4, strange: 3, exchange: 8, again: 2, foreign: 2, unknown: 1 }).flatMap(([kind, share]) => Array(share).fill(kind))
let wrong = 0
let isInterrupted = false
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (isInterrupted = true))

/** One round; its requests a second. */
const round = async () => {
  access = JSON.parse((await exchange(worker, github.token())).body).accessToken
  const start = performance.now()
  await load(REQUESTS, async (number) => {
    const [expected, ask] = KINDS[SHARES[number % SHARES.length]]
    const answer = await ask()
    if (answer.status !== expected) {
      wrong += 1
      if (wrong < 10) console.log('WRONG', SHARES[number % SHARES.length], answer)
    }
    return answer
  })
  worker.log.length = 0
  github.asked.length = kv.asked.length = 0
  return (REQUESTS * 1000) / (performance.now() - start)
}

/** By how much the numbers grow from one to the next, by least squares. */
const slope = (numbers) => {
  const middle = (numbers.length - 1) / 2
  const squares = numbers.reduce((sum, _, place) => sum + (place - middle) ** 2, 0)
  return numbers.reduce((sum, number, place) => sum + (place - middle) * number, 0) / squares
}

try {
  await exchange(worker, spent)
  console.log(`load before: ${loadavg()[0].toFixed(1)}; at the start ${resident(worker).toFixed(1)} MiB`)
  const samples = []
  for (let number = 1; number <= WARMING + ROUNDS && !isInterrupted; number += 1) {
    const rate = await round()
    const memory = resident(worker)
    if (number > WARMING) samples.push(memory)
    console.log(`${number * REQUESTS} requests, ${rate.toFixed(0)} a second, ${memory.toFixed(1)} MiB, ${policies} policies`)
  }
  const later = samples.slice(samples.length / 2)
  console.log(`load after: ${loadavg()[0].toFixed(1)}; ${wrong} wrong answers`)
  for (const [name, part] of [['all', samples], ['the second half', later]]) {
    console.log(`${name}: ${Math.min(...part).toFixed(1)} to ${Math.max(...part).toFixed(1)} MiB, ${(slope(part) * 100_000 / REQUESTS).toFixed(2)} MiB for each 100 000 requests`)
  }
} finally {
  clearInterval(changing)
  await worker.stop()
  for (const it of [github, api, kv]) it.stop()
}
process.exit(wrong === 0 ? 0 : 1)
