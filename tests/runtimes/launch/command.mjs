import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a command in the project; its last line are the answers. */
export const answersOf = async (command, args, { project, env = {} }) => {
  const options = { cwd: project, env: { ...process.env, ...env }, timeout: MOST_TIME, maxBuffer: MOST_OUTPUT }
  const { stdout } = await promisify(execFile)(command, args, options)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

/** In milliseconds. Two busy cores need some ten seconds. */
export const MOST_TIME = 120_000

const MOST_OUTPUT = 64 * 1024 * 1024
