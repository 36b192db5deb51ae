// What wrangler would deploy: it bundles without a complaint, and what it bundles works.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { startWorkerd } from '../local/workerd.mjs'
import { usualSettings } from './kit/world.mjs'

const worker = fileURLToPath(new URL('..', import.meta.url))
// Wrangler needs Node 22, and the project no more than 20.
const own = Number(process.versions.node.split('.', 1)[0]) >= 22 ? process.execPath : undefined
const node = own ?? ['x64', 'arm64'].map((it) => join(worker, `node_modules/node-22-${it}/bin/node`)).find(existsSync)

test('wrangler deploys the folder as it is', { skip: node === undefined && 'Node 22 is not here' }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'claimgate-wrangler-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const args = ['node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--outdir', folder]
  const env = { PATH: process.env.PATH, HOME: folder, WRANGLER_SEND_METRICS: 'false', CI: '1' }
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: worker, env, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
  assert.doesNotMatch(stdout + stderr, /WARNING|ERROR/)
  assert.match(stdout, /REPLAY \(ReplayMemory\)/)
  const beside = readdirSync(folder).filter((name) => /\.wasm$|policy\.json$/.test(name))
  assert.equal(beside.length, 4)
  const { METRICS_TOKEN, ...settings } = usualSettings('127.0.0.1:1')
  const { address, stop, log } = await startWorkerd({ settings, folder, modules: ['worker.js', ...beside] })
  context.after(stop)
  assert.equal((await fetch(`${address}/.claimgate/ready`)).status, 200, log.join('\n'))
})
