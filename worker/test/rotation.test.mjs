// Keys that are replaced under load, in workerd: those of the platform, and the worker's own. Whoever has the right to is let in throughout.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'

import { PLANS, records, worldFor } from './kit/world.mjs'

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Asks all these questions again and again while `work` goes on, several at once; what was answered otherwise than expected, and how often it was asked. */
const under = async (questions, work) => {
  const [wrong, counts] = [[], {}]
  let isOver = false
  const asking = Object.entries(questions).flatMap(([name, [expected, ask]]) =>
    Array.from({ length: 2 }, async () => {
      while (!isOver) {
        const { status } = await ask()
        counts[name] = (counts[name] ?? 0) + 1
        if (status !== expected) wrong.push(`${name}: ${status}`)
      }
    }),
  )
  try {
    await work()
  } finally {
    isOver = true
    await Promise.all(asking)
  }
  return { wrong, counts }
}

test('a platform that replaces its keys is followed under load', async (context) => {
  const { github, exchange, call, accessToken, log } = await worldFor(context, { settings: { PLATFORM_TOKENS: 'on' } })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const [access, before] = [await accessToken(), github.token()]
  const questions = {
    exchange: [200, () => exchange()],
    'access token': [200, () => call(PLANS, { token: access })],
    'platform token': [200, () => call(PLANS, { token: github.token() })],
    forged: [401, () => exchange(github.token({}, { privateKey: stranger }))],
    'of an unknown key': [401, () => exchange(github.token({}, { kid: 'none', privateKey: stranger }))],
    'of another branch': [401, () => exchange(github.token({ sub: 'repo:my-org/my-repo:ref:refs/heads/other', ref: 'refs/heads/other' }))],
  }
  const asked = github.asked.length
  const { wrong, counts } = await under(questions, async () => {
    for (let round = 0; round < 2; round += 1) {
      github.announce()
      // Longer than KEY_COOLDOWN: platforms publish a key hours before it signs.
      await pause(2200)
      github.sign()
      await pause(1000)
      github.withdraw()
      await pause(1200)
    }
  })
  assert.deepEqual(wrong, [])
  assert.deepEqual(Object.keys(counts).sort(), Object.keys(questions).sort())
  assert.equal((await call(PLANS, { token: before })).status, 401)
  // Each second one request, and the address once.
  assert.ok(github.asked.length - asked < 16, String(github.asked.slice(asked)))
  assert.deepEqual(records(log).filter(({ event }) => event === 'keys' || event === 'failure'), [])
})

/** The commands of a chapter of the README, in their order. */
const commandsOf = (chapter) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const text = readme.split(`## ${chapter}\n`)[1].split('\n## ')[0]
  return text.split('`').filter((part, place) => place % 2 === 1 && part.includes(' '))
}

test('the worker’s own key is replaced under load, by the steps of the README', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'claimgate-rotation-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const [file, worker] = [(name) => join(folder, name), fileURLToPath(new URL('..', import.meta.url))]
  /** In this folder, with the scripts of the worker's. */
  const run = (command) => execFileSync('bash', ['-euc', command.replace('npm run', `npm --prefix ${worker} run`)], { cwd: folder, encoding: 'utf8' })
  const [make, addKey, putFirst] = ['npm run --silent new-key', ...commandsOf('Replace a signing key')]
  const first = run(`${make} </dev/null`)
  writeFileSync(file('keys.json'), first)
  run(addKey)
  const both = readFileSync(file('next.json'), 'utf8')
  const turned = run(putFirst)
  const last = JSON.stringify({ keys: [JSON.parse(turned).keys[0]] })
  const idsOf = (set) => JSON.parse(set).keys.map(({ kid }) => kid)
  const [old, next] = idsOf(both)
  assert.deepEqual([idsOf(first), idsOf(turned), idsOf(last)], [[old], [next, old], [next]])

  const worldOf = (keys) => worldFor(context, { settings: { SIGNING_KEYS: keys } })
  let [fleet, turn] = [[await worldOf(first)], 0]
  // A new secret is a new deployment, whose instances come while older ones still answer.
  const anyone = () => fleet[(turn += 1) % fleet.length]
  const jobs = Array.from({ length: 3 }, () => ({ token: undefined }))
  const renew = async (job) => {
    const world = anyone()
    const response = await world.exchange()
    if (response.status === 200) job.token = (await response.json()).accessToken
    for (const { remember } of fleet) remember(job.token)
    return response
  }
  await Promise.all(jobs.map(renew))
  const [{ token: early }] = jobs
  const questions = {
    exchange: [200, () => renew({})],
    ...Object.fromEntries(jobs.map((job, place) => [`job ${place}`, [200, () => anyone().call(PLANS, { token: job.token })]])),
  }
  const { wrong, counts } = await under(questions, async () => {
    for (const keys of [both, turned, last]) {
      // Tokens by the old key have expired before that key goes: their jobs have newer ones.
      if (keys === last) for (const job of jobs) await renew(job)
      const [older, newer] = [fleet[0], await worldOf(keys)]
      fleet = [older, newer]
      await pause(800)
      // Whoever has kept the key set of before can verify what is signed now, and the other way around.
      const sets = await Promise.all(fleet.map(async ({ ask }) => createLocalJWKSet(await (await ask('/.well-known/jwks.json')).json())))
      for (const world of fleet) for (const set of sets) await jwtVerify(await world.accessToken(), set, { issuer: 'https://worker.example' })
      fleet = [newer]
      await pause(800)
    }
  })
  assert.deepEqual(wrong, [])
  assert.ok(Object.values(counts).every((count) => count > 10), JSON.stringify(counts))
  assert.deepEqual([early, jobs[0].token].map((it) => decodeProtectedHeader(it).kid), [old, next])
  assert.equal((await fleet[0].call(PLANS, { token: early })).status, 401)
})
