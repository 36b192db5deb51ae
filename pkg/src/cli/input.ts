/** Reading no more than there may be. */
import { createReadStream } from 'node:fs'

import { failure } from './fault.js'

/** All bytes of a stream, or nothing if there are more than `limit`. */
export const readAtMost = async (stream: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export const readFile = async (file: string, limit: number): Promise<Buffer> => {
  if (file === '') throw failure('file_unreadable', 'the path is empty', 'check that the variable is set in which it stands')
  const bytes = await readAtMost(createReadStream(file), limit).catch((error: NodeJS.ErrnoException) => {
    throw failure('file_unreadable', `cannot be read: ${error.code}`, 'check the path and its permissions', file)
  })
  if (bytes !== undefined) return bytes
  throw failure('file_too_large', `the file has more than ${limit / KIBIBYTE} KiB`, 'check that this is the right file', file)
}

/** A document in UTF-8, byte for byte: a mark at its beginning stays, so that the core refuses it. */
export const readDocument = async (file: string, limit: number): Promise<string> => {
  const bytes = await readFile(file, limit)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw failure('json_malformed', 'the text is not UTF-8', 'save the file as UTF-8', file)
  }
}

export const KIBIBYTE = 1024
