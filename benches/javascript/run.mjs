// Measures the package beside other libraries, in every runtime, and prints tables in Markdown. Names on the command line choose among
// the runtimes; `--rounds N` and `--milliseconds N` say how long.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { parseArgs, promisify } from 'node:util'

import * as esbuild from 'esbuild'
import { chromium } from 'playwright-core'

import { makeFixture } from './fixture.mjs'
import { program } from './programs.mjs'

process.chdir(new URL('.', import.meta.url).pathname)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '60' }, milliseconds: { type: 'string', default: '20' } },
})
const [rounds, milliseconds] = [Number(values.rounds), Number(values.milliseconds)]

const fixture = makeFixture()
mkdirSync('app/made', { recursive: true })
writeFileSync(
  'app/made/fixture.mjs',
  `export const fixture = ${JSON.stringify(fixture)}\nexport const options = ${JSON.stringify({ rounds, milliseconds })}\n`,
)

const resultsOf = async (command, ...args) => {
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 1e8, env: { ...process.env, NO_COLOR: '1' } })
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

const byCommand = (...options) => (command) => resultsOf(command, ...options, 'app/command.mjs')

const workerd = async (command) => {
  await esbuild.build({
    entryPoints: ['app/workerd.mjs'], outdir: 'app/made/workerd', outExtension: { '.js': '.mjs' }, bundle: true, format: 'esm',
    conditions: ['workerd', 'worker', 'browser'], external: ['node:*'], loader: { '.wasm': 'copy' }, assetNames: '[name]',
    logLevel: 'error',
  })
  const wasm = readdirSync('app/made/workerd').filter((name) => name.endsWith('.wasm'))
  const modules = wasm.map((name) => `(name = "${name}", wasm = embed "${name}")`)
  writeFileSync('app/made/workerd/config.capnp', `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  modules = [(name = "workerd.mjs", esModule = embed "workerd.mjs"), ${modules.join(', ')}],
  compatibilityDate = "2026-11-01",
);
`)
  return resultsOf(command, 'test', 'app/made/workerd/config.capnp')
}

const page = async (executablePath) => {
  const options = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' }
  await esbuild.build({ entryPoints: ['app/page.mjs'], outfile: 'app/made/page.js', ...options })
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? readFileSync('app/made/page.js') : '<!doctype html><script type="module" src="/page.js"></script>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
  try {
    const tab = await browser.newPage()
    await tab.goto(`http://localhost:${server.address().port}/`)
    return await tab.evaluate(() => globalThis.results)
  } finally {
    await browser.close()
    server.close()
  }
}

const RUNTIMES = [
  { name: 'Node', command: process.execPath, measure: byCommand() },
  { name: 'Deno', command: program('@deno/*/deno'), measure: byCommand('run', '-A', '--no-prompt') },
  { name: 'Bun', command: program('@oven/bun-*/bin/bun'), measure: byCommand('--no-install') },
  { name: 'workerd', command: program('@cloudflare/workerd-*/bin/workerd'), measure: workerd },
  { name: 'Chromium', command: program('/usr/bin/chromium*'), measure: page },
]

/** A row for each contestant: µs by algorithm. */
const tableOf = (byAlgorithm) => {
  const names = byAlgorithm[0].measured.map(({ name }) => name).concat(byAlgorithm[0].missing.map(({ name }) => name))
  const cell = ({ measured }, name) => measured.find((it) => it.name === name)?.microseconds.toFixed(1) ?? '–'
  const rows = names.map((name) => [name, ...byAlgorithm.map((it) => cell(it, name))])
  const lines = [['', ...byAlgorithm.map(({ algorithm }) => algorithm)], byAlgorithm.map(() => '---').concat('---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const isChosen = ({ name }) => positionals.length === 0 || positionals.includes(name.toLowerCase())

console.log(`Claims of ${fixture.payloadBytes} bytes; ${rounds} rounds of ${milliseconds} ms; µs for each, medians.`)
for (const { name, command, measure } of RUNTIMES.filter(isChosen)) {
  if (command === undefined) {
    console.log(`\n## ${name} is not here`)
    continue
  }
  const byAlgorithm = await measure(command)
  console.log(`\n## ${name}\n\n${tableOf(byAlgorithm)}`)
  const missing = byAlgorithm.flatMap(({ algorithm, missing }) => missing.map((it) => `${it.name}, ${algorithm}: ${it.missing}`))
  if (missing.length > 0) console.log(`\nWithout ${missing.join('; ')}.`)
}
