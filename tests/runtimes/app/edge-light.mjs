// For a runtime that evaluates a script and is asked for the answers.
import * as claimgate from 'claimgate'
import { explain } from 'claimgate/explain'

import { answers } from './suite.mjs'

globalThis.answers = answers({ ...claimgate, explain }).then(JSON.stringify)
