// A million decisions: memory before and after, that of WebAssembly included. Run with `--expose-gc`.
import { Gate } from 'claimgate'

import { initSync } from './node_modules/claimgate/dist/wasm/core.js'
import { makeFixture } from './fixture.mjs'

const DECISIONS = 1_000_000
const { memory } = initSync()
const { issuer, policy, tokens: [{ token, jwk }] } = makeFixture()

const used = () => {
  globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  return [memory.buffer.byteLength, heapUsed, external, rss].map((bytes) => (bytes / 2 ** 20).toFixed(1))
}

console.log('| | WebAssembly, MiB | heap | external | process |\n|---|---|---|---|---|')
for (const [name, options] of [['nothing remembered', {}], ['a thousand tokens remembered', { seenTokens: 1000 }]]) {
  const gate = new Gate(policy, options)
  gate.setKeys(issuer, { keys: [jwk] })
  const now = Date.now() / 1000
  const decide = (count) => {
    for (let turn = 0; turn < count; turn++) {
      // Every tenth one was cut somewhere, so that refusals are among them.
      gate.decide(turn % 10 === 0 ? token.slice(0, turn % token.length) : token, now).claims
    }
  }
  decide(10_000)
  console.log(`| ${name}: after 10 000 decisions | ${used().join(' | ')} |`)
  decide(DECISIONS)
  console.log(`| ${name}: after a million more | ${used().join(' | ')} |`)
}
