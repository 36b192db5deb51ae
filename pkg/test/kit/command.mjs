// Runs `claimgate` as a process of its own, in an environment that holds nothing but what is given.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Runs a program to its end: its exit code, and what it wrote. */
export const run = async (program, args, { input = '', env = {}, ...options } = {}) => {
  const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, ...options })
  // Whoever does not read its input closes it.
  child.stdin.on('error', () => {}).end(input)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, err }
}

export const claimgate = (args, options) => run(process.execPath, [MAIN, ...args], options)
