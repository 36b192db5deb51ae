// For a page.
import * as claimgate from 'claimgate'
import { explain } from 'claimgate/explain'

import { report } from './report.mjs'

await report({ ...claimgate, explain })
