// Types say what the JSON Schemas say: of an explanation no less and no more, of a policy which members there are. That explanations fit
// their schema, and that policies are read by it, is tested in Rust.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { compile } from 'json-schema-to-typescript'

const root = new URL('..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'claimgate-'))
after(() => rmSync(folder, { recursive: true }))

test('an explanation and its schema are assignable to each other', async () => {
  const schema = JSON.parse(readFileSync(join(root, '../src/explain/schema.json'), 'utf8'))
  // The schema allows any name where the types list them.
  schema.$defs.code.tsType = 'any'
  schema.title = 'Described'
  const described = await compile(schema, 'Described', { additionalProperties: false, format: false, strictIndexSignatures: true })
  assert.deepEqual(faultsOf(described), '')
  // A member that only one of them has, and a word that only one of them knows, are told.
  assert.match(faultsOf(described.replace('headline: string', 'headline: string\nmore: string')), /'more' is missing/)
  assert.match(faultsOf(described.replace('headline: string', '')), /'headline' is missing/)
  assert.match(faultsOf(described.replace('"not_reached"', '"not_reached" | "elsewhere"')), /"elsewhere"/)
  assert.match(faultsOf(described.replace(' | "not_reached"', '')), /"not_reached"/)
})

test('the types of a policy have the members of its schema', () => {
  const { properties, $defs } = JSON.parse(readFileSync(join(root, 'policy.schema.json'), 'utf8'))
  const held = Object.entries({ PolicyDocument: { properties }, PolicyIdentity: $defs.identity, PolicyIssuer: $defs.issuer, PolicyPermission: $defs.permission })
  const members = (change = (it) => it) => held.map(([name, schema]) => {
    const names = Object.keys(change(schema.properties)).map((it) => `'${it}'`).join(' | ')
    return `const ${name}: Same<keyof types.${name}, ${names}> = true`
  }).join('\n')
  const faults = (checks) => faultsIn(`import type * as types from ${JSON.stringify(join(root, 'dist/policy-document.js'))}
type Same<A, B> = [A, B] extends [B, A] ? true : false
${checks}
export {}
`)
  assert.equal(faults(members()), '')
  assert.equal(faults(members((it) => ({ ...it, more: {} }))).match(/TS2322/g).length, held.length)
})

const faultsOf = (described) =>
  faultsIn(`import type { Explanation } from ${JSON.stringify(join(root, 'dist/explain/contract.js'))}
${described}
type Mutable<T> = T extends readonly (infer Item)[] ? Mutable<Item>[] : T extends object ? { -readonly [Name in keyof T]: Mutable<T[Name]> } : T
export const there = (it: Mutable<Explanation>): Mutable<Described> => it
export const back = (it: Mutable<Described>): Mutable<Explanation> => it
`)

const faultsIn = (text) => {
  writeFileSync(join(folder, 'held.mts'), text)
  const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2022', '--types', '']
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, 'held.mts'], { cwd: folder, encoding: 'utf8' })
  return stdout
}
