/** The body of a request, within limits of size and time. */

/** All of it, or why not. Of one that is too long no more is read than one chunk beyond. */
export const bodyOf = async (request: Request, maxBytes: number, seconds: number): Promise<Uint8Array | 'body_too_long' | 'body_too_slow'> => {
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'body_too_slow'>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, 'body_too_slow')
  })
  const all = allOf(reader, maxBytes)
  all.catch(() => {})
  try {
    return await Promise.race([all, late])
  } finally {
    clearTimeout(timer)
    reader.cancel().catch(() => {})
  }
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
