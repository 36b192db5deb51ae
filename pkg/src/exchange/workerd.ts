/** Cloudflare Workers compile no bytes, but import WebAssembly as a module. */
import module from '../wasm/exchange.wasm'
import { initSync } from '../wasm/exchange.js'

initSync({ module })

export * from './index.js'
