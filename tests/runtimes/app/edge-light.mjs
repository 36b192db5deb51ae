// For a runtime that evaluates a script and is asked for the answers.
import * as claimgate from './claimgate.mjs'
import server from './server.mjs'
import { answers } from './suite.mjs'

globalThis.answers = answers(claimgate, server).then(JSON.stringify)
