import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))

/**
 * A program that npm has installed for this platform: the path to it, whose folder has the platform's name somewhere at its `*`.
 * The packages that choose it need install scripts, which do not run here.
 */
export const program = (pattern) => {
  const [scope, rest] = pattern.split('*')
  const at = scope.lastIndexOf('/') + 1
  const [folder, begin] = [join(modules, scope.slice(0, at)), scope.slice(at)]
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(begin)) : []
  return found.map((name) => join(folder, name, rest)).find((path) => existsSync(path))
}
