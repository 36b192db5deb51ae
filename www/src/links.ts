/** What may stand behind `#` of the page's address, which no server ever sees: a token that somebody passed on, or an identity. */
import { identities, linked, read } from './policy.ts'

/** A link to one identity of the policy, and to nothing else of it. */
export const identityLink = (policy: string, place: number): string => {
  const { origin, pathname } = location
  const base = origin === 'null' ? `file://${pathname}` : `${origin}${pathname}`
  const document = read(policy) ?? {}
  const alone = linked({ ...document, identities: identities(document).slice(place, place + 1) })
  const bytes = new TextEncoder().encode(JSON.stringify(alone))
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return `${base}#rule=${base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`
}

/** Takes what stands there, now and whenever it changes. A token does not stay in the address. */
export const followLinks = (act: (name: string, value: string) => Promise<void>): void => {
  const follow = async (): Promise<void> => {
    const [name, value = ''] = location.hash.slice(1).split(/=(.*)/s)
    if (name === 'token') {
      history.replaceState(null, '', location.pathname)
      await act('link-token', decoded(value))
    }
    if (name === 'rule') await act('link-identity', textOf(value) ?? '')
  }
  addEventListener('hashchange', () => void follow())
  void follow()
}

/** What is escaped wrongly is taken as it is. */
const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const textOf = (base64url: string): string | undefined => {
  try {
    const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder().decode(Uint8Array.from(binary, (it) => it.charCodeAt(0)))
  } catch {
    return undefined
  }
}
