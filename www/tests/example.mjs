// The tokens, the policy and the keys of `examples/github-actions`.
import { readFileSync } from 'node:fs'

const folder = new URL('../../examples/github-actions/', import.meta.url)

export const example = (name) => readFileSync(new URL(name, folder), 'utf8').trim()
