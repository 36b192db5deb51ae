// For commands that run a file: Node, Deno, Bun.
import * as claimgate from './claimgate.mjs'
import { answers } from './suite.mjs'

console.log(JSON.stringify(await answers(claimgate)))
