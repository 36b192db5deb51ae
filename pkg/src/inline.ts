/** Everywhere else: the bytes of the WebAssembly stand in the code, so nothing is read, fetched or awaited. */
import { bytesOf } from './base64.js'
import { bringSignatures } from './crypto/own.js'
import { base64 } from './wasm/core-base64.js'
import { initSync } from './wasm/core.js'
import { base64 as signatures } from './wasm/signatures-base64.js'

initSync({ module: bytesOf(base64) })
bringSignatures(() => bytesOf(signatures))

export * from './index.js'
