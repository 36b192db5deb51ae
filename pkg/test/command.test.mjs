// `npx claimgate` as a process: it says what the command in Rust says, and no token.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { claimgate, MAIN, run } from './kit/command.mjs'
import { allowed, NOW, POLICY } from './kit/example.mjs'
import { file, folder, keys, policy } from './kit/files.mjs'

const refusing = file('refusing.json', JSON.stringify({ identities: [{ ...POLICY.identities[0], branch: 'other' }] }))
const usual = ['--policy', policy, '--jwks', keys, '--now', String(NOW)]

/** No part of the token stands anywhere in it. */
const holdsNone = (token, ...texts) => {
  for (const part of token.split('.')) for (const text of texts) assert(!text.includes(part), part)
}

const root = new URL('../../', import.meta.url)
for (const document of ['README.md', 'examples/github-actions/README.md']) {
  const block = /```console\n\$ claimgate ((?:check|explain|lint) .*)\n(?:\? (\d)\n)?([^]*?)```/g
  const blocks = [...readFileSync(new URL(document, root), 'utf8').matchAll(block)]

  test(`the command in Rust and this one say what ${document} shows`, async () => {
    assert(blocks.length > 2)
    for (const [, line, status = '0', shown] of blocks) {
      const { code, out, err } = await claimgate(line.split(' '), { cwd: fileURLToPath(new URL('examples/github-actions', root)) })
      assert.deepEqual([code, err], [Number(status), ''], line)
      // Three dots stand for whatever is left out.
      const parts = shown.trimEnd().split(/^\.\.\.$/m).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      assert.match(out.trimEnd(), new RegExp(`^${parts.join('[^]*')}$`), line)
    }
  })
}

test('a token comes from an argument, standard input, a file or a variable, and from one of them only', async () => {
  const token = file('token', `${allowed}\r\n`)
  for (const [args, options] of [
    [[allowed]],
    [[], { input: `${allowed}\n` }],
    [['-'], { input: allowed }],
    [['--token-file', token]],
    [['--token-env', 'OIDC_TOKEN'], { env: { OIDC_TOKEN: allowed } }],
  ]) {
    const { code, out, err } = await claimgate(['check', ...usual, ...args], options)
    assert.deepEqual([code, err], [0, ''], args[0])
    assert.match(out, /^ALLOWED by deploy@workload\.bytebase\.com /)
    holdsNone(allowed, out)
  }
  const both = await claimgate(['check', ...usual, '--token-file', token, '--token-env', 'OIDC_TOKEN'])
  assert.deepEqual([both.code, both.out], [2, ''])
  assert.match(both.err, /comes from one place/)
})

test('a token that is not exactly one is refused, and explained', async () => {
  const padded = await claimgate(['check', ...usual], { input: ` ${allowed}` })
  assert.equal(padded.code, 1)
  const header = await claimgate(['explain', ...usual], { input: `Authorization: Bearer ${allowed}\n` })
  assert.match(header.out, /^ACCEPTED /)
  assert.equal(header.code, 0)
})

test('exit codes and JSON tell what was decided', async () => {
  const allow = await claimgate(['check', ...usual, '--json'], { input: allowed })
  const { claims, ...told } = JSON.parse(allow.out)
  assert.deepEqual([allow.code, claims.repository], [0, 'my-org/my-repo'])
  assert.deepEqual(Object.keys(told), ['decision', 'identity', 'code', 'name', 'roles', 'expiresAt'])
  const deny = await claimgate(['check', '--json', '--policy', refusing, '--jwks', keys, '--now', String(NOW)], { input: allowed })
  assert.equal(deny.code, 1)
  const { decision, code, status, identity, nearest } = JSON.parse(deny.out)
  assert.deepEqual([decision, code, status, identity], ['deny', 'branch_mismatch', 403, POLICY.identities[0].email])
  assert.equal(nearest[0].mismatches[0].code, 'branch_mismatch')
  const reject = await claimgate(['check', ...usual, '--json'], { input: 'x' })
  assert.deepEqual([reject.code, JSON.parse(reject.out).status], [1, 401])
  const unknown = await claimgate(['check', ...usual, '--json', '--email', 'x@workload.bytebase.com'], { input: allowed })
  assert.deepEqual([unknown.code, JSON.parse(unknown.out).code], [1, 'identity_unknown'])
})

