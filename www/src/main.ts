/** The page: one state, one call to the core for each change of it, one picture of the answer. */
import { actions } from './actions.ts'
import { followLinks } from './links.ts'
import { byId, form, keysText, moment, other, policyText, time, token } from './page.ts'
import { changed, FIELDS, identities, read, withIdentity, write } from './policy.ts'
import { announce, fillForm, render, renderNothing } from './render.ts'
import { startServiceWorker } from './service-worker.ts'
import { judged, type State } from './state.ts'
import { startTheme } from './theme.ts'
import { NOT_YET, UNABLE } from './words.ts'

// The picture comes with the page; what answers is large, and must not delay it. A window in the background is never painted.
const painted = new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve))
  setTimeout(resolve, 300)
})
const core = painted.then(() => import('./core.ts'))

const state: State = {
  pasted: token.value,
  from: 0,
  other: '',
  example: token.value === token.defaultValue ? 'accepted' : undefined,
  policy: policyText.defaultValue,
  place: 0,
  keys: {},
  keyFault: '',
  moment: 'now',
  view: 'table',
  snippet: 'workflow',
  undo: [],
  trouble: '',
}

/** Shows the answer; `spoken` aloud, too, unless nothing but the time has changed. */
const refresh = async ({ spoken = true } = {}): Promise<void> => {
  try {
    const { ask, EXAMPLE } = await core
    const now = state.example === undefined ? Math.floor(Date.now() / 1000) : EXAMPLE.now
    const question = { policy: state.policy, keys: state.keys, now, moment: state.moment }
    const answer = ask({ ...question, pasted: judged(state) })
    render(state, answer, state.other.trim() === '' ? undefined : ask({ ...question, pasted: state.other }))
    if (spoken) announce(state, answer)
  } catch (error) {
    renderNothing(UNABLE)
    throw error
  }
}

/** Does what a button says, and shows what came of it. */
const act = async (name: string, value: string): Promise<void> => {
  state.trouble = ''
  try {
    await actions[name]?.(state, value, await core)
  } finally {
    await refresh()
  }
}

document.addEventListener('click', ({ target }) => {
  const pressed = (target as Element).closest('button[data-do]')
  if (pressed !== null) void act(pressed.getAttribute('data-do') ?? '', pressed.getAttribute('data-with') ?? '')
})

token.addEventListener('input', () => {
  // What the page shows from the beginning is about its example.
  if (document.body.dataset['ready'] === undefined) renderNothing(NOT_YET)
  void act('token', token.value)
})
other.addEventListener('input', () => {
  state.other = other.value
  void refresh()
})
token.addEventListener('focus', () => {
  // Whoever comes to paste should not have to clear the example first.
  if (state.example !== undefined) token.select()
})

form.addEventListener('input', ({ target }) => {
  state.trouble = ''
  if (target === policyText) {
    state.policy = policyText.value.trim() === '' ? '' : policyText.value
  } else if (target instanceof HTMLInputElement) {
    const field = FIELDS.find(({ name }) => name === target.name)
    const parsed = state.policy === '' ? NEW : read(state.policy)
    if (field === undefined || parsed === undefined) return
    const value = target.type === 'checkbox' ? String(target.checked) : target.value
    state.policy = write(withIdentity(parsed, state.place, changed(identities(parsed)[state.place] ?? {}, field, value)))
  }
  fillForm(state)
  void refresh()
})
form.addEventListener('submit', (event) => event.preventDefault())

// The address of a page or a clone, pasted into one of these fields, fills all that it tells.
form.addEventListener('paste', async (event) => {
  const field = (event.target as Element).closest<HTMLInputElement>('[name=owner], [name=repository], [name=branch]')
  const pasted = event.clipboardData?.getData('text/plain') ?? ''
  if (field === null || !pasted.includes('/')) return
  event.preventDefault()
  const { repositoryOf } = await core
  if (repositoryOf(pasted) !== undefined) {
    field.blur()
    await act('address', pasted)
    field.focus()
  } else {
    field.setRangeText(pasted, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
})

keysText.addEventListener('input', () => void act('keys', keysText.value))
byId<HTMLInputElement>('key-file').addEventListener('change', async ({ target }) => {
  const file = (target as HTMLInputElement).files?.[0]
  if (file !== undefined) void act('keys', await file.text())
})

const chooseMoment = (): void => {
  time.hidden = moment.value !== 'moment'
  const picked = Date.parse(`${time.value}Z`) / 1000
  state.moment = moment.value === 'issued_at' || moment.value === 'any_time' ? moment.value : 'now'
  if (moment.value === 'moment' && picked >= 0) state.moment = Math.floor(picked)
  void refresh()
}
moment.addEventListener('change', chooseMoment)
time.addEventListener('input', chooseMoment)

byId('claims-views').addEventListener('change', ({ target }) => void act('view', (target as HTMLInputElement).value))

// Pasting anywhere but into a field is pasting a token.
document.addEventListener('paste', (event) => {
  const pasted = event.clipboardData?.getData('text/plain') ?? ''
  if (pasted === '' || (event.target as Element).closest('input, textarea') !== null) return
  event.preventDefault()
  token.value = pasted
  void act('token', pasted)
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

new IntersectionObserver(([entry]) => { byId('verdict-bar').hidden = entry?.isIntersecting !== false }).observe(byId('verdict'))

const showOffline = (): void => { byId('offline').hidden = navigator.onLine }
addEventListener('online', showOffline)
addEventListener('offline', showOffline)

const start = async (): Promise<void> => {
  startTheme()
  showOffline()
  token.readOnly = false
  // At once, so that a token does not stay in the address until the rest is loaded.
  followLinks(act)
  const { EXAMPLE } = await core
  if (state.example !== undefined) state.keys = EXAMPLE.keys
  fillForm(state)
  await refresh()
  document.body.dataset['ready'] = 'true'
  if (import.meta.env.MODE !== 'single') startServiceWorker()
  // A token that is valid now will not be so for long.
  setInterval(() => {
    if (state.example === undefined && state.pasted !== '' && document.visibilityState === 'visible') void refresh({ spoken: false })
  }, 1000)
}

void start()
