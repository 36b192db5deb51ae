/**
 * Where the token comes from. It is passed on as it is: nothing is trimmed or repaired but one line break at the end, which
 * `echo` and editors add.
 */
import type { Options } from './command-line.js'
import { failure, misuse } from './fault.js'
import { requestToken } from './github.js'
import { KIBIBYTE, readAtMost, readFile } from './input.js'

/** The token as text. What is no UTF-8 becomes a character that no token can hold, so that the core refuses it. */
export const readToken = async (token: string | undefined, options: Options): Promise<string> => {
  const { 'token-file': file, 'token-env': variable, 'from-github': fromGithub = false, audience } = options
  const named = [token, file, variable, fromGithub || undefined].filter((it) => it !== undefined)
  if (named.length > 1) throw misuse('a token comes from one place: an argument, --token-file, --token-env or --from-github')
  if (audience !== undefined && !fromGithub) {
    throw misuse('--audience is what GitHub is asked for', 'give --from-github, too; what a policy expects stands in its `audiences`')
  }
  if (fromGithub) return requestToken(audience)
  if (variable !== undefined) return fromVariable(variable)
  if (file !== undefined) return withoutLineBreak(await readFile(file, MAX_BYTES))
  if (token !== undefined && token !== '-') return token
  if (process.stdin.isTTY && token === undefined) {
    throw failure('token_missing', 'no token was given', 'pipe it in, or use --token-env, --token-file or --from-github')
  }
  return fromStdin()
}

const fromStdin = async (): Promise<string> => {
  const bytes = await readAtMost(process.stdin, MAX_BYTES)
  if (bytes !== undefined) return withoutLineBreak(bytes)
  throw failure('input_too_large', "the token's source has more than 1 MiB", 'send the token alone; real ones have about 2 KiB')
}

const fromVariable = (name: string): string => {
  const value = process.env[name]
  if (value !== undefined) return value
  const inGitlab = process.env.GITLAB_CI === 'true'
  const fix = inGitlab
    ? 'declare it under `id_tokens:` of the job, with its `aud:`'
    : 'set it for this command, and give its name without `$`'
  throw failure('variable_unset', `the environment variable \`${name}\` is not set`, fix)
}

const withoutLineBreak = (bytes: Buffer): string => bytes.toString().replace(/\r?\n$/, '')

/** Far more than a token may have, so that the core can say how long it is. */
const MAX_BYTES = 1024 * KIBIBYTE
