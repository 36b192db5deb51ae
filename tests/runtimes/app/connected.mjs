// For commands that may use the network: what there is beyond the questions that need none.
import * as middleware from 'claimgate/node'

import { fromAfar } from './afar.mjs'
import { answersTo } from './answers.mjs'
import * as claimgate from './claimgate.mjs'
import { connections } from './connections.mjs'
import { HOSTILE } from './refusals.mjs'
import server from './server.mjs'
import files from './vectors.mjs'

const groups = await answersTo([...fromAfar(claimgate, files, server), ...connections({ ...claimgate, ...middleware }, HOSTILE, files)])
console.log(JSON.stringify({ groups }))
