// For a page that brings the WebAssembly itself.
import * as claimgate from 'claimgate/init'
import { explain } from 'claimgate/explain'

import { report } from './report.mjs'

await claimgate.init('/node_modules/claimgate/dist/wasm/core.wasm')
await report({ ...claimgate, explain })
