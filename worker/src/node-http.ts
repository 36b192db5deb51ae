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
    await send(request === undefined ? problemResponse('method_unsupported') : await handler(request, { target: url }), outgoing)
    // What nobody read is read now, for an end of the connection in the middle of it could take the answer along.
    if (!incoming.readableEnded) incoming.removeAllListeners('readable').resume()
  } catch {
    // The caller, or the origin, has gone in the middle of it.
    outgoing.destroy()
  }
}

/** Nothing for a method that `Request` refuses: of those that Node hands on, TRACE. */
const requestOf = (incoming: IncomingMessage, method: string): Request | undefined => {
  const headers = new Headers()
  const { rawHeaders } = incoming
  rawHeaders.forEach((name, place) => place % 2 === 0 && headers.append(name, rawHeaders[place + 1] as string))
  const body = ['GET', 'HEAD'].includes(method) ? null : bodyOf(incoming)
  try {
    // The path is told beside: in an address it would be written in another way.
    return new Request('http://localhost/', { method, headers, body, duplex: 'half' } as RequestInit)
  } catch {
    return undefined
  }
}

/** Piece by piece, as it is asked for, and left open: `Readable.toWeb` would end the connection with it. */
const bodyOf = (incoming: IncomingMessage): ReadableStream => {
  const pieces = incoming.iterator({ destroyOnReturn: false })
  const pull = async (controller: ReadableStreamDefaultController) => {
    const { done, value } = await pieces.next()
    if (done === true) controller.close()
    else controller.enqueue(new Uint8Array(value as Uint8Array))
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}

const send = async ({ status, headers, body }: Response, outgoing: ServerResponse): Promise<void> => {
  outgoing.writeHead(status, [...headers].flat())
  if (body === null) outgoing.end()
  else await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), outgoing)
}
