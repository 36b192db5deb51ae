// Serves dist/ on this machine with the headers of the hosted page, compressed as a host would.
// usage: node scripts/serve.mjs [PORT]
import { createServer } from 'node:http'
import { readFileSync, readdirSync } from 'node:fs'
import { extname } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

import { headersOf } from '../build/headers.mjs'

const dist = new URL('../dist/', import.meta.url)

const TYPES = {
  '.css': 'text/css; charset=utf-8', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json',
}

/** A server of all files of dist/, which are read once. */
export const server = () => {
  const files = new Map(
    readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('_'))
      .map(({ parentPath, name }) => {
        const path = `${parentPath}/${name}`.slice(new URL(dist).pathname.length).replace(/^\/?/, '/')
        return [path, brotliCompressSync(readFileSync(`${parentPath}/${name}`))]
      }),
  )
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = pathname === '/' ? '/index.html' : pathname
    const body = files.get(path)
    for (const [name, value] of headersOf(pathname)) response.setHeader(name, value)
    if (body === undefined) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Content-Encoding': 'br', 'Content-Length': body.length })
    return response.end(request.method === 'HEAD' ? undefined : body)
  })
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const port = Number(process.argv[2] ?? 4173)
  server().listen(port, '127.0.0.1', () => console.log(`the inspector is at http://127.0.0.1:${port}/ (Ctrl-C ends it)`))
}
