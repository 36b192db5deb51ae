/** Everywhere else: the bytes of the WebAssembly stand in the code, so nothing is read, fetched or awaited. */
import { bytesOf } from '../base64.js'
import { base64 } from '../wasm/explain-base64.js'
import { initSync } from '../wasm/explain.js'

initSync({ module: bytesOf(base64) })

export * from './index.js'
