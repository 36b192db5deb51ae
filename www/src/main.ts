/** The page: one state, one call to the core for each change of it, one picture of the answer. */
import type { Moment } from 'claimgate/explain'

import { show } from './dom.ts'
import type { Answer } from './engine.ts'
import { patched } from './patch.ts'
import { changed, FIELDS, type Field, identities, read, shown, withIdentity, write } from './policy.ts'
import { checks } from './views/checks.ts'
import { type ClaimsView, json, members, saying } from './views/claims.ts'
import { faults } from './views/faults.ts'
import { admitted, fixes } from './views/fixes.ts'
import { found } from './views/found.ts'
import { summary } from './views/summary.ts'
import { spoken, verdict } from './views/verdict.ts'

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T

const token = byId<HTMLTextAreaElement>('token')
const form = byId<HTMLFormElement>('identity-form')
const text = byId<HTMLTextAreaElement>('document')

/** Everything that the page shows follows from this. */
interface State {
  pasted: string
  /** The name of the example that is shown, in whose world the time stands still. */
  example: string | undefined
  policy: string
  keys: Readonly<Record<string, string>>
  moment: Moment
  view: ClaimsView
  /** The policies before the fixes that were applied, the last one first. */
  undo: readonly string[]
}

const state: State = {
  pasted: token.value,
  example: token.value === token.defaultValue ? 'accepted' : undefined,
  policy: text.value,
  keys: {},
  moment: 'now',
  view: 'table',
  undo: [],
}

let answer: Answer | undefined

// The words come with the page; what speaks them is large, and comes after the first picture.
const core = import('./core.ts')

const refresh = async (): Promise<void> => {
  const { ask, EXAMPLE } = await core
  const now = state.example === undefined ? Math.floor(Date.now() / 1000) : EXAMPLE.now
  const isEmpty = state.pasted.trim() === ''
  answer = ask({ pasted: state.pasted, policy: state.policy, keys: state.keys, now, moment: state.moment })
  const { explanation } = answer
  document.body.dataset['state'] = isEmpty ? 'empty' : 'judged'
  show(byId('found'), isEmpty ? [] : found(explanation))
  show(byId('verdict'), verdict(explanation))
  show(byId('fixes'), fixes(explanation))
  show(byId('checks'), checks(explanation))
  show(byId('admitted'), admitted(explanation))
  show(byId('saying'), saying(explanation))
  show(byId('members'), members(explanation, state.view))
  show(byId('summary'), summary(state.policy))
  showFaults(answer)
  byId('example-note').hidden = state.example === undefined
  byId('undo').hidden = state.undo.length === 0
  for (const chip of document.querySelectorAll('[data-do=example]')) {
    chip.setAttribute('aria-pressed', String(chip.getAttribute('data-with') === state.example))
  }
  announce(isEmpty ? '' : spoken(explanation))
}

/** One polite sentence, once the reader has stopped typing. */
const announce = (sentence: string): void => {
  clearTimeout(announcing)
  announcing = setTimeout(() => {
    const place = byId('spoken')
    if (place.textContent !== sentence) place.textContent = sentence
  }, 600)
}
let announcing: ReturnType<typeof setTimeout> | undefined

const showFaults = ({ faults: list }: Answer): void => {
  const ofField = (name: string) => list.find(({ pointer }) => new RegExp(`^/identities/0/${name}(/|$)`).test(pointer))
  for (const { name } of FIELDS) {
    const fault = ofField(name)
    const place = document.getElementById(`fault-${name}`)
    if (place === null) continue
    place.textContent = fault === undefined ? '' : fault.message
    byId<HTMLInputElement>(`field-${name}`).setAttribute('aria-invalid', String(fault !== undefined))
  }
  show(byId('faults'), faults(list.filter((it) => !FIELDS.some(({ name }) => ofField(name) === it && document.getElementById(`fault-${name}`) !== null))))
}

/** Writes the policy into the form and the document, but not where the reader is writing. */
const fillForm = (): void => {
  if (document.activeElement !== text) text.value = state.policy
  const parsed = state.policy === '' ? {} : read(state.policy)
  const identity = parsed === undefined ? undefined : (identities(parsed)[0] ?? {})
  for (const field of FIELDS) {
    const value = identity === undefined ? undefined : shown(identity, field)
    for (const input of inputs(field)) {
      input.disabled = value === undefined
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = input.value === value
      else if (input !== document.activeElement) input.value = value ?? ''
    }
  }
}

const inputs = ({ name }: Field): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>(`[name=${name}]`)]

