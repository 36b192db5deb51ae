// Every JavaScript snippet of the README runs, against keys of ours instead of GitHub's.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { allowed, KEYS, NOW, POLICY } from './kit/example.mjs'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const snippets = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code)
/** What they print, or the example that they are: its own test runs that. */
const said = [
  /^welcome, deploy@workload\.bytebase\.com\n$/,
  /^allow\n$/,
  'worker.mjs',
  'hono.mjs',
  'express.mjs',
  'http.mjs',
  /^deploy@workload\.bytebase\.com\n$/,
  /^signed for my-org\/my-repo\n$/,
  /^ACCEPTED (.|\n)*\naccepted\n(note|warning) \/identities\/0(.|\n)*deploy@workload\.bytebase\.com is narrow\n\{\n {2}"identities": (.|\n)*\n\}\n\n$/,
  /^repo:my-org\/my-repo:ref:refs\/heads\/main\n$/,
]

/** What the snippets take from their surroundings. */
const surroundings = `
const [token, jwks, document] = ${JSON.stringify([allowed, KEYS, POLICY])}
Date.now = () => ${NOW * 1000}
const keyPair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
const accessKeys = { keys: [{ ...(await crypto.subtle.exportKey('jwk', keyPair.publicKey)), key_ops: ['verify'], alg: 'ES256' }] }
const sign = async (claims) => {
  const encode = (value) => Buffer.from(value).toString('base64url')
  const input = encode('{"alg":"ES256","typ":"at+jwt"}') + '.' + encode(JSON.stringify(claims))
  return input + '.' + encode(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keyPair.privateKey, Buffer.from(input)))
}
globalThis.fetch = async (address) => {
  const issuer = 'https://token.actions.githubusercontent.com'
  const answers = { [issuer + '/.well-known/openid-configuration']: { issuer, jwks_uri: issuer + '/.well-known/jwks' }, [issuer + '/.well-known/jwks']: jwks }
  return new Response(JSON.stringify(answers[address]))
}
`

test('there are as many snippets as there is to hear', () => assert.equal(snippets.length, said.length))

for (const [place, code] of snippets.entries()) {
  test(`snippet ${place + 1} says what it should`, async () => {
    if (typeof said[place] === 'string') {
      assert.equal(code, readFileSync(new URL(`../examples/${said[place]}`, import.meta.url), 'utf8'))
      return
    }
    const run = ['--input-type=module', '--eval', surroundings + code]
    const { stdout } = await promisify(execFile)(process.execPath, run, { cwd: new URL('..', import.meta.url) })
    assert.match(stdout, said[place])
  })
}
