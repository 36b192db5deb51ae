/** From Node's `http` to the handler and back. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import type { Handler } from './host.ts'
import { problemResponse } from './problems.ts'

/** A listener for `http.createServer`. */
export const listenerOf = (handler: Handler) => async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  try {
    const { url = '', method = 'GET' } = incoming
    const request = requestOf(incoming, method)
    await send(request === undefined ? problemResponse('path_ambiguous') : await handler(request, { target: url }), outgoing)
  } catch {
    // The caller, or the origin, has gone in the middle of it.
    outgoing.destroy()
  }
}

/** Nothing if there can be none: a method that `Request` refuses, or a host that is none. */
const requestOf = (incoming: IncomingMessage, method: string): Request | undefined => {
  const headers = new Headers()
  const { rawHeaders } = incoming
  rawHeaders.forEach((name, place) => place % 2 === 0 && headers.append(name, rawHeaders[place + 1] as string))
  const body = ['GET', 'HEAD'].includes(method) ? null : (Readable.toWeb(incoming) as ReadableStream)
  try {
    // The path is told beside: in an address it would be written in another way.
    return new Request('http://localhost/', { method, headers, body, duplex: 'half' } as RequestInit)
  } catch {
    return undefined
  }
}

const send = async ({ status, headers, body }: Response, outgoing: ServerResponse): Promise<void> => {
  outgoing.writeHead(status, [...headers].flat())
  if (body === null) outgoing.end()
  else await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), outgoing)
}
