import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A program of this machine, or one that npm installed for its platform: the first path that fits, with one `*` in it. */
export const program = (pattern) => {
  const [begin, end] = (pattern.startsWith('/') ? pattern : join('node_modules', pattern)).split('*')
  const folder = begin.endsWith('/') ? begin : dirname(begin)
  const names = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  return names.filter((path) => path.startsWith(begin)).map((path) => join(path, end)).find((path) => existsSync(path))
}