test('an explanation comes as text, as JSON and as Markdown', async () => {
  const alone = await claimgate(['explain', '--now', '2026-10-08T18:33:20Z'], { input: allowed })
  assert.deepEqual([alone.code, alone.err], [1, ''])
  assert.match(alone.out, /^NOT PROVEN /)
  const json = await claimgate(['explain', ...usual, '--json'], { input: allowed })
  assert.equal(JSON.parse(json.out).word, 'accepted')
  const page = await claimgate(['explain', ...usual, '--markdown'], { input: allowed })
  assert.match(page.out, /^## ACCEPTED/)
  const other = await claimgate(['explain', ...usual, '--email', 'x@workload.bytebase.com'], { input: allowed })
  assert.match(other.out, /^REJECTED /)
  const expired = await claimgate(['explain', '--policy', policy, '--jwks', keys, '--at', 'issued'], { input: allowed })
  assert.match(expired.out, /^WOULD HAVE BEEN ACCEPTED /)
  assert.equal(expired.code, 1)
  for (const { out, err } of [alone, page, expired]) holdsNone(allowed, out, err)
  // As data there is the text that the places of its parts refer to; without the signature it opens nothing.
  assert(!json.out.includes(allowed.slice(allowed.lastIndexOf('.') + 1)))
})

test('a policy is linted as strictly as one wants', async () => {
  for (const [args, code] of [[[], 0], [['--fail-on', 'note'], 1], [['--fail-on', 'warning'], 0], [['--fail-on', 'never'], 0]]) {
    assert.equal((await claimgate(['lint', policy, ...args])).code, code, args.join(' '))
  }
  const { out } = await claimgate(['lint', policy, '--json'])
  assert.deepEqual(Object.keys(JSON.parse(out)), ['policy', 'identities', 'findings'])
  assert.equal(JSON.parse(out).findings[0].line, 1)
})

test('every fault of a document is told, with its place', async () => {
  const faulty = file('faulty.json', JSON.stringify({ identities: [{ ...POLICY.identities[0], branch: '', email: 'X' }] }))
  for (const args of [['check', '--policy', faulty, 'x'], ['lint', faulty]]) {
    const { code, out, err } = await claimgate(args)
    assert.deepEqual([code, out], [2, ''])
    assert.equal(err.match(/^error: .*faulty\.json \/identities\/0\/(branch|email): /gm).length, 2, err)
  }
  const { err } = await claimgate(['lint', '--json', faulty])
  assert.deepEqual(err.trim().split('\n').map((line) => JSON.parse(line).error.pointer), ['/identities/0/email', '/identities/0/branch'])
})

test('keys stand for those issuers that have none, or for the one that is named', async () => {
  const issuer = 'https://token.actions.githubusercontent.com'
  assert.equal((await claimgate(['check', '--policy', policy, '--jwks', `${issuer}=${keys}`, '--now', String(NOW), allowed])).code, 0)
  const twice = await claimgate(['check', ...usual, '--jwks', keys, allowed])
  assert.match(twice.err, /^warning: .*keys\.json: these keys are not used/)
  assert.equal(twice.code, 0)
  const stranger = await claimgate(['check', '--policy', policy, '--jwks', `https://evil.example=${keys}`, allowed])
  assert.match(stranger.err, /begins with no issuer of the policy/)
  assert.equal(stranger.code, 2)
  const without = await claimgate(['explain', '--jwks', keys, '--now', String(NOW), allowed])
  assert.match(without.err, /only a policy says whose keys count/)
  assert.equal(without.code, 1)
})

test('what is no use is told, with exit code 2', async () => {
  for (const [args, message] of [
    [[], /no command was given/],
    [['decide'], /there is no such command\n {2}fix: see/],
    [['suggest'], /there is no such command\n {2}fix: use the command in Rust/],
    [['toString'], /there is no such command/],
    [['check', 'x'], /--policy is missing/],
    [['lint'], /the policy is missing/],
    [['check', ...usual, 'a', 'b'], /1 arguments too many/],
    [['check', ...usual, '--polciy', 'x'], /unknown option `--polciy`\n {2}fix: write --policy$/m],
    [['check', ...usual, '--jwks-url', 'x'], /unknown option `--jwks-url`\n {2}fix: write the address into the policy/],
    [['explain', '--code', 'x'], /unknown option `--code`\n {2}fix: look the code up/],
    [['lint', '--format', 'sarif', policy], /unknown option `--format`\n {2}fix: use --json/],
    [['check', ...usual, '--timeout', '0', 'x'], /--timeout is no time to wait/],
    [['check', ...usual, '--markdown'], /--markdown is no option of `check`/],
    [['check', ...usual, '--now', '1', 'x'], /--now is given twice/],
    [['check', '--policy'], /argument missing/],
    [['explain', '--now', 'tomorrow', 'x'], /--now is no time/],
    [['explain', '--at', 'once', 'x'], /--at is no time/],
    [['explain', '--now', '2026-02-30T00:00:00Z', 'x'], /--now is no time/],
    [['explain', '--now', '2026-02-28T24:00:00Z', 'x'], /--now is no time/],
    [['explain', '--now', '-1', 'x'], /option `--now` argument is ambiguous\n {2}fix: write --now=VALUE$/m],
    [['check', '--policy', '', 'x'], /the path is empty\n {2}fix: check that the variable is set/],
    [['help', 'decide'], /there is no such command/],
    [['explain', '--audience', 'x', 'x'], /--audience is what GitHub is asked for/],
    [['explain', '--token-env', 'UNSET'], /`UNSET` is not set/],
    [['explain', '--token-file', join(folder, 'absent')], /absent: cannot be read: ENOENT/],
    [['explain', '--token-file', '/dev/zero'], /more than 1024 KiB/],
    [['lint', file('latin-1.json', Buffer.from([0x22, 0xe9, 0x22]))], /not UTF-8/],
  ]) {
    const { code, out, err } = await claimgate(args)
    assert.deepEqual([code, out], [2, ''], args.join(' '))
    assert.match(err, message)
    assert.match(err, /\n {2}fix: /)
  }
  const { err } = await claimgate(['explain', '--token-env', 'OIDC_TOKEN'], { env: { GITLAB_CI: 'true' } })
  assert.match(err, /under `id_tokens:` of the job/)
})

test('a token in the wrong place is not repeated', async () => {
  for (const args of [
    [allowed],
    ['lint', allowed],
    ['check', '--policy', allowed],
    ['check', '--policy', policy, '--jwks', allowed, 'x'],
    ['check', '--policy', policy, '--jwks', `https://evil.example/${allowed}`, 'x'],
    ['explain', '--token-file', allowed],
    ['explain', '--token-env', allowed],
    ['explain', `--${allowed}`],
    ['explain', `--token=${allowed}`],
    ['explain', '--at', allowed, 'x'],
    ['explain', '--now', allowed, 'x'],
    ['lint', policy, '--fail-on', allowed],
  ]) {
    for (const form of [[], ['--json']]) {
      const { code, out, err } = await claimgate([...args, ...form])
      assert.equal(code, 2, args[0])
      holdsNone(allowed, out, err)
    }
  }
})

test('a terminal obeys nobody else', async () => {
  // A tag (U+E0041) is two units of UTF-16.
  const [name, value] = ['a\x9b2J\x7f', '\u202e\ufeff\u{e0041}é']
  const parts = ['{"alg":"RS256"}', `{\r\n"${name}":\t"${value}"}`].map((it) => Buffer.from(it).toString('base64url'))
  const pasted = `${parts.join('.')}.AAAA`
  const { out } = await claimgate(['explain', '--json'], { input: pasted })
  assert.doesNotMatch(out.trimEnd(), /[\p{Cc}\p{Cf}]/u)
  assert.match(out, /a\\u009b2J\\u007f/)
  assert.match(out, /\\u202e\\ufeff\\udb40\\udc41é/)
  const [{ raw }] = JSON.parse(out).claims
  assert.equal(JSON.parse(raw), value)
  const bad = await claimgate(['lint', '--json', join(folder, name)])
  assert.match(bad.err, /a\\u009b2J\\u007f/)
  assert.equal(JSON.parse(bad.err).error.file, join(folder, name))
  const { err } = await claimgate(['lint', join(folder, 'a\x1b[2J\u202e')])
  assert.match(err, /a\\u001b\[2J\\u202e: cannot be read/)
})

test('help and version are answers', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.equal((await claimgate(['--version'])).out, `claimgate ${version}\n`)
  for (const args of [['--help'], ['help'], ['help', 'lint'], ['check', '--help'], ['explain', '-h'], ['lint', '--help']]) {
    const { code, out, err } = await claimgate(args)
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, /^Usage: claimgate /m)
    assert(out.split('\n').every((line) => line.length <= 100))
  }
})

