/** What the buttons, the fields and the links do to the state. */
import { ClaimgateError } from 'claimgate/init'

import type * as Core from './core.ts'
import { policyLink } from './links.ts'
import { byId, form, keysText, moment, other, time, token } from './page.ts'
import { patched } from './patch.ts'
import { identities, read, withIdentity, withoutKeys, write } from './policy.ts'
import { fillForm } from './render.ts'
import { judged, type State } from './state.ts'
import { nextTheme } from './theme.ts'
import type { ClaimsView } from './views/claims.ts'
import type { SnippetName } from './views/snippets.ts'

type Action = (state: State, value: string, core: typeof Core) => Promise<void> | void

export const actions: Readonly<Record<string, Action>> = {
  token(state, pasted, { EXAMPLE }) {
    // The identity, the keys and the clock of the examples are no business of a real token.
    if (state.example !== undefined) {
      state.keys = {}
      state.undo = []
      if (state.policy === EXAMPLE.policy) setPolicy(state, '')
    }
    state.pasted = pasted
    state.from = 0
    state.example = undefined
  },

  /** Another token of the same text. */
  candidate(state, byte) {
    state.from += Number(byte)
  },

  first(state) {
    state.from = 0
  },

  /** The token box holds keys. */
  move(state, _, core) {
    const text = state.pasted
    void actions['clear']?.(state, '', core)
    void actions['give']?.(state, '', core)
    keysText.value = text
    void actions['keys']?.(state, text, core)
  },

  example(state, name, { EXAMPLE, examples }) {
    state.keys = EXAMPLE.keys
    state.keyFault = ''
    state.undo = []
    state.moment = 'now'
    moment.value = 'now'
    time.hidden = true
    setPolicy(state, EXAMPLE.policy)
    state.pasted = examples[name] ?? ''
    state.from = 0
    state.example = name
    token.value = state.pasted
  },

  /** A token in the address of the page. */
  'link-token'(state, pasted, core) {
    void actions['token']?.(state, pasted, core)
    token.value = pasted
  },

  /** A policy in it, without keys. It brings no token, so what is pasted stays, but for the example. */
  'link-policy'(state, policy, core) {
    if (state.example !== undefined) void actions['link-token']?.(state, '', core)
    const parsed = read(policy)
    if (parsed === undefined) state.trouble = 'the link cannot be read: copy it once more, whole'
    else changePolicy(state, write(withoutKeys(parsed)))
  },

  clear(state, _, core) {
    void actions['token']?.(state, '', core)
    state.undo = []
    state.other = other.value = ''
    token.value = ''
    token.focus()
  },

  apply(state, place, core) {
    const now = state.example === undefined ? Math.floor(Date.now() / 1000) : core.EXAMPLE.now
    const { policy, keys } = state
    const fix = core.ask({ pasted: judged(state), policy, keys, now, moment: state.moment }).explanation.fixes[Number(place)]
    const parsed = read(policy)
    if (fix === undefined || parsed === undefined) return
    changePolicy(state, write(patched(parsed, fix.patch)))
  },

  undo(state) {
    const [last, ...rest] = state.undo
    if (last === undefined) return
    state.undo = rest
    setPolicy(state, last)
  },

  suggest(state, _, { suggest }) {
    granted(state, () => changePolicy(state, suggest(judged(state))))
  },

  address(state, address, { repositoryOf }) {
    const found = repositoryOf(address)
    const parsed = state.policy === '' ? { identities: [{ name: 'My workload', email: 'my-workload@workload.bytebase.com' }] } : read(state.policy)
    if (found === undefined || parsed === undefined) return
    const told = Object.fromEntries(Object.entries(found).filter((it): it is [string, string] => it[1] !== null))
    changePolicy(state, write(withIdentity(parsed, state.place, { ...identities(parsed)[state.place], ...told })))
  },

  identity(state, place) {
    state.place = Number(place)
    fillForm(state)
  },

  remove(state) {
    const parsed = read(state.policy)
    if (parsed !== undefined) changePolicy(state, write(withIdentity(parsed, state.place, {})))
  },

  keys(state, text, { keySetFrom }) {
    const issuer = byId<HTMLSelectElement>('key-issuer').value
    state.keyFault = ''
    if (text.trim() === '' || issuer === '') return
    try {
      state.keys = { ...state.keys, [issuer]: keySetFrom(text) }
      keysText.value = ''
      byId<HTMLDetailsElement>('key-box').open = false
    } catch (error) {
      if (!(error instanceof ClaimgateError)) throw error
      state.keyFault = [error.problem.message, error.problem.fix].filter((it) => it !== null).join('; ')
    }
  },

  forget(state, issuer) {
    const { [issuer]: _, ...others } = state.keys
    state.keys = others
  },

  edit() {
    const isOpen = form.dataset['open'] === 'true'
    form.dataset['open'] = String(!isOpen)
    byId('edit').setAttribute('aria-expanded', String(!isOpen))
  },

  view(state, name) {
    state.view = name as ClaimsView
  },

  snippet(state, name) {
    state.snippet = name as SnippetName
  },

  /** The snippet for those who have no token. */
  debug(state) {
    state.snippet = 'debug'
    byId('along-title').scrollIntoView()
    byId('along-title').focus()
  },

  give() {
    form.dataset['open'] = 'true'
    byId<HTMLDetailsElement>('key-box').open = true
    keysText.focus()
  },

  theme: nextTheme,

  async copy(state, what, core) {
    const now = state.example === undefined ? Math.floor(Date.now() / 1000) : core.EXAMPLE.now
    const { policy, keys } = state
    const question = { pasted: judged(state), policy, keys, now, moment: state.moment }
    const texts: Readonly<Record<string, () => string>> = {
      claims: () => core.claimsText(question),
      report: () => core.report(question),
      link: () => policyLink(policy),
      snippet: () => byId('snippet').textContent,
    }
    const outcome = await navigator.clipboard.writeText(texts[what]?.() ?? '').then(() => 'Copied', () => 'The browser does not let this page copy')
    byId('spoken').textContent = outcome
    byId(`copied-${what}`).textContent = outcome
    setTimeout(() => { byId(`copied-${what}`).textContent = '' }, 2000)
  },
}

/** Another policy, as the reader typed it or chose it. */
const setPolicy = (state: State, policy: string): void => {
  state.policy = policy
  const count = identities(read(policy) ?? {}).length
  state.place = Math.max(0, Math.min(state.place, count - 1))
  fillForm(state)
}

/** Another policy that the page has made, and that can be undone. */
const changePolicy = (state: State, policy: string): void => {
  state.undo = [state.policy, ...state.undo]
  setPolicy(state, policy)
}

/** Tells why a wish cannot be granted. */
const granted = (state: State, work: () => void): void => {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ClaimgateError)) throw error
    state.trouble = error.problem.message
  }
}
