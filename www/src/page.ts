/** The elements of `index.html` that hold what the reader types. */

export const byId = <T extends HTMLElement = HTMLElement>(id: string): T => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found as T
}

export const token = byId<HTMLTextAreaElement>('token')
export const other = byId<HTMLTextAreaElement>('other')
export const form = byId<HTMLFormElement>('identity-form')
export const policyText = byId<HTMLTextAreaElement>('document')
export const keysText = byId<HTMLTextAreaElement>('keys-text')
export const moment = byId<HTMLSelectElement>('moment')
export const time = byId<HTMLInputElement>('time')
