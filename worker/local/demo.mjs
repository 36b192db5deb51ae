// Shows a whole exchange on this machine: a local issuer plays GitHub, the worker in workerd stands before a small API. Then all of it stays up,
// with the inspector where that is built, for whoever wants to try.
import { readFileSync } from 'node:fs'

import { startWorld } from './world.mjs'

const EMAIL = 'deploy@workload.bytebase.com'
const PLANS = '/v1/projects/my-project/plans'

const world = await startWorld()
const { issuer, worker } = world

/** As `core.getIDToken` asks; the query says which job it is. */
const platformToken = async (job) => {
  const address = `${issuer.requestUrl}${job}&audience=${encodeURIComponent('https://github.com/my-org')}`
  const response = await fetch(address, { headers: { authorization: `bearer ${issuer.requestToken}` } })
  return (await response.json()).value
}

const post = (path, body, headers) =>
  fetch(worker.address + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

const exchange = async (job) => post('/v1/auth:exchangeToken', { token: await platformToken(job), email: EMAIL })

/** What the worker's log says of the exchange that was refused, which comes after the answer. */
const refusalInLog = async () => {
  for (const until = Date.now() + 5000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const found = worker.log.map((line) => JSON.parse(line)).find(({ event, verdict }) => event === 'exchange' && verdict === 'deny')
    if (found !== undefined) return found
  }
  throw new Error(`the worker logs no refusal: ${worker.log.join('\n')}`)
}

console.log(`
The same policy at work: the worker at ${worker.address} exchanges the tokens of jobs, and lets nobody else through to the API.
`)
const admitted = await exchange('&branch=main')
console.log(`  a push to main asks for an access token    ${admitted.status}`)
const { accessToken } = await admitted.json()
const plan = await post(PLANS, { title: 'Migration from GitHub Actions' }, { authorization: `Bearer ${accessToken}` })
console.log(`  with it, POST ${PLANS}    ${plan.status}, ${(await plan.json()).name}`)
const elsewhere = await post('/v1/users', {}, { authorization: `Bearer ${accessToken}` })
console.log(`  with it, POST /v1/users    ${elsewhere.status}, and is told: ${(await elsewhere.json()).detail}`)
const refused = await exchange('&branch=feature')
console.log(`  a push to another branch asks    ${refused.status}, and is told: ${(await refused.json()).detail}`)
const { problem } = await refusalInLog()
console.log(`  the operator reads in the log    ${problem.code}: ${problem.message}; ${problem.fix}`)

const inspector = await inspectorAddress()
if (inspector !== undefined) console.log(`\nOpen ${inspector} and paste a token: the inspector says whether it would be accepted.`)
console.log(`
Type, in another terminal, as a job on main would:

  TOKEN=$(curl -s -H 'Authorization: bearer ${issuer.requestToken}' \\
    '${issuer.requestUrl}&branch=main&audience=https://github.com/my-org' | jq -r .value)
  ACCESS=$(curl -s ${worker.address}/v1/auth:exchangeToken -H 'Content-Type: application/json' \\
    -d "{\\"token\\": \\"$TOKEN\\", \\"email\\": \\"${EMAIL}\\"}" | jq -r .accessToken)
  curl -s ${worker.address}/v1/projects -H "Authorization: Bearer $ACCESS"

The next token may say branch=feature, environment=production or repository=other: the log of the worker, below, says why it is refused.
Ctrl-C ends it all.
`)
let told = worker.log.length
const telling = setInterval(() => {
  for (; told < worker.log.length; told += 1) console.log(worker.log[told])
}, 200)

let isEnding = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (isEnding) return
    isEnding = true
    clearInterval(telling)
    await world.stop()
    process.exit(0)
  })
}

/** Serves the inspector where one expects it, or on any free port if somebody else is there. */
async function inspectorAddress() {
  try {
    readFileSync(new URL('../../www/dist/index.html', import.meta.url))
  } catch {
    return undefined
  }
  const { server } = await import('../../www/scripts/serve.mjs')
  for (const port of [4173, 0]) {
    const serving = server()
    const isThere = await new Promise((resolve) => {
      serving.once('error', () => resolve(false))
      serving.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (isThere) return `http://127.0.0.1:${serving.address().port}/`
  }
  return undefined
}
