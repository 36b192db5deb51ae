/** Runs the job of a workflow as GitHub's runner does: its steps in order, expressions replaced in their text, outputs by files. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parse } from 'yaml'

/** A workflow of the guide. */
export const workflow = (name) => parse(readFileSync(new URL(`../guide/${name}.yml`, import.meta.url), 'utf8'))

/**
 * Runs the job `deploy` of a workflow.
 *
 * `env` are variables of the runner and values in place of the workflow's own; `github` is what `${{ github.… }}` gives; `after` may change the
 * outputs of a step, by its id.
 *
 * @returns each step with its `exit`, what it printed and its outputs, up to the first that failed; `steps.ID` finds one, and `masked` is what GitHub would hide in the log.
 */
export const runJob = async ({ env: fileEnv = {}, jobs: { deploy } }, { env, github, after = {} }) => {
  const folder = mkdtempSync(join(tmpdir(), 'claimgate-job-'))
  const [steps, ran] = [{}, []]
  try {
    for (const [place, step] of deploy.steps.entries()) {
      const output = join(folder, `output-${place}`)
      writeFileSync(output, '')
      const expand = (text) => expandExpressions(text, { github, steps })
      const environment = { PATH: process.env.PATH, ...fileEnv, ...env, GITHUB_OUTPUT: output }
      const result = await runStep(step, { expand, environment, folder, place })
      const outputs = readOutputs(readFileSync(output, 'utf8'))
      after[step.id]?.(outputs)
      const record = { name: step.name, ...result, outputs }
      ran.push(record)
      if (step.id !== undefined) steps[step.id] = record
      if (result.exit !== 0) break
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const commands = ran.flatMap(({ out }) => [...out.matchAll(/^::add-mask::(.+)$/gm)])
  return { ran, steps, masked: [...new Set(commands.map(([, secret]) => secret))] }
}

const runStep = (step, { expand, environment, folder, place }) => {
  if (step.run !== undefined) {
    // GitHub's default for `run` where `shell` is not given.
    const script = join(folder, `step-${place}.sh`)
    writeFileSync(script, expand(step.run))
    return finish('bash', ['-e', script], environment)
  }
  const [action] = step.uses.split('@')
  switch (action) {
    case 'actions/checkout':
      return { exit: 0, out: '', err: '' }
    case 'actions/github-script':
      return finish(process.execPath, [fileURLToPath(new URL('github-script.mjs', import.meta.url)), expand(step.with.script)], environment)
    default:
      throw new Error(`the guide uses no ${step.uses}`)
  }
}

const finish = (command, args, env) =>
  new Promise((resolve, reject) => {
    // The repository is checked out there.
    const cwd = fileURLToPath(new URL('../guide', import.meta.url))
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
    let [out, err] = ['', '']
    child.stdout.on('data', (data) => (out += data))
    child.stderr.on('data', (data) => (err += data))
    child.once('error', reject)
    child.once('close', (exit) => resolve({ exit, out, err }))
  })

/** `${{ a.b.c }}` in a text; what is not there is empty, as at GitHub. */
const expandExpressions = (text, contexts) =>
  text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, path) => path.split('.').reduce((value, name) => value?.[name], contexts) ?? '')

/** Lines `name=value`, and `name<<END` with the lines up to `END`. */
const readOutputs = (text) => {
  const outputs = {}
  const lines = text.split('\n')
  while (lines.length > 0) {
    const line = lines.shift()
    const many = /^([^=]+?)<<(.+)$/.exec(line)
    const one = /^([^=]+)=(.*)$/.exec(line)
    if (many !== null) outputs[many[1]] = lines.splice(0, lines.indexOf(many[2]) + 1).slice(0, -1).join('\n')
    else if (one !== null) outputs[one[1]] = one[2]
  }
  return outputs
}
