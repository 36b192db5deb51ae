/** The entry for Cloudflare Workers, and for workerd by itself. */
import bundledPolicy from '../policy.json'
import { handlerOf } from './handler.ts'
import type { Bindings, Handler } from './host.ts'

export { ReplayMemory } from './replay-memory.ts'

let handler: Handler | undefined

export default {
  fetch: (request: Request, bindings: Bindings, context: { waitUntil(work: Promise<unknown>): void }): Promise<Response> => {
    handler ??= handlerOf({ bindings, bundledPolicy })
    return handler(request, { waitUntil: (work) => context.waitUntil(work) })
  },
}
