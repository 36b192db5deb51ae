/** The servers around the worker, on this machine: an API that says what it was asked, and a store of texts as KV asks for them. */
import { once } from 'node:events'
import { createServer } from 'node:http'

const listen = async (server) => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { host: `127.0.0.1:${server.address().port}`, stop }
}

/**
 * An API. It answers with what came to it; `answers` may hold a function of request and response for a path. `asked` are all requests, in
 * order.
 */
export const apiServer = async (answers = {}) => {
  const asked = []
  const server = createServer(async (request, response) => {
    const { method, url, rawHeaders } = request
    const body = Buffer.concat(await request.toArray().catch(() => [])).toString()
    const headers = rawHeaders.flatMap((name, place) => (place % 2 === 0 ? [[name.toLowerCase(), rawHeaders[place + 1]]] : []))
    const seen = { method, url, headers, body }
    asked.push(seen)
    const answer = answers[url.split('?', 1)[0]]
    if (answer !== undefined) return answer(request, response, seen)
    response.writeHead(200, { 'content-type': 'application/json', 'x-api': 'here' }).end(JSON.stringify(seen))
  })
  return { answers, asked, ...(await listen(server)) }
}

/** A KV namespace: the value of a key, or 404. */
export const kvServer = async (values = {}) => {
  const asked = []
  const store = { values, isDead: false }
  const server = createServer((request, response) => {
    const key = decodeURIComponent(request.url.slice(1).split('?', 1)[0])
    asked.push(key)
    if (store.isDead) return request.socket.destroy()
    const value = store.values[key]
    response.writeHead(value === undefined ? 404 : 200).end(value)
  })
  return Object.assign(store, { asked, ...(await listen(server)) })
}
