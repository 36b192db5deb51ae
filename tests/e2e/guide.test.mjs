/** The guide's workflows, step by step and unchanged; and what happens where the guide's troubleshooting begins. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { POLICY, startWorld } from '../../worker/local/world.mjs'
import { runJob, workflow } from './kit/runner.mjs'

let world
before(async () => {
  world = await startWorld()
})
after(() => world.stop())

/** Runs a workflow of the guide for the job that `query` describes to the issuer. */
const run = (name, { query = '', env = {}, owner = 'my-org', changes } = {}) =>
  runJob(workflow(name), {
    env: {
      BYTEBASE_URL: world.worker.address,
      ACTIONS_ID_TOKEN_REQUEST_URL: world.issuer.requestUrl + query,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: world.issuer.requestToken,
      ...env,
    },
    github: { repository_owner: owner },
    after: changes,
  })

/** The records of an event in the worker's log that came since `from`, when there are as many as `count`. */
const records = async (event, from, count = 1) => {
  for (let tries = 0; ; tries += 1) {
    const found = world.worker.log.slice(from).map((line) => JSON.parse(line)).filter((it) => it.event === event)
    if (found.length >= count) return found
    assert.ok(tries < 500, `the log has no ${count} of ${event}: ${world.worker.log.slice(from).join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const refusal = (job) => JSON.parse(job.steps.auth.out.replace(/^Failed to get access token\n/, ''))

test('a push to main lists the projects by the steps of the guide', async () => {
  const job = await run('token-exchange')
  assert.deepEqual(job.ran.map(({ exit }) => exit), [0, 0, 0, 0], JSON.stringify(job.ran))
  assert.deepEqual(JSON.parse(job.ran.at(-1).out), { projects: [] })
  assert.deepEqual(job.masked, [job.steps['bytebase-token'].outputs.token, job.steps.exchange.outputs.access_token])
})

test('a push to main creates a plan by the complete example', async () => {
  const reached = world.api.requests.length
  const job = await run('complete-example')
  assert.deepEqual(job.ran.map(({ exit }) => exit), [0, 0, 0, 0], JSON.stringify(job.ran))
  assert.equal(job.steps.plan.outputs.plan_name, 'projects/my-project/plans/101')
  const [request] = world.api.requests.slice(reached)
  assert.deepEqual([request.method, request.path], ['POST', '/v1/projects/my-project/plans'])
  assert.equal(request.headers['x-workload-identity'], 'deploy@workload.bytebase.com')
  assert.equal(request.headers.authorization, undefined)
  assert.match(request.body, /ALTER TABLE orders/)
})

test('a repository with ids in its subject gets through, too', async () => {
  const job = await run('complete-example', { query: '&immutable-subject' })
  assert.equal(job.steps.plan.exit, 0)
})

// What the guide says to check where the exchange fails: repository and branch, and the audience.
const REFUSED = [
  { what: 'another branch', query: '&branch=feature', code: 'branch_mismatch' },
  { what: 'another repository', query: '&repository=other', code: 'repository_mismatch' },
  { what: 'another owner', query: '&owner=evil', code: 'owner_mismatch', tells: 'evil' },
  { what: 'an audience of another owner', owner: 'evil', code: 'audience_mismatch', tells: 'https://github.com/evil' },
  { what: 'a token that has expired', query: '&issued-ago=3600', code: 'token_expired' },
  { what: 'a tag', query: '&tag=v1', code: 'branch_mismatch' },
  { what: 'an environment', query: '&environment=production', code: 'branch_hidden_by_environment' },
  { what: 'a pull request', query: '&pull-request=7', code: 'branch_hidden_by_pull_request' },
  { what: 'a pull request of a fork that runs on the base branch', query: '&pull-request=7&event=pull_request_target', code: 'event_not_allowed' },
  { what: 'a token that was tampered with', changes: { oidc: tamper }, code: 'signature_invalid' },
  { what: 'an e-mail that nobody has', env: { WORKLOAD_IDENTITY_EMAIL: 'nobody@workload.bytebase.com' }, code: 'identity_unknown' },
]

function tamper(outputs) {
  const [header, claims, signature] = outputs.token.split('.')
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url')), repository_visibility: 'public' }
  outputs.token = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
}

const answers = new Map()
for (const { what, code, tells, ...job } of REFUSED) {
  test(`${what} gets no further than the exchange`, async () => {
    const [from, reached] = [world.worker.log.length, world.api.requests.length]
    const ended = await run('complete-example', job)
    assert.equal(ended.steps.auth.exit, 1)
    assert.equal(ended.steps.plan, undefined)
    answers.set(what, refusal(ended))
    assert.equal(world.api.requests.length, reached)
    const [record] = await records('exchange', from)
    assert.deepEqual([record.code, record.status], [code, 401])
    // The operator is told what to do, and what was in the token.
    assert.ok(record.problem.fix, JSON.stringify(record))
    if (tells !== undefined) assert.match(JSON.stringify(record.problem), new RegExp(tells))
  })
}

test('whoever is refused hears one and the same', () => {
  assert.equal(answers.size, REFUSED.length)
  const said = new Set([...answers.values()].map((answer) => JSON.stringify(answer)))
  assert.equal(said.size, 1, [...said].join('\n'))
})

test('a token is exchanged once', async () => {
  const first = await run('complete-example')
  const from = world.worker.log.length
  const again = await run('complete-example', { changes: { oidc: (outputs) => (outputs.token = first.steps.oidc.outputs.token) } })
  assert.equal(again.steps.auth.exit, 1)
  const [record] = await records('exchange', from)
  assert.deepEqual([record.code, record.status], ['token_replayed', 401])
  assert.deepEqual(refusal(again), [...answers.values()][0])
})

test("a fork's pull request without the permission has nobody to ask", async () => {
  const job = await run('complete-example', { env: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' } })
  assert.equal(job.steps.oidc.exit, 1)
  assert.match(job.steps.oidc.out, /ACTIONS_ID_TOKEN_REQUEST_URL/)
})

test('keys rotate, and the next job passes', async () => {
  const headers = { authorization: `bearer ${world.issuer.requestToken}` }
  assert.equal((await fetch(world.issuer.rotateUrl, { method: 'POST', headers })).status, 200)
  // The cooldown of a second counts from when keys were asked for last.
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const job = await run('complete-example')
  assert.equal(job.steps.plan?.exit, 0, JSON.stringify(job.ran))
})

test('an access token opens nothing but what the role names', async () => {
  const { steps } = await run('complete-example')
  const from = world.worker.log.length
  const headers = { authorization: `Bearer ${steps.auth.outputs.access_token}` }
  const response = await fetch(`${world.worker.address}/v1/projects/my-project/plans/101`, { method: 'DELETE', headers })
  assert.equal(response.status, 403)
  const [record] = await records('access', from)
  assert.match(JSON.stringify(record.problem), /gitopsServiceAgent/)
})

test('the step that shows the claims can be replaced by one that explains them', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'claimgate-e2e-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const jwks = join(folder, 'jwks.json')
  writeFileSync(jwks, await (await fetch(world.issuer.jwksUrl)).text())
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${world.issuer.requestUrl}&branch=feature`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: world.issuer.requestToken,
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY_OWNER: 'my-org',
  }
  const main = fileURLToPath(new URL('../../pkg/dist/cli/main.js', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'explain', '--from-github', '--policy', POLICY, '--jwks', jwks], { env, encoding: 'utf8' })
  assert.equal(status, 1, stderr)
  assert.match(stdout, /the job ran on the branch `feature`, and this identity expects `main`/)
  assert.match(stdout, /What would help/)
})
