/** Edge workers, which compile no WebAssembly from bytes: Cloudflare's workerd, and the runtime behind Next's middleware. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { EdgeVM } from '@edge-runtime/vm'

import { besideFor, byEsbuild } from './bundle.mjs'
import { answersOf } from './command.mjs'
import { program } from './installed.mjs'

/** Bundles as wrangler does: by esbuild with these conditions, and WebAssembly as modules beside. */
const workerd = (name, flags, crypto) => {
  const command = program('@cloudflare/workerd-*/bin/workerd')
  const run = async (project) => {
    const folder = `workerd-${flags.length}`
    const { files, plugin } = besideFor(project, folder, (name) => ({ path: `./${name}`, external: true }))
    await byEsbuild(project, 'app/workerd.mjs', `${folder}/main.mjs`, {
      conditions: ['workerd', 'worker', 'browser'],
      plugins: [plugin],
    })
    const modules = [...files.keys()].map((name) => `(name = "${name}", wasm = embed "${name}")`)
    writeFileSync(join(project, folder, 'config.capnp'), `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main), (name = "machine", network = (allow = ["private"]))]);
const main :Workerd.Worker = (
  modules = [(name = "main.mjs", esModule = embed "main.mjs"), ${modules.join(', ')}],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ${JSON.stringify(flags)},
  globalOutbound = "machine",
);
`)
    return answersOf(command, ['test', join(folder, 'config.capnp')], { project })
  }
  return { name, command, asks: ['vectors', 'afar'], crypto, run }
}

const edgeLight = {
  name: 'edge-light',
  command: process.execPath,
  asks: ['vectors', 'afar'],
  crypto: ['wasm', 'subtle'],
  run: async (project) => {
    const folder = 'edge-light'
    const { files, plugin } = besideFor(project, folder, (name) => ({ path: name, namespace: 'beside' }))
    const bundle = await byEsbuild(project, 'app/edge-light.mjs', `${folder}/main.js`, {
      conditions: ['edge-light', 'worker', 'browser'],
      format: 'iife',
      plugins: [plugin],
    })
    // Compiled outside, in another realm, as Next does.
    const compiled = [...files].map(([name, source]) => [name, new WebAssembly.Module(readFileSync(source))])
    const runtime = new EdgeVM({ extend: (context) => Object.assign(context, Object.fromEntries(compiled), { process: nextProcess }) })
    runtime.evaluate(readFileSync(join(project, bundle), 'utf8'))
    return JSON.parse(await runtime.evaluate('globalThis.answers'))
  },
}

/** As Next has it: there are all functions of Node's `process`, and they throw. */
const nextProcess = {
  env: {},
  getBuiltinModule: () => {
    throw new Error('A Node.js API is used (process.getBuiltinModule) which is not supported in the Edge Runtime.')
  },
}

export const workers = [
  // Since the compatibility date 2026-08-04 Node's modules are there unless they are refused.
  workerd('workerd', [], ['node', 'wasm', 'subtle']),
  workerd('workerd without Node.js', ['no_nodejs_compat', 'no_nodejs_compat_v2'], ['wasm', 'subtle']),
  edgeLight,
]
