/** A platform token is exchanged once. Durable Objects remember which were, each a part of them; there is one of each in the world. */
import type { ObjectNamespace, ReplayStore, Service } from './host.ts'

/** Asks the objects of a namespace, whose class is `ReplayMemory`. */
export const durableReplayStore = (namespace: ObjectNamespace): ReplayStore => ({
  spend: (id, until) => {
    // An id is a hash in hex, so its first digit deals them out evenly.
    const object = namespace.get(namespace.idFromName(`replay-${id.slice(0, 1)}`) as never)
    return withinSeconds(PATIENCE, answerOf(object, id, until))
  },
})

const answerOf = async (object: Service, id: string, until: number): Promise<boolean> => {
  const response = await object.fetch('https://replay.internal/', { method: 'POST', body: JSON.stringify({ id, until }) })
  const { first } = (await response.json()) as { readonly first: unknown }
  if (typeof first !== 'boolean') throw new Error(`the object answered ${response.status}`)
  return first
}

/** For runtimes of one process: what it has forgotten when it starts anew can be exchanged again. */
export const replayStoreInMemory = (now = () => Date.now() / 1000): ReplayStore => {
  const spent = new Map<string, number>()
  const forgetOld = () => {
    for (const [id, until] of spent) if (until + MARGIN < now()) spent.delete(id)
  }
  return {
    spend: async (id, until) => {
      if (spent.has(id)) return false
      if (spent.size >= MOST_IN_MEMORY) forgetOld()
      if (spent.size >= MOST_IN_MEMORY) throw new Error(`${spent.size} tokens are remembered, and none may be forgotten yet`)
      spent.set(id, until)
      return true
    },
  }
}

const withinSeconds = async <T>(seconds: number, work: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** In seconds: whoever decided that a token still counts may have a clock that is behind. */
export const MARGIN = 300

/** In seconds: whoever waits is a job, which can wait; but not for ever. */
const PATIENCE = 5

/** So that nobody fills the memory; GitHub's tokens are remembered for some ten minutes each, so this is more than a thousand exchanges a second. */
const MOST_IN_MEMORY = 1_000_000
