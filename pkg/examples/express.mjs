import { allowOf, guard } from 'claimgate/node'
import express from 'express'

/** `keys` decides about tokens. */
export const appOf = (keys) => {
  const app = express()
  app.use('/v1', guard(keys, { realm: 'deployments' }))
  app.get('/v1/projects/:project/plans', (request, response) => {
    response.send(`welcome, ${allowOf(request).identity.email}`)
  })
  return app
}
