/** Vercel's edge runtime compiles no bytes, and its bundler wants to be told that it is WebAssembly. */
import { bringSignatures } from './crypto/own.js'
import module from './wasm/core.wasm?module'
import { initSync } from './wasm/core.js'
import signatures from './wasm/signatures.wasm?module'

initSync({ module })
bringSignatures(() => signatures)

export * from './index.js'