const setPolicy = (policy: string): void => {
  state.policy = policy
  fillForm()
}

const setToken = (pasted: string, example?: string): void => {
  // The identity and the keys of the examples are no business of a real token.
  if (example === undefined && state.example !== undefined) {
    state.keys = {}
    if (state.undo.length === 0 && state.policy === text.defaultValue) setPolicy('')
  }
  state.pasted = pasted
  state.example = example
}

const actions: Readonly<Record<string, (value: string) => Promise<void> | void>> = {
  async example(name) {
    const { EXAMPLE, examples } = await core
    state.keys = EXAMPLE.keys
    state.undo = []
    state.moment = 'now'
    byId<HTMLSelectElement>('moment').value = 'now'
    setPolicy(EXAMPLE.policy)
    setToken(examples[name] ?? '', name)
    token.value = state.pasted
  },
  clear() {
    token.value = ''
    state.undo = []
    setToken('')
    token.focus()
  },
  apply(place) {
    const fix = answer?.explanation.fixes[Number(place)]
    const parsed = read(state.policy)
    if (fix === undefined || parsed === undefined) return
    state.undo = [state.policy, ...state.undo]
    setPolicy(write(patched(parsed, fix.patch)))
  },
  undo() {
    const [last, ...rest] = state.undo
    if (last === undefined) return
    state.undo = rest
    setPolicy(last)
  },
  edit() {
    const isOpen = form.dataset['open'] === 'true'
    form.dataset['open'] = String(!isOpen)
    byId('edit').setAttribute('aria-expanded', String(!isOpen))
  },
  view(name) {
    state.view = name as ClaimsView
  },
  async copy() {
    if (answer !== undefined) await navigator.clipboard.writeText(json(answer.explanation.claims))
  },
}

document.addEventListener('click', (event) => {
  const pressed = (event.target as Element).closest('button[data-do]')
  const action = actions[pressed?.getAttribute('data-do') ?? '']
  if (action !== undefined) void Promise.resolve(action(pressed?.getAttribute('data-with') ?? '')).then(refresh)
})

token.addEventListener('input', () => {
  setToken(token.value)
  void refresh()
})
token.addEventListener('focus', () => {
  // Whoever comes to paste should not have to clear the example first.
  if (state.example !== undefined) token.select()
})

form.addEventListener('input', ({ target }) => {
  if (target === text) {
    state.policy = text.value.trim() === '' ? '' : text.value
    fillForm()
  } else if (target instanceof HTMLInputElement) {
    const field = FIELDS.find(({ name }) => name === target.name)
    const parsed = state.policy === '' ? NEW : read(state.policy)
    if (field === undefined || parsed === undefined) return
    const value = target.type === 'checkbox' ? String(target.checked) : target.value
    setPolicy(write(withIdentity(parsed, 0, changed(identities(parsed)[0] ?? {}, field, value))))
  }
  void refresh()
})
form.addEventListener('submit', (event) => event.preventDefault())

byId('moment').addEventListener('change', ({ target }) => {
  state.moment = (target as HTMLSelectElement).value as Moment
  void refresh()
})
byId('claims-views').addEventListener('change', ({ target }) => {
  state.view = (target as HTMLInputElement).value as ClaimsView
  void refresh()
})

// Pasting anywhere but into a field is pasting a token.
document.addEventListener('paste', (event) => {
  const pasted = event.clipboardData?.getData('text/plain') ?? ''
  if (pasted === '' || (event.target as Element).closest('input, textarea') !== null) return
  event.preventDefault()
  token.value = pasted
  setToken(pasted)
  void refresh()
})

document.addEventListener('keydown', (event) => {
  const block = event.altKey && !event.ctrlKey && !event.metaKey ? BLOCKS[event.key] : undefined
  if (block === undefined) return
  event.preventDefault()
  byId(block).focus()
})

const BLOCKS: Readonly<Record<string, string>> = { 1: 'token', 2: 'identity-title', 3: 'verdict-title' }

/** What a form starts from when there is no policy. */
const NEW = { identities: [{ name: 'My workload', email: 'my-workload@workload.bytebase.com', platform: 'github-actions' }] }

const start = async (): Promise<void> => {
  const { EXAMPLE } = await core
  if (state.example !== undefined) state.keys = EXAMPLE.keys
  fillForm()
  await refresh()
  document.body.dataset['ready'] = 'true'
  // A token that is valid now will not be so for long.
  setInterval(() => {
    if (state.example === undefined && state.pasted !== '' && document.visibilityState === 'visible') void refresh()
  }, 1000)
}

void start()