test('nobody to read a fault or an answer changes no exit code', { skip: process.platform === 'win32' }, async () => {
  const quoted = (args) => args.map((it) => `'${it}'`).join(' ')
  for (const [args, where, code] of [
    [['lint', 'absent'], '2>&1 >&3 | true', 2],
    [['check', ...usual, '--email', 'x', allowed], '| true', 1],
    [['lint', 'absent'], '2>/dev/full', 2],
    [['lint', 'absent'], '2>&-', 2],
    [['explain', ...usual, '--token-file', file('not-utf-8', Buffer.from(`\xff\n${allowed}`, 'latin1'))], '2>/dev/full', 0],
    [['check', ...usual, allowed], '>/dev/full', 2],
  ]) {
    const script = `set -o pipefail; exec 3>/dev/null; ${quoted([process.execPath, MAIN, ...args])} ${where}`
    assert.equal((await run('bash', ['-c', script])).code, code, `${args[0]} ${where}`)
  }
  const { err } = await run('bash', ['-c', `${quoted([process.execPath, MAIN, 'check', ...usual, allowed])} >/dev/full`])
  assert.match(err, /standard output cannot be written: ENOSPC/)
})

// Containers may have no terminals to give, and other systems another `script`.
const hasTerminals = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

test('colours are for terminals, and for those who want them', { skip: !hasTerminals }, async () => {
  const command = `'${process.execPath}' '${MAIN}' check ${usual.join(' ')} ${allowed}`
  const onTerminal = (env) => run('script', ['-qec', command, '/dev/null'], { env: { TERM: 'xterm-256color', ...env } })
  assert.match((await onTerminal({})).out, /^\x1b\[1;32mALLOWED\x1b\[0m by /)
  assert.match((await onTerminal({ NO_COLOR: '1' })).out, /^ALLOWED by /)
  assert.match((await claimgate(['check', ...usual, allowed])).out, /^ALLOWED by /)
})

test('what is no text is read, and its place is said', async () => {
  const latin1 = Buffer.concat([Buffer.from('caf\u00e9 \ufffd ', 'latin1'), Buffer.from(`\n${allowed}`)])
  for (const [input, byte] of [[latin1, 3], [Buffer.concat([Buffer.from('\ufffd'), latin1]), 6]]) {
    const { code, err } = await claimgate(['explain', ...usual], { input })
    assert.equal(code, 0)
    assert.match(err, new RegExp(`^warning: byte ${byte} of the token's source is not UTF-8`))
  }
})
