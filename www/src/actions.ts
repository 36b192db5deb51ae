/** What the buttons, the fields and the links do to the state. */
import type * as Core from './core.ts'
import { copy } from './copy.ts'
import type { Answer } from './engine.ts'
import { byId, form, keysText, moment, other, time, token } from './page.ts'
import { patched } from './patch.ts'
import { identities, linked, NEW, read, withField, withIdentity, write } from './policy.ts'
import { fillForm } from './render.ts'
import { judged, type State } from './state.ts'
import { nextTheme } from './theme.ts'
import type { ClaimsView } from './views/claims.ts'
import type { SnippetName } from './views/snippets.ts'

/** `shown` is the answer that the reader saw when he did it. */
type Action = (state: State, value: string, core: typeof Core, shown: Answer) => Promise<void> | void

export const actions: Readonly<Record<string, Action>> = {
  token(state, pasted, core) {
    takeToken(state, pasted, core)
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
    clear(state, core)
    openKeyBox()
    keysText.value = text
    giveKeys(state, text, core)
  },

  example(state, name, { EXAMPLE, examples }) {
    state.keys = state.demoKeys
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
    takeToken(state, pasted, core)
    token.value = pasted
  },

  /** An identity in it. It brings no token, so what is pasted stays, but for the example. */
  'link-identity'(state, text, core) {
    if (state.example !== undefined) {
      takeToken(state, '', core)
      token.value = ''
    }
    const document = read(text)
    if (document === undefined) state.trouble = 'the link cannot be read: copy it once more, whole'
    else changePolicy(state, write(linked(document)))
  },

  clear(state, _, core) {
    clear(state, core)
  },

  apply(state, place, _, { question, explanation }) {
    const fix = explanation.fixes[Number(place)]
    const document = read(question.policy)
    if (fix !== undefined && document !== undefined) changePolicy(state, write(patched(document, fix.patch)))
  },

  undo(state) {
    const [last, ...rest] = state.undo
    if (last === undefined) return
    state.undo = rest
    setPolicy(state, last)
  },

  suggest(state, _, { reasonOf, suggest }) {
    try {
      changePolicy(state, suggest(judged(state)))
    } catch (error) {
      state.trouble = reasonOf(error)
    }
  },

  /** The address of a page or a clone, pasted into the form. */
  address(state, address, { repositoryOf }) {
    const found = repositoryOf(address)
    const document = state.policy === '' ? NEW : read(state.policy)
    if (found === undefined || document === undefined) return
    const told = Object.fromEntries(Object.entries(found).filter((it): it is [string, string] => it[1] !== null))
    changePolicy(state, write(withIdentity(document, state.place, { ...identities(document)[state.place], ...told })))
  },

  identity(state, place) {
    state.place = Number(place)
    fillForm(state)
  },

  remove(state) {
    const document = read(state.policy)
    if (document !== undefined) changePolicy(state, write(withIdentity(document, state.place, {})))
  },

  keys(state, text, core) {
    giveKeys(state, text, core)
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
    openKeyBox()
    keysText.focus()
  },

  theme: nextTheme,

  copy(state, what, core, shown) {
    return copy(what, state, core, shown)
  },
}

/** What the reader types into a field of the form, or into the policy document. */
export const typeField = (state: State, name: string, text: string): void => {
  const policy = withField(state.policy, state.place, name, text)
  if (policy !== undefined) typePolicy(state, policy)
}

export const typePolicy = (state: State, policy: string): void => {
  // An older policy would take back what was typed since.
  state.undo = []
  setPolicy(state, policy.trim() === '' ? '' : policy)
}

const takeToken = (state: State, pasted: string, { EXAMPLE }: typeof Core): void => {
  // The identity, the keys and the clock of the examples are no business of a real token.
  if (state.example !== undefined) {
    state.keys = {}
    state.undo = []
    if (state.policy === EXAMPLE.policy) setPolicy(state, '')
  }
  state.pasted = pasted
  state.from = 0
  state.example = undefined
}

const clear = (state: State, core: typeof Core): void => {
  takeToken(state, '', core)
  state.undo = []
  state.other = other.value = ''
  token.value = ''
  token.focus()
}

const openKeyBox = (): void => {
  form.dataset['open'] = 'true'
  byId<HTMLDetailsElement>('key-box').open = true
}

const giveKeys = (state: State, text: string, { keySetFrom, reasonOf }: typeof Core): void => {
  const issuer = byId<HTMLSelectElement>('key-issuer').value
  state.keyFault = ''
  if (text.trim() === '' || issuer === '') return
  try {
    state.keys = { ...state.keys, [issuer]: keySetFrom(text) }
    keysText.value = ''
    byId<HTMLDetailsElement>('key-box').open = false
  } catch (error) {
    state.keyFault = reasonOf(error)
  }
}

/** Another policy. */
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
