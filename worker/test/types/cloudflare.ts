/** Cloudflare's own types fit what the worker takes from its runtime. */
import type { DurableObjectNamespace, KVNamespace } from '@cloudflare/workers-types'

import type { ObjectNamespace, TextStore } from '../../src/host.ts'

export const store = (namespace: KVNamespace): TextStore => namespace
export const idOf = (namespace: DurableObjectNamespace): ReturnType<ObjectNamespace['idFromName']> => namespace.idFromName('replay-0')
