/** A project that knows nothing of this repository: the packed tarball, installed, beside what asks it. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { groupsOf } from '../../pkg/test/kit/questions.mjs'
import { HOSTILE } from '../../pkg/test/kit/refusals.mjs'
import { fromAfar } from './app/afar.mjs'
import { connections } from './app/connections.mjs'
import { files } from './files.mjs'
import { ownCommand } from './launch/own-command.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** `server` is the address of an issuer's server. */
export const makeProject = (server) => {
  const folder = mkdtempSync(join(tmpdir(), 'claimgate-runtimes-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const npm = (cwd, ...args) => execFileSync('npm', args, { cwd, encoding: 'utf8' })
  const [{ filename }] = JSON.parse(npm(here('../../pkg'), 'pack', '--json', '--pack-destination', folder))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${filename}`)
  cpSync(here('app'), join(folder, 'app'), { recursive: true })
  for (const part of ['help-questions.mjs', 'questions.mjs', 'refusals.mjs', 'replacing.mjs']) cpSync(here(`../../pkg/test/kit/${part}`), join(folder, 'app', part))
  // A module, because every runtime reads one without a permission, an option or a loader.
  writeFileSync(join(folder, 'app/vectors.mjs'), `export default ${JSON.stringify(files())}\n`)
  writeFileSync(join(folder, 'app/server.mjs'), `export default '${server}'\n`)
  return folder
}

const KINDS = {
  vectors: (crypto) => groupsOf({}, files(), crypto),
  afar: () => fromAfar({}, files()),
  connections: () => connections({}, HOSTILE, files()),
  command: () => ownCommand(),
}

/** What a runtime with such crypto must have been asked: the names of the groups, and how many questions each has. */
export const expectedGroups = (asks, crypto) =>
  asks.flatMap((kind) => KINDS[kind](crypto)).map(({ name, questions }) => ({ name, asked: questions.length }))
