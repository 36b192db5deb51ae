// For a page.
import * as claimgate from './claimgate.mjs'
import { report } from './report.mjs'

await report(claimgate)
