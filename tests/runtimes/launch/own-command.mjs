/** The command `claimgate` that the package brings, run by a runtime: its exit code, and what it tells. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { answersTo } from '../app/answers.mjs'
import { files } from '../files.mjs'
import { MOST_TIME } from './command.mjs'

/** Questions by whoever runs it: `claimgate(args, { input, env })` gives its exit code and what it wrote. */
export const ownCommand = (claimgate) => {
  const { cases, keySets, now, policies } = JSON.parse(new Map(files()).get('decisions-github-places.json'))
  const [allowed, denied] = ['allow', 'deny'].map((decision) => cases.find(({ expect }) => expect.decision === decision))
  const [[issuer, keys]] = Object.entries(keySets)
  const documents = {
    'policy.json': policies[allowed.policy],
    'denying.json': policies[denied.policy],
    'keys.json': keys,
  }
  const at = ['--now', String(now), '--jwks', `${issuer}=keys.json`]
  const check = ['check', '--json', '--policy', 'policy.json', ...at]
  const asked = [
    ['a token that is let in', [...check, allowed.token], {}, 0, 'allow'],
    ['a token that is denied', ['check', '--json', '--policy', 'denying.json', ...at, denied.token], {}, 1, denied.expect.code],
    ['no token', [...check, 'x'], {}, 1, 'token_malformed'],
    ['a token from standard input', check, { input: `${allowed.token}\n` }, 0, 'allow'],
    ['a token from the environment', [...check, '--token-env', 'OIDC_TOKEN'], { env: { OIDC_TOKEN: allowed.token } }, 0, 'allow'],
    ['an explanation', ['explain', '--policy', 'policy.json', ...at], { input: allowed.token }, 0, 'ACCEPTED'],
    ['an explanation without a policy', ['explain', '--now', String(now), allowed.token], {}, 1, 'NOT PROVEN'],
    ['what a policy admits', ['lint', 'policy.json', '--fail-on', 'error'], {}, 0, 'deploy@workload.bytebase.com'],
    ['an option that there is not', [...check, '--polciy', 'x'], {}, 2, 'usage'],
  ]
  const questions = asked.map(([name, args, given, code, word]) => ({
    name,
    expected: [code, word],
    ask: async () => {
      const { code, written } = await claimgate(args, given, documents)
      return [code, written.includes(word) ? word : written]
    },
  }))
  const [first] = questions
  return [
    { name: 'the command', questions },
    { name: 'command-false.json by itself', questions: [{ ...first, expected: [1, 'deny'] }] },
  ]
}

/** Asks the command that runs by `line`, a program and its arguments, in the project. */
export const askOwnCommand = async ([program, ...before], project, env) => {
  const claimgate = (args, given, documents) => {
    for (const [name, document] of Object.entries(documents)) writeFileSync(join(project, name), JSON.stringify(document))
    return runToEnd(program, [...before, ...args], { cwd: project, env: { ...env, ...given.env } }, given.input)
  }
  return { groups: await answersTo(ownCommand(claimgate)) }
}

const runToEnd = (program, args, options, input = '') =>
  new Promise((resolve) => {
    const child = execFile(program, args, { ...options, timeout: MOST_TIME }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, written: stdout + stderr })
    })
    child.stdin.on('error', () => {}).end(input)
  })
