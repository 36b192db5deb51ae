// Keys from afar: a fake clock, and a real server that lies, stalls, and floods.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'

import { Gate } from 'claimgate'
import { explain } from 'claimgate/explain'
import { RemoteKeys } from 'claimgate/keys'

import { allowed, KEYS, NOW, POLICY } from './kit/example.mjs'
import { bomb, dead, endless, hanging, held, inTurn, json, keyServer, silent, status } from './kit/key-server.mjs'

const ISSUER = 'https://token.actions.githubusercontent.com'
const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`
const JWKS = `${ISSUER}/.well-known/jwks`
const discovery = { issuer: ISSUER, jwks_uri: JWKS }
const [, USED] = KEYS.keys
const servers = []
afterEach(() => servers.splice(0).forEach((it) => it.stop()))

/** A gate without keys, a server that has them, and a clock. */
const setUp = async ({ answers = {}, policy = POLICY, ...options } = {}) => {
  const server = await keyServer({ [DISCOVERY]: discovery, [JWKS]: KEYS, ...answers })
  servers.push(server)
  const gate = new Gate(policy)
  const [clock, failures] = [{ now: NOW }, []]
  const onFailure = ({ issuer, problem }) => failures.push([issuer, problem.code, problem.actual])
  const keys = new RemoteKeys(gate, { fetch: server.fetch, now: () => clock.now, timeout: 1, onFailure, ...options })
  const verdict = async (token = allowed) => {
    const decision = await keys.decide(token)
    return decision.verdict === 'allow' ? 'allow' : decision.problem.code
  }
  return { ...server, gate, keys, clock, failures, verdict }
}

test('the first token fetches its keys, and the next ones do not', async () => {
  const { asked, verdict, gate } = await setUp()
  assert.equal(await verdict(), 'allow')
  assert.equal(await verdict(), 'allow')
  assert.deepEqual(asked, [DISCOVERY, JWKS])
  assert.equal(gate.wantedKeys.length, 0)
})
