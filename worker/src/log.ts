/** The log: one JSON object a line. It holds no token, whatever a stranger sends and wherever he puts it. */

/** A line of the log. `README.md` tells what each field means. */
export interface LogRecord {
  readonly event: 'exchange' | 'access' | 'passed' | 'policy' | 'keys' | 'configuration' | 'failure'
  readonly [field: string]: unknown
}

/** The line for a record, as of now. */
export const logLine = ({ event, ...fields }: LogRecord): string => {
  const record = { time: new Date().toISOString(), event, ...fields }
  const line = JSON.stringify(record)
  // In a line as short as that no text is too long; to look at each of them takes longer than to write the line.
  const short = line.length <= LONGEST ? line : JSON.stringify(record, shortened)
  return short.replace(LIKE_A_TOKEN, '[token]').replace(UNPRINTABLE, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const shortened = (_: string, value: unknown) => (typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value)

/**
 * A JWT, be it whole, in parts, or cut off: header and claims begin with the base64url of `{` and a quotation mark or white space. To lose a
 * name that begins so and is as long is better than to keep a token.
 */
const LIKE_A_TOKEN = /e(?:yJ|yA|wo|w0|wk)[A-Za-z0-9_-]{13,}(?:(?:\.|%2[eE])[A-Za-z0-9_-]*)*/g

/** What JSON leaves as it is and a terminal may obey: controls beyond ASCII, and what hides or reorders its surroundings. */
const UNPRINTABLE = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** In characters. Paths and claims are shorter; a stranger's may be as long as he likes. */
const LONGEST = 1000
