import { document as documentOf } from './arguments.js'
import { orThrow } from './error.js'
import * as wasm from './wasm/core.js'

/** A policy document that means what it says. A handle: `free()` it, or let it be collected. */
export class Policy {
  /** @internal */
  readonly handle: wasm.Policy
  /** @internal The document, for whoever reads it again. */
  readonly text: string

  /**
   * Reads a document, as an object or as JSON text.
   *
   * @throws {ClaimgateError} with every fault that it has.
   */
  constructor(document: object | string) {
    this.text = documentOf('document', document)
    this.handle = orThrow(() => new wasm.Policy(this.text))
  }

  free(): void {
    this.handle.free()
  }

  [Symbol.dispose](): void {
    this.free()
  }
}
