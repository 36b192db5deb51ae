// For commands that run a file: Node, Deno, Bun.
import * as claimgate from 'claimgate'
import * as explaining from 'claimgate/explain'

import { answers } from './suite.mjs'

console.log(JSON.stringify(await answers({ ...claimgate, ...explaining })))
