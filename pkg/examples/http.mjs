import { createServer } from 'node:http'

import { protect } from 'claimgate/node'

/** `keys` decides about tokens. */
export const serverOf = (keys) =>
  createServer(protect(keys, (request, response, allow) => {
    response.end(`welcome, ${allow.identity.email}`)
  }))
