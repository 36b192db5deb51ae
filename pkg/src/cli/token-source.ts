/**
 * Where the token comes from. It is passed on as it is: nothing is trimmed or repaired but one line break at the end, which
 * `echo` and editors add.
 */
import { isUtf8 } from 'node:buffer'

import type { Options } from './command-line.js'
import { failure, faultOf, misuse } from './fault.js'
import { requestToken } from './github.js'
import { KIBIBYTE, readAtMost, readFile } from './input.js'
import type { Output } from './output.js'

/** The token as text. What is no UTF-8 becomes a character that no token can hold, so that the core refuses it; a warning says where. */
export const readToken = async (token: string | undefined, options: Options, output: Output): Promise<string> => {
  const { 'token-file': file, 'token-env': variable, 'from-github': fromGithub = false, audience } = options
  const named = [token, file, variable, fromGithub || undefined].filter((it) => it !== undefined)
  if (named.length > 1) throw misuse('a token comes from one place: an argument, --token-file, --token-env or --from-github')
  if (audience !== undefined && !fromGithub) {
    throw misuse('--audience is what GitHub is asked for', 'give --from-github, too; what a policy expects stands in its `audiences`')
  }
  if (fromGithub) return requestToken(audience)
  if (variable !== undefined) return fromVariable(variable)
  if (file !== undefined) return textOf(await readFile(file, MAX_BYTES), output)
  if (token !== undefined && token !== '-') return token
  if (process.stdin.isTTY && token === undefined) {
    throw failure('token_missing', 'no token was given', 'pipe it in, or use --token-env, --token-file or --from-github')
  }
  return textOf(await fromStdin(), output)
}

const fromStdin = async (): Promise<Buffer> => {
  const bytes = await readAtMost(process.stdin, MAX_BYTES)
  if (bytes !== undefined) return bytes
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

/** Without one line break at the end. */
const textOf = (bytes: Buffer, output: Output): string => {
  const text = bytes.toString()
  if (!isUtf8(bytes)) {
    const message = `byte ${firstFault(bytes, text)} of the token's source is not UTF-8; it is read as U+FFFD, which no token has`
    output.warn(faultOf('not_utf8', message, FIX))
  }
  return text.replace(/\r?\n$/, '')
}

/** The first byte that was replaced, and did not stand for U+FFFD itself. */
const firstFault = (bytes: Buffer, text: string): number => {
  let byte = 0
  for (const part of text.split(REPLACEMENT)) {
    byte += Buffer.byteLength(part)
    if (bytes.subarray(byte, byte + 3).toString() !== REPLACEMENT || !isUtf8(bytes.subarray(byte, byte + 3))) break
    byte += 3
  }
  return byte
}

const REPLACEMENT = '\u{fffd}'
const FIX = 'send the token as the platform gave it; what `>` writes in Windows PowerShell is UTF-16'

/** Far more than a token may have, so that the core can say how long it is. */
const MAX_BYTES = 1024 * KIBIBYTE
