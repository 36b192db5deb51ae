/** Vercel's edge runtime compiles no bytes, and its bundler wants to be told that it is WebAssembly. */
import module from '../wasm/exchange.wasm?module'
import { initSync } from '../wasm/exchange.js'

initSync({ module })

export * from './index.js'
