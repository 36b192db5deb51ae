/** Cloudflare Workers compile no bytes, but import WebAssembly as a module. */
import { bringSignatures } from './crypto/own.js'
import module from './wasm/core.wasm'
import { initSync } from './wasm/core.js'
import signatures from './wasm/signatures.wasm'

initSync({ module })
bringSignatures(() => signatures)

export * from './index.js'
