/** Cloudflare Workers compile no bytes, but import WebAssembly as a module. */
import module from './wasm/core.wasm'
import { initSync } from './wasm/core.js'

initSync({ module })

export * from './index.js'
