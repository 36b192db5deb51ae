import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../../tests/vectors/', import.meta.url)

/** A file of the shared vectors. */
export const vectors = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

/** All files whose names begin so. */
export const vectorsOf = (prefix) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .map((name) => [name, vectors(name)])

/** Whether a JavaScript number is not what stands in the file: such a case can be told to the core as text, not as an object. */
export const isInexact = (value) =>
  typeof value === 'number'
    ? Math.abs(value) > Number.MAX_SAFE_INTEGER
    : typeof value === 'object' && value !== null && Object.values(value).some(isInexact)

/** The ways to have the arithmetic done: what the constructors take, and whether it is awaited. */
export const CRYPTO = [
  { crypto: 'node', awaits: false },
  { crypto: 'wasm', awaits: false },
  { crypto: 'subtle', awaits: true },
]
