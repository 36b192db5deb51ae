/** For whoever brings the WebAssembly (`claimgate/core.wasm`) himself: `await init(…)` before anything else. */
import { loadSignatures, type Source } from './crypto/own.js'
import load from './wasm/core.js'

/**
 * Takes the core, and `claimgate/signatures.wasm` where the host has no crypto that answers: `decide` and `verify` need it
 * where there is no `node:crypto`, `decideAsync` and `verifyAsync` only for an algorithm that Web Crypto lacks.
 */
export const init = async (core: Source, signatures?: Source): Promise<void> => {
  await Promise.all([load({ module_or_path: core }), signatures === undefined ? undefined : loadSignatures(signatures)])
}

export * from './index.js'
