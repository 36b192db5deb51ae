/** Bundlers, each as its documentation says for an application. They find the package as any application does. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

import * as esbuild from 'esbuild'
import { build as vite } from 'vite'
import webpack from 'webpack'

/** @returns the bundle's path below the project. */
export const byEsbuild = async (project, entry, outfile, options) => {
  await esbuild.build({
    absWorkingDir: project,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    ...options,
  })
  return outfile
}

export const byWebpack = async (project, entry, outfile, options) => {
  const [folder, filename] = [dirname(outfile), basename(outfile)]
  const stats = await promisify(webpack)({
    mode: 'production',
    context: project,
    entry: `./${entry}`,
    output: { path: join(project, folder), filename },
    performance: { hints: false },
    ...options,
  })
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'))
  return outfile
}

/** Vite makes a page of a page. */
export const byVite = async (project, entry, folder) => {
  mkdirSync(join(project, 'vite'), { recursive: true })
  writeFileSync(join(project, 'vite/index.html'), `<script type="module" src="../${entry}"></script>`)
  await vite({
    root: join(project, 'vite'),
    base: `/${folder}/`,
    configFile: false,
    logLevel: 'error',
    build: { outDir: join(project, folder), emptyOutDir: true, chunkSizeWarningLimit: Infinity },
  })
  return `${folder}/index.html`
}

/** Leaves WebAssembly beside the bundle, as wrangler and Next do: `files` says where it was, `refer` what stands for it. */
export const besideFor = (project, folder, refer) => {
  const files = new Map()
  const setup = (build) => {
    build.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path, resolveDir }) => {
      const source = join(resolveDir, path.replace('?module', ''))
      const name = basename(source)
      files.set(name, source)
      return refer(name)
    })
    build.onLoad({ filter: /.*/, namespace: 'beside' }, ({ path }) => ({ contents: `export default globalThis[${JSON.stringify(path)}]` }))
    build.onEnd(() => {
      for (const [name, source] of files) copyFileSync(source, join(project, folder, name))
    })
  }
  return { files, plugin: { name: 'beside', setup } }
}
