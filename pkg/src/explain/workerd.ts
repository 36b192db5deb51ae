/** Cloudflare Workers compile no bytes, but import WebAssembly as a module. */
import module from '../wasm/explain.wasm'
import { initSync } from '../wasm/explain.js'

initSync({ module })

export * from './index.js'
