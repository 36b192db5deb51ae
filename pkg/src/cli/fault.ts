import type { Problem } from '../contract.js'

/** A fault of the command line, a document, a file, the environment or a server. */
export interface Fault {
  readonly code: string
  /** The file, where there is one. */
  readonly file: string | null
  /** A JSON pointer into it, empty for the whole. */
  readonly pointer: string
  readonly message: string
  /** What to do about it, in one imperative sentence. */
  readonly fix: string | null
}

/** What keeps a command from answering: exit code 2. */
export class Faults extends Error {
  override readonly name = 'Faults'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ message }) => message).join('\n'))
    this.faults = faults
  }
}

export const faultOf = (code: string, message: string, fix: string, file: string | null = null): Fault =>
  ({ code, file, pointer: '', message, fix })

/** The same, to be thrown. */
export const failure = (...parts: Parameters<typeof faultOf>): Faults => new Faults([faultOf(...parts)])

/** A mistake in the command line. */
export const misuse = (message: string, fix = 'see `claimgate --help`'): Faults => failure('usage', message, fix)

/** The core's reasons to refuse a document. */
export const ofDocument = (file: string, problems: readonly Problem[]): Faults =>
  new Faults(problems.map(({ code, pointer, message, fix }) => ({ code, file, pointer, message, fix })))
