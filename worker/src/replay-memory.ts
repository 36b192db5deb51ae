/** The Durable Object that remembers a part of the tokens that were exchanged. */
import type { DurableObjectState } from '@cloudflare/workers-types'

import { MARGIN } from './replay.ts'

/** Bound as `REPLAY`; its storage must be SQLite. What it says was written down before anybody hears of it. */
export class ReplayMemory {
  readonly #storage: DurableObjectState['storage']

  constructor({ storage }: DurableObjectState) {
    this.#storage = storage
    storage.sql.exec('CREATE TABLE IF NOT EXISTS spent (id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID')
  }

  /** Takes `{ id, until }`, and answers `{ first }`. */
  async fetch(request: Request): Promise<Response> {
    const { id, until } = (await request.json()) as { readonly id: string; readonly until: number }
    const inserted = this.#storage.sql.exec('INSERT INTO spent VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id', id, Math.ceil(until))
    const first = inserted.toArray().length === 1
    if (first && (await this.#storage.getAlarm()) === null) await this.#wakeUp()
    return Response.json({ first })
  }

  /** Forgets those that nobody would accept any more. */
  async alarm(): Promise<void> {
    this.#storage.sql.exec('DELETE FROM spent WHERE until < ?', Math.floor(Date.now() / 1000) - MARGIN)
    await this.#wakeUp()
  }

  async #wakeUp(): Promise<void> {
    const [next] = this.#storage.sql.exec<{ until: number | null }>('SELECT min(until) AS until FROM spent').toArray()
    if (typeof next?.until !== 'number') return
    const seconds = next.until + MARGIN + 1 - Date.now() / 1000
    // Not for each one, but some at a time; and within what an alarm can be set to, however long a platform lets its tokens live.
    await this.#storage.setAlarm(Date.now() + 1000 * Math.min(Math.max(seconds, 60), 86_400))
  }
}
