/** The command line: the names and meanings of the command in Rust, as far as they are here. */
import { parseArgs, type ParseArgsConfig } from 'node:util'

import { misuse } from './fault.js'
import type { Output } from './output.js'

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  json: { type: 'boolean' },
  policy: { type: 'string' },
  jwks: { type: 'string', multiple: true },
  offline: { type: 'boolean' },
  timeout: { type: 'string' },
  'token-file': { type: 'string' },
  'token-env': { type: 'string' },
  'from-github': { type: 'boolean' },
  audience: { type: 'string' },
  now: { type: 'string' },
  at: { type: 'string' },
  email: { type: 'string' },
  markdown: { type: 'boolean' },
  'step-summary': { type: 'boolean' },
  'fail-on': { type: 'string' },
} as const

/** What was given, each by its name. */
export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

/** The options of every command that looks at a token. */
export const ABOUT_TOKENS: readonly (keyof Options)[] = [
  'policy', 'jwks', 'offline', 'timeout', 'token-file', 'token-env', 'from-github', 'audience', 'now', 'email', 'step-summary',
]

export interface Command {
  /** What stands behind the command's name, and what the options mean. */
  readonly help: string
  readonly options: readonly (keyof Options)[]
  /** Answers, and tells whether it is good news. The operand is what stands without an option's name. */
  readonly run: (options: Options, operand: string | undefined, output: Output) => Promise<boolean>
}

export interface CommandLine {
  readonly options: Options
  readonly name: string | undefined
  readonly operand: string | undefined
}

export const parse = (args: readonly string[]): CommandLine => {
  const { values: options, positionals, tokens } = parsed({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true })
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []))
  const twice = names.find((name, place) => name !== 'jwks' && names.indexOf(name) < place)
  if (twice !== undefined) throw misuse(`--${twice} is given twice`)
  const [name, operand, ...more] = positionals
  if (more.length > 0) throw misuse(`there are ${more.length} arguments too many`)
  return { options, name, operand }
}

/** Refuses what the command would not look at. */
export const refuseOthers = (options: Options, name: string, command: Command): void => {
  const known: readonly string[] = ['help', 'version', 'json', ...command.options]
  const other = Object.keys(options).find((option) => !known.includes(option))
  if (other !== undefined) throw misuse(`--${other} is no option of \`${name}\``, `see \`claimgate ${name} --help\``)
}

/** The moment that was given as now, or what the clock says. */
export const nowOr = (text: string | undefined): number => (text === undefined ? Math.floor(Date.now() / 1000) : momentOf('now', text))

/** Seconds since 1970, or a time of RFC 3339. */
export const momentOf = (option: string, text: string): number => {
  const seconds = SECONDS.test(text) ? Number(text) : secondsOf(text.toUpperCase())
  if (seconds >= 0) return seconds
  throw misuse(`--${option} is no time`, 'give seconds since 1970, or a time such as 2026-11-23T12:08:15Z')
}

/** Of a time of RFC 3339. `Date` would take the 30th of February for the 2nd of March, and an hour that no day has. */
const secondsOf = (text: string): number => {
  const [, day = '', hour] = RFC_3339.exec(text) ?? []
  const midnight = new Date(`${day}T00:00:00Z`)
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
  return isDay && hour !== '24' ? Math.floor(Date.parse(text) / 1000) : NaN
}

/** How many seconds a request may take. */
export const timeoutOf = (text = '10'): number => {
  if (SECONDS.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_TIMEOUT) return Number(text)
  throw misuse('--timeout is no time to wait', `give seconds from 1 to ${LONGEST_TIMEOUT}`)
}

/** The one of these words that was given. */
export const wordOf = <T extends string>(option: string, words: readonly T[], text: string): T => {
  const word = words.find((it) => it === text)
  if (word !== undefined) return word
  throw misuse(`--${option} is ${words.map((it) => `\`${it}\``).join(', ')}`)
}

const parsed = <T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> => {
  try {
    return parseArgs(config)
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error
    // Only the first sentence is about what was given; the others are advice that does not fit here.
    const [reason = ''] = (error as Error).message.split(/\.(?: |\n)|\n/)
    const [, option = ''] = /'--([\w-]+)/.exec(reason) ?? []
    if (reason.endsWith('is ambiguous')) throw misuse(reasonInWords(reason), `write --${option}=VALUE`)
    throw misuse(reasonInWords(reason), hintFor(option))
  }
}

const reasonInWords = (reason: string): string => reason.replaceAll("'", '`').replace(/^./, (letter) => letter.toLowerCase())

/** What to do instead of an option that is not here: some are of the command in Rust alone. */
const hintFor = (option: string): string | undefined => {
  if (Object.hasOwn(ELSEWHERE, option)) return ELSEWHERE[option]
  const meant = Object.keys(OPTIONS).filter((name) => [...name].sort().join('') === [...option].sort().join('') || name.startsWith(option))
  return option !== '' && meant.length === 1 ? `write --${meant[0]}` : undefined
}

const IN_RUST = 'use the command in Rust, which has it'
const ELSEWHERE: Readonly<Record<string, string>> = {
  'jwks-url': 'write the address into the policy, as `jwksUri` of the issuer',
  format: 'use --json; for SARIF the command in Rust',
  code: 'look the code up in codes.md, which comes with this package',
  batch: IN_RUST,
  caller: IN_RUST,
  'ca-file': 'set NODE_EXTRA_CA_CERTS to that file',
}

const LONGEST_TIMEOUT = 300
const SECONDS = /^\d{1,15}$/
const RFC_3339 = /^(\d{4}-\d\d-\d\d)T(\d\d):\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
