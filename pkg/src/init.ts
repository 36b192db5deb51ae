/** For whoever brings the WebAssembly (`claimgate/core.wasm`) himself: `await init(…)` before anything else. */
import load from './wasm/core.js'

/** Takes the module, its bytes, its address or the response that holds it. */
export const init = async (core: WebAssembly.Module | BufferSource | URL | string | Response): Promise<void> => {
  await load({ module_or_path: core })
}

export * from './index.js'
