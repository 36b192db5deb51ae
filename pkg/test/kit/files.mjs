// What the command reads, in a folder of the test's own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

import { KEYS, POLICY } from './example.mjs'

export const folder = mkdtempSync(join(tmpdir(), 'claimgate-'))
after(() => rmSync(folder, { recursive: true }))

/** Writes a file into it; its path. */
export const file = (name, content) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

/** The example's documents as files. */
export const policy = file('policy.json', JSON.stringify(POLICY))
export const keys = file('keys.json', JSON.stringify(KEYS))
