/** Vercel's edge runtime compiles no bytes, and its bundler wants to be told that it is WebAssembly. */
import module from '../wasm/explain.wasm?module'
import { initSync } from '../wasm/explain.js'

initSync({ module })

export * from './index.js'
