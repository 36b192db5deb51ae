/** Bundles the worker as wrangler does: by esbuild with these conditions, with WebAssembly and the policy as modules beside. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'

/** @returns the names of the modules in the folder, the entry first. */
export const bundleInto = async (folder) => {
  mkdirSync(folder, { recursive: true })
  const beside = new Set()
  const setup = (building) => {
    building.onResolve({ filter: /\.wasm$|\/policy\.json$/ }, ({ path, resolveDir }) => {
      const name = basename(path)
      copyFileSync(join(resolveDir, path), join(folder, name))
      beside.add(name)
      return { path: `./${name}`, external: true }
    })
  }
  await build({
    entryPoints: [fileURLToPath(new URL('../src/worker.ts', import.meta.url))],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'error',
    plugins: [{ name: 'beside', setup }],
  })
  return ['worker.js', ...beside]
}
