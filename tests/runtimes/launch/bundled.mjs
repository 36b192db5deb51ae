/** What bundlers make for Node. */
import { answersOf } from './command.mjs'
import { byEsbuild, byWebpack } from './bundle.mjs'

const ALL = ['node', 'wasm', 'subtle']

const inNode = (name, bundle) => ({
  name: `Node, bundled by ${name}`,
  command: process.execPath,
  crypto: ALL,
  run: async (project) => answersOf(process.execPath, ['--no-warnings', await bundle(project)], { project }),
})

export const bundled = [
  inNode('esbuild', (project) => byEsbuild(project, 'app/import.mjs', 'node/esbuild.mjs', { platform: 'node' })),
  inNode('esbuild as CommonJS', (project) => byEsbuild(project, 'app/require.cjs', 'node/esbuild.cjs', { platform: 'node', format: 'cjs' })),
  inNode('webpack', (project) => byWebpack(project, 'app/require.cjs', 'node/webpack.cjs', { target: 'node20' })),
]
