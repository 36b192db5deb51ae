#!/usr/bin/env node
/** `npx claimgate`: arguments in, the core's words out. */
import { readFileSync } from 'node:fs'

import '../explain/inline.js'
import '../inline.js'
import { check } from './check.js'
import { type Command, parse, refuseOthers } from './command-line.js'
import { explain } from './explain.js'
import { Faults, faultOf, misuse } from './fault.js'
import { HELP, helpOf } from './help.js'
import { lint } from './lint.js'
import { type Output, outputOf } from './output.js'

const COMMANDS = { check, explain, lint }
/** What has no use in a CI job, or a counterpart in the package. */
const IN_RUST = ['verify', 'decode', 'suggest', 'import', 'export', 'schema', 'completions', 'man', 'issuer']
const [ACCEPTED, REFUSED, UNUSABLE] = [0, 1, 2]

const answer = async (args: readonly string[], output: Output): Promise<boolean> => {
  const { options, name, operand } = parse(args)
  if (options.version) {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    output.answer(`claimgate ${version}\n`)
    return true
  }
  if (name === undefined && !options.help) throw misuse('no command was given')
  const asksForHelp = options.help || name === 'help'
  const asked = name === 'help' ? operand : name
  if (asked === undefined) {
    output.answer(HELP)
    return true
  }
  const command = commandOf(asked)
  if (asksForHelp) {
    output.answer(helpOf(command))
    return true
  }
  refuseOthers(options, asked, command)
  return command.run(options, operand, output)
}

const commandOf = (name: string): Command => {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name as keyof typeof COMMANDS]
  throw misuse('there is no such command', IN_RUST.includes(name) ? 'use the command in Rust, which has it' : undefined)
}

const args = process.argv.slice(2)
const output = outputOf(args.includes('--json'))
// A reader that has gone changes no answer.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return
  output.fail([faultOf('output_failed', `standard output cannot be written: ${code}`, 'check where the output goes')])
  process.on('exit', () => (process.exitCode = UNUSABLE))
})
// There is no better place to complain about standard error.
process.stderr.on('error', () => {})
try {
  process.exitCode = (await answer(args, output)) ? ACCEPTED : REFUSED
} catch (error) {
  output.fail(error instanceof Faults ? error.faults : [faultOf('unexpected', String(error), 'report this, without the token')])
  process.exitCode = UNUSABLE
}
