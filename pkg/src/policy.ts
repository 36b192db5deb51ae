import { alive, document as textOf } from './arguments.js'
import { orThrow } from './error.js'
import { demandLoaded } from './loaded.js'
import type { PolicyDocument } from './policy-document.js'
import * as wasm from './wasm/core.js'

/** @internal Hands the WebAssembly behind a policy over; the policy makes another one when it is asked again. */
export let takeHandle: (policy: Policy) => wasm.Policy

/** @internal The document as JSON text. */
export let documentOf: (policy: Policy) => string

/** A policy document that means what it says. A handle: `free()` it, or let it be collected. */
export class Policy {
  #handle: wasm.Policy | undefined
  #document: string | undefined

  static {
    documentOf = (policy) => {
      if (!(policy instanceof Policy)) throw new TypeError('`policy` must be a Policy')
      return alive('Policy', policy.#document)
    }
    takeHandle = (policy) => {
      const document = documentOf(policy)
      const handle = policy.#handle ?? new wasm.Policy(document)
      policy.#handle = undefined
      return handle
    }
  }

  /**
   * Reads a document, as an object or as JSON text.
   *
   * @throws {ClaimgateError} with every fault that it has.
   */
  constructor(document: PolicyDocument | object | string) {
    demandLoaded()
    const text = textOf('document', document)
    this.#handle = orThrow(() => new wasm.Policy(text))
    this.#document = text
  }

  free(): void {
    this.#handle?.free()
    this.#handle = undefined
    this.#document = undefined
  }

  [Symbol.dispose](): void {
    this.free()
  }
}
