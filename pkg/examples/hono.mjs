import { forwarded, guard } from 'claimgate/web'
import { Hono } from 'hono'

/** `keys` decides about tokens. */
export const appOf = (keys) => {
  const admit = guard(keys, { realm: 'deployments' })
  const app = new Hono()
  app.use('/v1/*', async (context, next) => {
    const admitted = await admit(context.req.raw)
    if (admitted instanceof Response) return admitted
    context.set('allow', admitted)
    context.req.raw = forwarded(context.req.raw)
    await next()
  })
  app.get('/v1/projects/:project/plans', (context) => context.text(`welcome, ${context.get('allow').identity.email}`))
  return app
}
