// The packed tarball, in a project that knows nothing of this repository.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { allowed, KEYS, NOW, POLICY } from './kit/example.mjs'

const root = new URL('..', import.meta.url).pathname
const project = mkdtempSync(join(tmpdir(), 'claimgate-'))
after(() => rmSync(project, { recursive: true }))
const run = (command, ...args) => execFileSync(command, args, { cwd: project, encoding: 'utf8' })
const pack = (...options) => JSON.parse(execFileSync('npm', ['pack', '--json', ...options], { cwd: root, encoding: 'utf8' }))[0]

const { filename, files } = pack('--pack-destination', project)
writeFileSync(join(project, 'package.json'), '{ "private": true }')
run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./${filename}`)

const use = `
const gate = new Gate(${JSON.stringify(POLICY)})
gate.setKeys(gate.wantedKeys[0].issuer, ${JSON.stringify(KEYS)})
console.log(gate.decide('${allowed}', ${NOW}).verdict)
`

test('it is used by import', () => {
  writeFileSync(join(project, 'use.mjs'), `import { Gate } from 'claimgate'\n${use}`)
  assert.equal(run(process.execPath, 'use.mjs'), 'allow\n')
})

test('it is used by require', () => {
  writeFileSync(join(project, 'use.cjs'), `const { Gate } = require('claimgate')\n${use}`)
  assert.equal(run(process.execPath, '--no-warnings', 'use.cjs'), 'allow\n')
})

test('whoever brings the WebAssembly himself may', () => {
  const begin = (...modules) => `import { readFileSync } from 'node:fs'
import { Gate, init } from 'claimgate/init'
const read = (module) => readFileSync(new URL(import.meta.resolve(\`claimgate/\${module}.wasm\`)))
await init(${modules.map((it) => `read('${it}')`)})
`
  const withoutCrypto = `process.getBuiltinModule = undefined\n`
  const decide = (text) => {
    writeFileSync(join(project, 'init.mjs'), text)
    return run(process.execPath, 'init.mjs')
  }
  assert.equal(decide(begin('core') + use), 'allow\n')
  assert.equal(decide(begin('core', 'signatures') + withoutCrypto + use), 'allow\n')
  assert.equal(decide(begin('core') + withoutCrypto + use.replace('gate.decide', '(await gate.decideAsync').replace(').verdict', ')).verdict')), 'allow\n')
  assert.throws(() => decide(begin('core') + withoutCrypto + use), /signatures\.wasm/)
  const early = (work) => decide(`import * as it from 'claimgate/init'\nimport { guard } from 'claimgate/web'\n${work}`)
  for (const work of [`it.decode('')`, 'new it.Gate({})', 'guard({ decide() {} })']) assert.throws(() => early(work), /not there yet: import/, work)
})

test('it fetches keys, also for whoever requires it', () => {
  const fetch = `async (address) => Response.json(address.endsWith('/jwks') ? ${JSON.stringify(KEYS)} : { issuer: gate.keySources[0].issuer, jwks_uri: 'https://keys.example/jwks' })`
  writeFileSync(join(project, 'keys.cjs'), `const { Gate } = require('claimgate')
const { RemoteKeys } = require('claimgate/keys')
const gate = new Gate(${JSON.stringify(POLICY)})
const keys = new RemoteKeys(gate, { now: () => ${NOW}, fetch: ${fetch} })
keys.decide('${allowed}').then(({ verdict }) => console.log(verdict))`)
  assert.equal(run(process.execPath, '--no-warnings', 'keys.cjs'), 'allow\n')
})

test('it exchanges, also for whoever requires it', () => {
  writeFileSync(join(project, 'exchange.cjs'), `const { Gate } = require('claimgate')
const { exchange } = require('claimgate/exchange')
const gate = new Gate(${JSON.stringify(POLICY)})
gate.setKeys(gate.wantedKeys[0].issuer, ${JSON.stringify(KEYS)})
console.log(exchange(gate, { token: '${allowed}', email: '${POLICY.identities[0].email}' }, ${NOW}).verdict)`)
  assert.equal(run(process.execPath, '--no-warnings', 'exchange.cjs'), 'allow\n')
})

test('it explains', () => {
  writeFileSync(join(project, 'explain.mjs'), `import { explain } from 'claimgate/explain'\nconsole.log(explain('${allowed}', ${NOW}).word)`)
  assert.equal(run(process.execPath, 'explain.mjs'), 'not_proven\n')
})

test('it guards requests', () => {
  writeFileSync(join(project, 'guard.mjs'), `import { Gate } from 'claimgate'
import { allowOf } from 'claimgate/node'
import { guard } from 'claimgate/web'
const gate = new Gate(${JSON.stringify(POLICY)})
gate.setKeys(gate.wantedKeys[0].issuer, ${JSON.stringify(KEYS)})
const admit = guard(gate, { now: () => ${NOW} })
const request = new Request('https://api.example', { headers: { authorization: 'Bearer ${allowed}' } })
console.log((await admit(request)).verdict, typeof allowOf)
`)
  assert.equal(run(process.execPath, 'guard.mjs'), 'allow function\n')
})

// Of libraries of types a project has Node's or those of browsers, and not necessarily the newest ones.
const typeRoots = ['--typeRoots', join(root, 'node_modules/@types')]
for (const [resolution, options] of [
  ['nodenext', ['--module', 'nodenext', '--lib', 'es2022', ...typeRoots, '--types', 'node']],
  ['bundler', ['--module', 'esnext', '--lib', 'es2022,dom', '--types', '']],
]) {
  test(`its types are found by TypeScript with ${resolution}`, () => {
    writeFileSync(join(project, 'use.mts'), `import { type Decision, Gate } from 'claimgate'
import { exchange } from 'claimgate/exchange'
import { lint } from 'claimgate/explain'
import { init } from 'claimgate/init'
import { RemoteKeys } from 'claimgate/keys'
import { guard } from 'claimgate/web'
export const decision: Decision = new Gate({}).decide('', 1)
export const used: [typeof exchange, typeof lint, typeof init, typeof RemoteKeys, typeof guard] = [exchange, lint, init, RemoteKeys, guard]
`)
    run(join(root, 'node_modules/.bin/tsc'), '--noEmit', '--strict', '--target', 'es2022', '--moduleResolution', resolution, ...options, 'use.mts')
  })
}

test('it holds what users need and nothing else', () => {
  const strays = files.filter(({ path }) => !/^(package\.json|(README|codes)\.md|LICENSE-(MIT|APACHE)|policy\.schema\.json|dist\/[\w/.-]+\.(js|d\.ts|wasm))$/.test(path))
  assert.deepEqual(strays, [])
})

test('it installs without scripts and without dependencies, in the version of the core', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  assert.deepEqual(Object.keys(manifest.scripts), ['build', 'test'])
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) assert.equal(manifest[kind], undefined)
  const cargo = readFileSync(join(root, '../Cargo.toml'), 'utf8')
  assert.equal(manifest.version, /\[workspace\.package\]\nversion = "(.*)"/.exec(cargo)[1])
})
