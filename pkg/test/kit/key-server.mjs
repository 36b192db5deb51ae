// A real HTTP server on loopback, of ill will where it is told so, and a `fetch` that leads https addresses to it: the core demands
// https, and nothing else on the way is replaced.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'

const { fetch } = globalThis

/**
 * Starts one. `answers` tells by address how to answer: an object as JSON, or a function of request and response. `asked` are the
 * addresses that were asked, in order.
 */
export const keyServer = async (answers) => {
  const asked = []
  const server = createServer((request, response) => {
    const address = `https://${request.headers['x-host']}${request.url}`
    asked.push(address)
    const answer = answers[address] ?? status(404)
    if (typeof answer === 'function') answer(request, response)
    else json(answer)(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const fetchFrom = (address, { headers, ...init }) => {
    const { protocol, host, pathname, search } = new URL(address)
    if (protocol !== 'https:') throw new Error(`${address} is not https`)
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, { ...init, headers: { ...headers, 'x-host': host } })
  }
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { answers, asked, fetch: fetchFrom, stop }
}

export const json = (body, headers = {}) => (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

export const status = (code, headers = {}) => (_, response) => {
  response.writeHead(code, headers)
  response.end('no')
}

/** Never answers. */
export const silent = () => {}

/** Begins to answer and stops in the middle. */
export const hanging = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{ "keys": [')
}

/** Ends the connection. */
export const dead = (request) => request.socket.destroy()

/** Sends without an end, for as long as somebody reads; `sent` counts the bytes. */
export const endless = () => {
  const answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = () => {
      while (!response.destroyed && response.write(SPACES)) answer.sent += SPACES.length
    }
    response.on('drain', more)
    more()
  }
  answer.sent = 0
  return answer
}

/** A few KB that become so many bytes. */
export const bomb = (bytes) => {
  const packed = gzipSync(Buffer.alloc(bytes, ' '))
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(packed)
  }
}

/** After so many milliseconds. */
export const late = (milliseconds, answer) => (request, response) => setTimeout(answer, milliseconds, request, response)

const SPACES = ' '.repeat(64 * 1024)
