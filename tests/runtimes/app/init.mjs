// For a page that brings the WebAssembly itself.
import * as claimgate from 'claimgate/init'
import * as exchanging from 'claimgate/exchange'
import * as explaining from 'claimgate/explain'
import { RemoteKeys } from 'claimgate/keys'
import { guard } from 'claimgate/web'

import { report } from './report.mjs'

const modules = '/node_modules/claimgate/dist/wasm'
await claimgate.init(`${modules}/core.wasm`, `${modules}/signatures.wasm`)
await report({ ...claimgate, ...exchanging, ...explaining, guard, RemoteKeys })
