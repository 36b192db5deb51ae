// In a job of GitHub Actions: the token comes from GitHub's service, and nobody sees it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { claimgate } from './kit/command.mjs'
import { file, keys, policy } from './kit/files.mjs'
import { tokenService } from './kit/token-service.mjs'

/** The runner takes these lines out of the log, and hides what they name from then on. */
const asTheRunnerShows = (err, token) => {
  const [mask, ...rest] = err.split('\n')
  assert.equal(mask, `::add-mask::${token}`)
  return rest.join('\n')
}

test('the token of the job is explained, masked and never shown', async (context) => {
  const service = await tokenService(context)
  for (const form of [[], ['--markdown'], ['--json']]) {
    const { code, out, err } = await claimgate(['explain', '--from-github', ...form], { env: service.env })
    const token = service.minted.at(-1)
    assert.deepEqual([code, asTheRunnerShows(err, token)], [1, ''])
    assert(!out.includes(token) && !out.includes(token.split('.')[2]))
    assert.match(out, /my-org\/my-repo/)
  }
})

test('GitHub is asked for the audience that is wanted, and the policy decides', async (context) => {
  const service = await tokenService(context)
  const usual = ['check', '--policy', policy, '--jwks', keys, '--from-github']
  const asDefault = await claimgate(usual, { env: service.env })
  assert.match(asDefault.out, /^ALLOWED by /)
  const asOther = await claimgate([...usual, '--audience', 'https://other.example/?a=b&c'], { env: service.env })
  assert.deepEqual([asOther.code, asDefault.code], [1, 0])
  assert.match(asOther.out, /^REJECTED \(401\): audience_mismatch\n[^]*`https:\/\/other\.example\/\?a=b&c`/)
  const audiences = service.asked.map((url) => new URL(url, 'http://localhost').searchParams.get('audience'))
  assert.deepEqual(audiences, [null, 'https://other.example/?a=b&c'])
})

test('the summary of the job gets the page, and keeps what it has', async (context) => {
  const service = await tokenService(context)
  const summary = file('summary.md', 'before\n')
  for (const command of ['explain', 'check']) {
    const args = [command, '--policy', policy, '--jwks', keys, '--from-github', '--step-summary']
    await claimgate(args, { env: { ...service.env, GITHUB_STEP_SUMMARY: summary } })
  }
  const written = readFileSync(summary, 'utf8')
  assert.match(written, /^before\n## ACCEPTED[^]*\n## ACCEPTED/)
  for (const token of service.minted) for (const part of token.split('.')) assert(!written.includes(part))
  const nowhere = await claimgate(['explain', '--from-github', '--step-summary'], { env: service.env })
  assert.equal(nowhere.code, 1)
  assert.match(nowhere.err, /warning: `GITHUB_STEP_SUMMARY` is not set/)
})

test('a job without the permission is told what to add', async (context) => {
  const env = { GITHUB_ACTIONS: 'true' }
  const { code, out, err } = await claimgate(['explain', '--from-github'], { env })
  assert.deepEqual([code, out], [2, ''])
  assert.match(err, /^error: GitHub gives this job no token, for it does not have the permission `id-token: write`\n {2}fix: add /)
  const ofFork = await claimgate(['explain', '--from-github'], { env: { ...env, GITHUB_EVENT_NAME: 'pull_request' } })
  assert.match(ofFork.err, /a pull request from a fork gets no token/)
  const elsewhere = await claimgate(['explain', '--from-github', '--json'])
  assert.equal(JSON.parse(elsewhere.err).error.code, 'token_request_missing')
})

test('whatever the service answers instead of a token is told, and nothing secret with it', async (context) => {
  for (const [answer, message] of [
    [(response) => response.writeHead(500).end('eyJ'), /answered HTTP 500/],
    [(response) => response.writeHead(302, { location: 'https://other.example/' }).end(), /cannot be reached/],
    [(response) => response.end('<html>'), /something else than a token/],
    [(response) => response.end('null'), /something else than a token/],
    [(response) => response.end('{"count":0}'), /something else than a token/],
    [(response) => response.end('{"value":""}'), /something else than a token/],
    [(response) => response.end(`{"value":"${'x'.repeat(100_000)}"}`), /something else than a token/],
    [(response) => response.destroy(), /cannot be reached/],
  ]) {
    const service = await tokenService(context, answer)
    const { code, out, err } = await claimgate(['explain', '--from-github'], { env: service.env })
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, message)
    assert(!err.includes(service.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN))
    }
  const broken = await claimgate(['explain', '--from-github'], { env: { ...(await tokenService(context)).env, ACTIONS_ID_TOKEN_REQUEST_URL: 'x' } })
  assert.match(broken.err, /is no address/)
})

test('a token cannot break out of the line that masks it', async (context) => {
  const service = await tokenService(context, (response) => response.end(JSON.stringify({ value: 'a\n::stop-commands::x\r%' })))
  const { err } = await claimgate(['explain', '--from-github'], { env: service.env })
  assert.equal(err, '::add-mask::a%0A::stop-commands::x%0D%25\n')
})
