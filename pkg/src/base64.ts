/** The bytes that standard base64 stands for. */
export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place)
  return bytes
}

/** The bytes that base64url without padding stands for, which the core has proved to be that. */
export const bytesOfUrl = (base64url: string): Uint8Array<ArrayBuffer> =>
  bytesOf(base64url.replaceAll('-', '+').replaceAll('_', '/'))

/** The text that base64url without padding stands for, which the core has proved to be UTF-8. */
export const textOfUrl = (base64url: string): string => new TextDecoder().decode(bytesOfUrl(base64url))
