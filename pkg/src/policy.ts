import { document as textOf } from './arguments.js'
import { orThrow } from './error.js'
import * as wasm from './wasm/core.js'

/** @internal The WebAssembly behind a policy. */
export let handleOf: (policy: Policy) => wasm.Policy

/** @internal The document as JSON text. */
export let documentOf: (policy: Policy) => string

/** A policy document that means what it says. A handle: `free()` it, or let it be collected. */
export class Policy {
  readonly #policy: wasm.Policy
  readonly #document: string

  static {
    handleOf = (policy) => policy.#policy
    documentOf = (policy) => policy.#document
  }

  /**
   * Reads a document, as an object or as JSON text.
   *
   * @throws {ClaimgateError} with every fault that it has.
   */
  constructor(document: object | string) {
    this.#document = textOf('document', document)
    this.#policy = orThrow(() => new wasm.Policy(this.#document))
  }

  free(): void {
    this.#policy.free()
  }

  [Symbol.dispose](): void {
    this.free()
  }
}
