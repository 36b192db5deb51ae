/** Serves the project's files to a browser on this machine, and keys of ill will; takes what its page reports. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'

import { answerFromAfar } from './key-server.mjs'

/** Serves while `visit(address)` goes on, which gets the first report of the page that it opens. */
export const withServer = async (project, page, visit) => {
  let told
  const report = new Promise((resolve, reject) => {
    told = { '/answers': (body) => resolve(JSON.parse(body)), '/failure': (body) => reject(new Error(JSON.parse(body))) }
  })
  // Nobody may wait for it any more when it comes.
  report.catch(() => {})
  const handler = async (request, response) => {
    if (request.method === 'POST' && request.url in told) {
      const parts = await request.toArray()
      response.writeHead(204).end()
      return told[request.url](Buffer.concat(parts).toString())
    }
    if (!answerFromAfar(request, response)) answer(project, page, request.url, response)
  }
  return serving(handler, (address) => visit(address, report))
}

/** Runs `work` with the address of a server on this machine. */
export const serving = async (handler, work) => {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  try {
    return await work(`http://127.0.0.1:${server.address().port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const answer = (project, page, path, response) => {
  if (path === '/') {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyFor(page) }
    return response.writeHead(200, headers).end(`<!doctype html><script src="/app/errors.js"></script>${page}`)
  }
  const file = join(project, path)
  if (!(extname(file) in TYPES) || !existsSync(file)) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': TYPES[extname(file)] })
  createReadStream(file).pipe(response)
}

/** The strictest policy under which the package works: WebAssembly must be allowed, evaluation need not. The image is the page's icon. */
const policyFor = (page) => {
  const [, map] = /<script type="importmap">(.*?)<\/script>/s.exec(page) ?? []
  const hash = map === undefined ? '' : ` 'sha256-${createHash('sha256').update(map).digest('base64')}'`
  return `default-src 'none'; connect-src 'self'; img-src 'self'; script-src 'self' 'wasm-unsafe-eval'${hash}`
}

const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }

/** A page without a bundler: the package's own modules, found by an import map. */
export const plainPage = (project, entry) => {
  const { exports } = JSON.parse(readFileSync(join(project, 'node_modules/claimgate/package.json'), 'utf8'))
  const modules = Object.entries(exports).filter(([, to]) => to.default?.endsWith('.js'))
  const imports = modules.map(([from, to]) => [from.replace('.', 'claimgate'), to.default.replace('.', '/node_modules/claimgate')])
  return `<script type="importmap">${JSON.stringify({ imports: Object.fromEntries(imports) })}</script>${pageOf(entry)}`
}

/** A page of one script. */
export const pageOf = (script) => `<script type="module" src="/${script}"></script>`
