import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../../tests/vectors/', import.meta.url)

/** A file of the shared vectors. */
export const vectors = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

/** The names and texts of all files whose names begin so. */
export const vectorsOf = (prefix) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])
