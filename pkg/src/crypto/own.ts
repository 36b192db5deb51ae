import type { Algorithm } from '../contract.js'
import load, { type InitInput, initSync, isSignature } from '../wasm/signatures.js'

/** Says where the package's own crypto is. It is only compiled when it is needed: whoever has other crypto never pays for it. */
export const bringSignatures = (module: () => WebAssembly.Module | BufferSource): void => {
  bring = module
}

/** Makes the package's own crypto ready. */
export const loadSignatures = async (source: InitInput): Promise<void> => {
  await load({ module_or_path: source })
  bring = undefined
}

/** Whether the key made the signature, by ring in a WebAssembly module of its own. */
export const isSignatureByRing = (...question: Question): boolean => {
  if (bring !== undefined) initSync({ module: bring() })
  bring = undefined
  return isSignature(...question)
}

type Question = [algorithm: Algorithm, spki: Uint8Array, signingInput: string, signature: Uint8Array]

let bring: (() => WebAssembly.Module | BufferSource) | undefined = () => {
  throw new TypeError('no crypto of the host can answer, and `init` was not given `claimgate/signatures.wasm`')
}
