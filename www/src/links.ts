/** What may stand behind `#` of the page's address, which no server ever sees: a token that somebody passed on, or a policy. */
import { read, withoutKeys } from './policy.ts'

/** A link to the policy, without keys. */
export const policyLink = (policy: string): string => {
  const { origin, pathname } = location
  const base = origin === 'null' ? `file://${pathname}` : `${origin}${pathname}`
  const bytes = new TextEncoder().encode(JSON.stringify(withoutKeys(read(policy) ?? {})))
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
    if (name === 'rule') await act('link-policy', textOf(value) ?? '')
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
