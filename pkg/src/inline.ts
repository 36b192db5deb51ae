/** Everywhere else: the bytes of the WebAssembly stand in the code, so nothing is read, fetched or awaited. */
import { bytesOf } from './base64.js'
import { base64 } from './wasm/core-base64.js'
import { initSync } from './wasm/core.js'

initSync({ module: bytesOf(base64) })

export * from './index.js'
