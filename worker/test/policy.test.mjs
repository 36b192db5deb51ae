// The policy in workerd while it changes: a good one takes its place, a bad one never does, and no request is lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ISSUER } from './kit/platform.mjs'
import { PLANS, POLICY, eventually, records, worldFor } from './kit/world.mjs'

const [identity] = POLICY.identities
const withBranch = (branch) => JSON.stringify({ ...POLICY, identities: [{ ...identity, branch }] })
const policies = (log) => records(log).filter(({ event }) => event === 'policy').map(({ verdict }) => verdict)

test('a new policy counts within seconds, also for access tokens that are there', async (context) => {
  const { kv, exchange, call, accessToken, log } = await worldFor(context)
  const token = await accessToken()
  assert.equal((await call(PLANS, { token })).status, 200)
  const { roles, ...without } = identity
  kv.values.policy = JSON.stringify({ ...POLICY, identities: [without] })
  await eventually(async () => (await call(PLANS, { token })).status === 403)
  kv.values.policy = withBranch('release')
  await eventually(async () => (await exchange()).status === 401)
  kv.values.policy = JSON.stringify({ ...POLICY, identities: [{ ...identity, email: 'other@workload.bytebase.com' }] })
  await eventually(async () => (await call(PLANS, { token })).status >= 401)
  assert.deepEqual(policies(log).slice(0, 2), ['loaded', 'replaced'])
})

test('an access token outlives no condition by which its job was admitted', async (context) => {
  const { kv, call, accessToken, next } = await worldFor(context, { policy: { ...POLICY, identities: [{ ...identity, branch: '*' }] } })
  const token = await accessToken()
  assert.equal((await call(PLANS, { token })).status, 200)
  assert.equal((await next('access')).code, 'ok')
  kv.values.policy = withBranch('main')
  await eventually(async () => (await call(PLANS, { token })).status === 401)
  await eventually(async () => (await next('access')).code === 'identity_changed')
  assert.equal((await call(PLANS)).status, 200)
})

test('a bad policy is refused with all its faults, once, and the old one stays', async (context) => {
  const { kv, exchange, log, ask } = await worldFor(context)
  assert.equal((await exchange()).status, 200)
  for (const bad of ['{', '{"identities":[]}', JSON.stringify({ ...POLICY, brnach: 'main' }), '']) {
    const before = policies(log).length
    kv.values.policy = bad
    await eventually(async () => {
      assert.equal((await exchange()).status, 200)
      return policies(log).length > before
    })
    assert.equal(policies(log).at(-1), 'refused')
  }
  const refused = records(log).filter(({ verdict }) => verdict === 'refused')
  assert.equal(refused.length, 4)
  assert.ok(refused.every(({ problems }) => problems[0].message.length > 5))
  delete kv.values.policy
  await eventually(async () => (await exchange()).status === 200 && policies(log).at(-1) === 'missing')
  kv.isDead = true
  await eventually(async () => (await exchange()).status === 200 && policies(log).at(-1) === 'unreadable')
  assert.equal((await ask('/.claimgate/ready')).status, 200)
})

test('no request is lost while policies change', async (context) => {
  const { kv, call, accessToken } = await worldFor(context)
  const token = await accessToken()
  const wrong = []
  let isOver = false
  const asking = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      const { status } = await call(PLANS, { token })
      if (status !== 200) wrong.push(status)
    }
  })
  for (let number = 0; number < 4; number += 1) {
    kv.values.policy = JSON.stringify({ ...POLICY, leeway: 10 + number })
    await new Promise((resolve) => setTimeout(resolve, 1100))
  }
  isOver = true
  await Promise.all(asking)
  assert.deepEqual(wrong, [])
})

test('a policy that changes while the key server is dead has the keys of the one before', async (context) => {
  const { github, kv, exchange, log } = await worldFor(context)
  assert.equal((await exchange()).status, 200)
  github.answer = (request) => request.socket.destroy()
  for (const branch of ['release', 'main', 'release']) {
    const before = policies(log).length
    kv.values.policy = withBranch(branch)
    const statuses = new Set()
    await eventually(async () => statuses.add((await exchange()).status) && policies(log).length > before)
    // Whatever was decided by the one before, and by this one; and never for want of keys.
    assert.ok([...statuses].every((status) => [200, 401].includes(status)), String([...statuses]))
    assert.equal((await exchange()).status, branch === 'main' ? 200 : 401)
  }
  const asked = github.asked.length
  const elsewhere = [{ issuer: ISSUER, jwksUri: 'https://keys.example/jwks' }]
  kv.values.policy = JSON.stringify({ ...POLICY, issuers: elsewhere })
  await eventually(async () => (await exchange()).status === 503)
  assert.ok(github.asked.slice(asked).includes('/jwks'), 'another address has other keys')
})

test('without a policy nobody is let in, until there is one', async (context) => {
  const { kv, ask, exchange } = await worldFor(context, { policy: { identities: [] } })
  assert.deepEqual([(await exchange()).status, (await ask(PLANS)).status, (await ask('/.claimgate/ready')).status], [503, 503, 503])
  assert.equal((await ask('/.claimgate/live')).status, 200)
  kv.values.policy = JSON.stringify(POLICY)
  await eventually(async () => (await exchange()).status === 200)
})

test('a policy that says nothing of roles is refused where tokens of platforms open the API', async (context) => {
  const { roles, ...document } = POLICY
  const { roles: none, ...without } = identity
  const policy = { ...document, identities: [without] }
  const { call, github, remember, log } = await worldFor(context, { policy, settings: { PLATFORM_TOKENS: 'on' } })
  assert.equal((await call(PLANS, { token: remember(github.token()) })).status, 503)
  const [refused] = await eventually(() => {
    const found = records(log).filter(({ verdict }) => verdict === 'refused')
    return found.length > 0 && found
  })
  assert.match(refused.reason, /`roles`/)
})
