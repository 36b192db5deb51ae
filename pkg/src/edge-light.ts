/** Vercel's edge runtime compiles no bytes, and its bundler wants to be told that it is WebAssembly. */
import module from './wasm/core.wasm?module'
import { initSync } from './wasm/core.js'

initSync({ module })

export * from './index.js'
