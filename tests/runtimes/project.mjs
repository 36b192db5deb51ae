/** A project that knows nothing of this repository: the packed tarball, installed, beside what asks it. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { groupsOf } from '../../pkg/test/kit/questions.mjs'
import { vectorsOf } from '../../pkg/test/kit/vectors.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export const makeProject = () => {
  const folder = mkdtempSync(join(tmpdir(), 'claimgate-runtimes-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const npm = (cwd, ...args) => execFileSync('npm', args, { cwd, encoding: 'utf8' })
  const [{ filename }] = JSON.parse(npm(here('../../pkg'), 'pack', '--json', '--pack-destination', folder))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${filename}`)
  cpSync(here('app'), join(folder, 'app'), { recursive: true })
  for (const part of ['questions.mjs', 'replacing.mjs']) cpSync(here(`../../pkg/test/kit/${part}`), join(folder, 'app', part))
  // A module, because every runtime reads one without a permission, an option or a loader.
  writeFileSync(join(folder, 'app/vectors.mjs'), `export default ${JSON.stringify(files())}\n`)
  return folder
}

/** What a runtime with such crypto must have been asked: the names of the groups, and how many questions each has. */
export const expectedGroups = (crypto) => groupsOf({}, files(), crypto).map(({ name, questions }) => ({ name, asked: questions.length }))

/** Whether every answer of a group must differ from what is expected. */
export const isFalse = (group) => /^[a-z]+-false\.json /.test(group)

/** The vectors, and of each kind one whose expectation is false: a runtime that finds no fault with it would find none anywhere. */
const files = () => {
  const vectors = vectorsOf('')
  const falsified = (kind, source, falsehood) => {
    const { cases, ...usual } = JSON.parse(vectors.find(([file]) => file === source)[1])
    return [`${kind}-false.json`, JSON.stringify({ ...usual, cases: [{ ...cases[0], ...falsehood }] })]
  }
  return [
    ...vectors,
    falsified('decisions', 'decisions-github-places.json', { expect: { decision: 'deny', code: 'branch_mismatch' } }),
    falsified('verification', 'verification-signature.json', { expect: { verdict: 'reject', code: 'token_expired' } }),
    falsified('policies', 'policies-document.json', { faults: [{ code: 'role_unknown', pointer: '/roles' }] }),
    falsified('explain', 'explain.json', { expect: { word: 'not_proven' } }),
  ]
}
