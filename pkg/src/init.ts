/** For whoever brings the WebAssembly (`claimgate/core.wasm`) himself: `await init(…)` before anything else. */
import { loadSignatures } from './crypto/own.js'
import load from './wasm/core.js'

// As TypeScript's library `dom` has it, for projects that are compiled without.
declare global {
  namespace WebAssembly {
    interface Module {}
  }
}

/** A WebAssembly module: compiled, its bytes, its address, or the response that holds it. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | ArrayBufferView | URL | string | Response

/**
 * Takes the core, and `claimgate/signatures.wasm` where the host has no crypto that answers: `decide` and `verify` need it
 * where there is no `node:crypto`, `decideAsync` and `verifyAsync` only for an algorithm that Web Crypto lacks.
 */
export const init = async (core: WasmSource, signatures?: WasmSource): Promise<void> => {
  await Promise.all([load({ module_or_path: core }), signatures === undefined ? undefined : loadSignatures(signatures)])
}

export * from './index.js'
