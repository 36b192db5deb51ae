/** The body of a request, within limits of size and time. */

/** All of it, or why not. Of one that is too long no more is read than one chunk beyond. */
export const bodyOf = async (request: Request, maxBytes: number, seconds: number): Promise<Uint8Array | 'body_too_long' | 'body_too_slow'> => {
  if (request.body === null) return new Uint8Array()
  const { all, cancel } = isShort(request, maxBytes) ? { all: atOnce(request), cancel: () => {} } : pieceByPiece(request.body, maxBytes)
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'body_too_slow'>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, 'body_too_slow')
  })
  all.catch(() => {})
  try {
    return await Promise.race([all, late])
  } finally {
    clearTimeout(timer)
    cancel()
  }
}

/** Whether it says how long it is, and that is not too long. No server hands on more of it than that. */
const isShort = ({ headers }: Request, maxBytes: number): boolean => {
  const length = headers.get('content-length')
  return length !== null && /^\d{1,9}$/.test(length) && Number(length) <= maxBytes && !headers.has('transfer-encoding')
}

/** Several times as fast as by pieces. */
const atOnce = async (request: Request): Promise<Uint8Array> => new Uint8Array(await request.arrayBuffer())

const pieceByPiece = (body: ReadableStream<Uint8Array>, maxBytes: number) => {
  const reader = body.getReader()
  const cancel = () => {
    reader.cancel().catch(() => {})
  }
  return { all: allOf(reader, maxBytes), cancel }
}

const allOf = async (reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<Uint8Array | 'body_too_long'> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
    if (length > maxBytes) return 'body_too_long'
  }
  const body = new Uint8Array(length)
  chunks.reduce((place, chunk) => (body.set(chunk, place), place + chunk.length), 0)
  return body
}
