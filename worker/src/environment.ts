/** Surroundings for runtimes that are a process: settings from its environment, the policy from a file, replays remembered in memory. */
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

import type { Bindings, Surroundings } from './host.ts'
import { replayStoreInMemory } from './replay.ts'

/** Settings are the variables that begin with `CLAIMGATE_`, without that; `POLICY_FILE` and `KEYS_ADDRESS` stand for bindings. */
export const surroundingsOf = (environment: Environment, encodings: 'refused' | 'undone' = 'undone'): Surroundings => {
  const given = Object.entries(environment).filter(([name]) => name.startsWith(PREFIX))
  const { POLICY_FILE: file, KEYS_ADDRESS: keys, ...settings } = Object.fromEntries(given.map(([name, value]) => [name.slice(PREFIX.length), value]))
  const bindings: Bindings = {
    ...settings,
    // A file is looked at again and again, as a KV namespace is.
    ...(file !== undefined && { POLICY_KV: { get: () => readFile(file, 'utf8') } }),
    ...(keys !== undefined && { KEYS: { fetch: (address: string, init?: RequestInit) => fetch(keys + pathOf(address), init) } }),
  }
  const bundled = new URL('../policy.json', import.meta.url)
  return {
    bindings,
    encodings,
    replayStore: replayStoreInMemory(),
    ...(existsSync(bundled) && { bundledPolicy: readFileSync(bundled, 'utf8') }),
  }
}

/** The port to listen at, and the address: that of this machine alone, unless another one is named. */
export const listeningAt = ({ PORT, HOST }: Environment): { readonly port: number; readonly hostname: string } => ({
  port: Number(PORT ?? 8787),
  hostname: HOST ?? '127.0.0.1',
})

type Environment = Readonly<Record<string, string | undefined>>

const pathOf = (address: string): string => {
  const { pathname, search } = new URL(address)
  return pathname + search
}

const PREFIX = 'CLAIMGATE_'
