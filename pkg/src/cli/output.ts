/** Answers go to standard output, warnings and faults to standard error; tokens to neither. */
import type { Lines, Span } from '../explain/pages.js'
import type { Fault } from './fault.js'

export interface Output {
  /** Whether results, warnings and faults are JSON. */
  readonly json: boolean
  /** Writes the answer: lines in colours where a terminal reads them, or text as it is. */
  readonly answer: (answer: Lines | string) => void
  /** Writes an answer that is JSON, in one line. */
  readonly answerJson: (json: string) => void
  /** Says something that stops nothing. */
  readonly warn: (fault: Fault) => void
  readonly fail: (faults: readonly Fault[]) => void
}

export const outputOf = (json: boolean): Output => {
  const say = (word: 'warning' | 'error', fault: Fault) => {
    const line = json ? escapeJson(JSON.stringify({ [word]: fault })) : inWords(word, fault)
    process.stderr.write(`${hideSecrets(line)}\n`)
  }
  return {
    json,
    answer: (answer) => void process.stdout.write(typeof answer === 'string' ? answer : textOf(answer, hasColours(process.stdout))),
    answerJson: (json) => void process.stdout.write(`${escapeJson(json)}\n`),
    warn: (fault) => say('warning', fault),
    fail: (faults) => faults.forEach((fault) => say('error', fault)),
  }
}

/** The text with everything cut out that could be a token or a signature: somebody will paste one where a file name belongs. */
const hideSecrets = (text: string): string => text.replace(SECRETS, '(hidden)')

const inWords = (word: 'warning' | 'error', { file, pointer, message, fix }: Fault): string => {
  const label = inColour({ role: word === 'error' ? 'bad' : 'doubtful', text: `${word}:` }, hasColours(process.stderr))
  const place = [file ?? '', pointer].join(' ').trim()
  return escape(`${place && `${place}: `}${message}`, label) + (fix === null ? '' : escape(fix, '\n  fix:'))
}

/** A text from outside for a terminal: control characters and those that reorder the line are escaped as in JSON. */
const escape = (text: string, before: string): string =>
  `${before} ${text.replace(UNPRINTABLE, escaped)}`

/** JSON for a terminal, in one line and of the same value: a line break, or a tab, stands between values only. */
const escapeJson = (json: string): string => json.replace(/[\t\r\n]/g, ' ').replace(UNPRINTABLE, escaped)

/** Each unit of UTF-16, for some of these characters have two. */
const escaped = (character: string): string =>
  character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const textOf = (lines: Lines, coloured: boolean): string =>
  lines.map((line) => `${line.map((span) => inColour(span, coloured)).join('')}\n`).join('')

const inColour = ({ role, text }: Span, coloured: boolean): string =>
  coloured && COLOURS[role] !== '' ? `\x1b[${COLOURS[role]}m${text}\x1b[0m` : text

/** Node knows `NO_COLOR` and poor terminals; a pipe has no such method. */
const hasColours = (stream: NodeJS.WriteStream): boolean => stream.hasColors?.() === true

const COLOURS = { plain: '', heading: '1', label: '2', good: '1;32', bad: '1;31', doubtful: '1;33', unknown: '1;33' } as const
/** Base64url that begins like a JSON object or is as long as the shortest signature, with whatever hangs on it. */
const SECRETS = /(?:eyJ|eyA|ewo|ewk|ew0)[\w.-]{17,}|[\w.-]*[\w-]{80}[\w.-]*/g
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
