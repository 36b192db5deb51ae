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
  return page.locator('#snippet').innerText()
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
