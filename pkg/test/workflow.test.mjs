// What the README shows for CI, run as the platforms run it: the packed tarball, real npx, a token service, and the log.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { run } from './kit/command.mjs'
import { KEYS, POLICY } from './kit/example.mjs'
import { tokenOfNow } from './kit/signer.mjs'
import { tokenService } from './kit/token-service.mjs'

const root = new URL('..', import.meta.url).pathname
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const [github, gitlab] = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml)

const project = mkdtempSync(join(tmpdir(), 'claimgate-'))
after(() => rmSync(project, { recursive: true }))
const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', project], { cwd: root, encoding: 'utf8' }))
writeFileSync(join(project, 'package.json'), '{ "private": true }')
execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: project })
writeFileSync(join(project, 'claimgate.json'), JSON.stringify(POLICY))
// The issuer's documents come from here; everything else is what it is.
const issuer = 'https://token.actions.githubusercontent.com'
const documents = { '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/.well-known/jwks` }, '/.well-known/jwks': KEYS }
writeFileSync(join(project, 'issuer.mjs'), `const { fetch } = globalThis
globalThis.fetch = (address, init) => {
  const { origin, pathname } = new URL(address)
  return origin === '${issuer}' ? Promise.resolve(Response.json(${JSON.stringify(documents)}[pathname])) : fetch(address, init)
}
`)

/** Runs a script as the platforms do: a shell that stops at the first failure. */
const runScript = (script, env) =>
  run('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: project,
    env: { HOME: project, NODE_OPTIONS: '--import=./issuer.mjs', npm_config_offline: 'true', npm_config_update_notifier: 'false', ...env },
  })

/** The indented lines below a key, without the indent. */
const below = (yaml, key) => {
  const [, indent, lines] = new RegExp(`^( *)${key}\\n((?:\\1 +.*\\n)+)`, 'm').exec(yaml)
  return lines.replaceAll(new RegExp(`^${indent} {2}`, 'gm'), '')
}

test('the step of GitHub Actions explains the token of its job, and nobody sees it', async (context) => {
  const service = await tokenService(context)
  const summary = join(project, 'summary.md')
  const env = { ...service.env, GITHUB_REPOSITORY_OWNER: 'my-org', GITHUB_STEP_SUMMARY: summary }
  const { code, out, err } = await runScript(below(github, 'run: \\|'), env)
  const [token] = service.minted
  assert.equal(err, `::add-mask::${token}\n`)
  assert.equal(code, 0)
  assert.match(out, /^ACCEPTED [^]*This job ran in `my-org\/my-repo`/)
  assert.match(service.asked[0], /&audience=https%3A%2F%2Fgithub\.com%2Fmy-org$/)
  for (const part of token.split('.')) assert(![out, readFileSync(summary, 'utf8')].some((text) => text.includes(part)))
})

test('without the permission that step says what to add', async () => {
  const { code, out, err } = await runScript(below(github, 'run: \\|'), { GITHUB_ACTIONS: 'true' })
  assert.deepEqual([code, out], [2, ''])
  assert.match(err, /add `id-token: write` to the `permissions:`/)
  assert.match(github, /^permissions:\n {2}id-token: write/m)
})

test('the job of GitLab explains the token that it declares', async () => {
  const [, variable] = /id_tokens:\n +(\w+):\n/.exec(gitlab)
  const script = below(gitlab, 'script:').replaceAll(/^- /gm, '')
  const token = tokenOfNow()
  const { code, out, err } = await runScript(script, { GITLAB_CI: 'true', [variable]: token })
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /^ACCEPTED /)
  for (const part of token.split('.')) assert(!out.includes(part))
  const undeclared = await runScript(script, { GITLAB_CI: 'true' })
  assert.match(undeclared.err, new RegExp(`\`${variable}\` is not set\n  fix: declare it under \`id_tokens:\``))
})

test('both ask for this version', () => {
  const versions = [...`${github}${gitlab}`.matchAll(/npx --yes claimgate@(\S+)/g)].map(([, it]) => it)
  assert.deepEqual(versions, [version, version])
})
