// For a page.
import * as claimgate from 'claimgate'
import * as explaining from 'claimgate/explain'

import { report } from './report.mjs'

await report({ ...claimgate, ...explaining })
