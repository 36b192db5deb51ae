// The code that the page gives away does what it says: it is read from the page, compiled, and asked about the example.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from 'node:test'

import { choose, example, onPage, settled } from './kit.mjs'

const root = new URL('../../', import.meta.url).pathname
const NOW = 1_791_484_400
const ISSUER = 'https://token.actions.githubusercontent.com'
const tokens = ['push-to-main', 'other-branch'].map((name) => example(`tokens/${name}.jwt`))

const snippet = async (page, name) => {
  await page.locator(`[data-do=snippet][data-with=${name}]`).click()
  await settled(page)
  return page.locator('#snippet pre').innerText()
}

/** A folder of its own, in which `claimgate` is installed. */
const inFolder = (work) => {
  const folder = mkdtempSync(`${tmpdir()}/claimgate-snippet-`)
  try {
    symlinkSync(`${root}www/node_modules`, `${folder}/node_modules`)
    return work((name, text) => (writeFileSync(`${folder}/${name}`, text), `${folder}/${name}`), folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the JavaScript lets in the one job and not the other', () =>
  onPage(async (page) => {
    const code = await snippet(page, 'node')
    inFolder((write, cwd) => {
      const policy = { ...JSON.parse(example('policy.json')), issuers: [{ issuer: ISSUER, jwks: JSON.parse(example('jwks.json')) }] }
      write('policy.json', JSON.stringify(policy))
      write('let-in.mjs', code)
      const use = write('use.mjs', `Date.now = () => ${NOW}000
        const { letIn } = await import('./let-in.mjs')
        for (const token of ${JSON.stringify(tokens)}) console.log((await letIn(token))?.email)`)
      assert.equal(execFileSync(process.execPath, [use], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), 'deploy@workload.bytebase.com\nundefined\n')
    })
  }))

test('so does the Rust', () =>
  onPage(async (page) => {
    const code = await snippet(page, 'rust')
    execFileSync('cargo', ['build', '--quiet', '--locked', '--package', 'claimgate'], { cwd: root, stdio: 'inherit' })
    inFolder((write, cwd) => {
      const main = write('main.rs', `${code}
        fn main() {
            let gate = gate(${JSON.stringify(example('policy.json'))}.as_bytes(), "${ISSUER}", ${JSON.stringify(example('jwks.json'))}.as_bytes()).unwrap();
            for token in ${JSON.stringify(tokens)} {
                println!("{:?}", let_in(&gate, token, UnixTime::from_secs(${NOW})));
            }
        }`)
      const target = `${root}target/debug`
      execFileSync('rustc', ['--edition', '2024', '--extern', `claimgate=${target}/libclaimgate.rlib`, '-L', `dependency=${target}/deps`, '-o', 'main', main], { cwd, stdio: 'inherit' })
      const said = execFileSync(`${cwd}/main`, { encoding: 'utf8' })
      assert.equal(said, 'Ok("deploy@workload.bytebase.com")\nErr("403 branch_mismatch")\n')
    })
  }))

test('the settings for Envoy hold the policy as it is, and a cluster for its issuer', () =>
  onPage(async (page) => {
    await choose(page, 'accepted')
    const [, value] = (await snippet(page, 'envoy')).split('value: |\n')
    assert.deepEqual(JSON.parse(value), {
      keyClusters: [{ issuer: ISSUER, cluster: 'token.actions.githubusercontent.com' }],
      policy: JSON.parse(example('policy.json')),
    })
  }))

const claimgate = (...args) => execFileSync(`${root}target/debug/claimgate`, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

test('clouds are told what the command tells them, and what differs stands beside it', () =>
  onPage(async (page) => {
    execFileSync('cargo', ['build', '--quiet', '--locked', '--package', 'claimgate-cli'], { cwd: root, stdio: 'inherit' })
    await choose(page, 'accepted')
    for (const name of ['aws', 'google-cloud', 'azure']) {
      const args = ['export', name, `${root}examples/github-actions/policy.json`]
      assert.deepEqual(JSON.parse(await snippet(page, name)), JSON.parse(claimgate(...args)), name)
      const { converted: [{ differences }] } = JSON.parse(claimgate(...args, '--json'))
      assert.equal(await page.locator('#snippet li').count(), differences.length, name)
    }
    await page.locator('#field-branch').fill('*')
    assert.match(await page.locator('#snippet').innerText(), /no counterpart of branch in Azure/)
    assert.equal(await page.locator('#snippet pre').count(), 0)
    assert.ok(await page.locator('[data-do=copy][data-with=snippet]').isHidden())
  }))

test('the edge worker that is deployed so exchanges the token of the one job, and of no other', () =>
  onPage(async (page) => {
    const script = await snippet(page, 'worker')
    const [, policy] = /'END_OF_POLICY'\n([^]*)\nEND_OF_POLICY/.exec(script)
    const [, ...options] = /^npx wrangler (.*)$/m.exec(script)[1].split(' ')
    const settings = Object.fromEntries(options.filter((it) => it !== '--var').map((it) => /^(\w+):(.*)$/.exec(it).slice(1)))
    const { startWorld } = await import('../../worker/local/world.mjs')
    const { issuer, worker, stop } = await startWorld({ policy, settings })
    try {
      const exchange = async (job) => {
        const address = `${issuer.requestUrl}${job}&audience=${encodeURIComponent('https://github.com/my-org')}`
        const { value } = await (await fetch(address, { headers: { authorization: `bearer ${issuer.requestToken}` } })).json()
        const body = JSON.stringify({ token: value, email: 'deploy@workload.bytebase.com' })
        return (await fetch(`${worker.address}/v1/auth:exchangeToken`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status
      }
      assert.equal(await exchange('&branch=main'), 200, worker.log.join('\n'))
      assert.equal(await exchange('&branch=feature'), 401)
    } finally {
      await stop()
    }
  }))
