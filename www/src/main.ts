/** The page: one state, one call to the core for each change of it, one picture of the answer. */
import { actions, typeField, typePolicy } from './actions.ts'
import type { Answer, Question } from './engine.ts'
import { followLinks } from './links.ts'
import { byId, form, keysText, moment, other, policyText, time, token } from './page.ts'
import { identityAt } from './policy.ts'
import { announce, fillForm, render, renderInParts, renderNothing } from './render.ts'
import { startServiceWorker } from './service-worker.ts'
import { questionOf, type State } from './state.ts'
import { startTheme } from './theme.ts'
import { isCloud } from './views/clouds.ts'
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
  demoKeys: {},
  keyFault: '',
  moment: 'now',
  view: 'table',
  snippet: 'workflow',
  undo: [],
  trouble: '',
}

/** The answer that the reader sees. */
let shown: Answer | undefined

const questionNow = async (): Promise<Question> =>
  questionOf(state, state.example === undefined ? Math.floor(Date.now() / 1000) : (await core).EXAMPLE.now)

const answered = async (): Promise<Answer> => (await core).ask(await questionNow())

/** Shows the answer; `spoken` aloud, too, unless nothing but the time has changed. */
const refresh = async ({ spoken = true } = {}): Promise<void> => {
  try {
    const { ask, trustOf } = await core
    shown = await answered()
    const { question } = shown
    render(state, shown, {
      second: state.other.trim() === '' ? undefined : ask({ ...question, pasted: state.other }),
      trust: isCloud(state.snippet) ? trustOf(question, String(identityAt(state.policy, state.place)['email']), state.snippet) : undefined,
    })
    if (spoken) announce(state, shown)
  } catch (error) {
    renderNothing(UNABLE)
    throw error
  }
}

/** Lets the browser do what waits. Whether the reader has done anything by then. */
const isTouchedMeanwhile = (): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(isTouched)))
let isTouched = false

/**
 * Answers the question of the example, whose picture came with the page, so that the next answer comes fast. All is cold and slow at
 * first, so it is done part by part, and whatever the reader does meanwhile takes the place of the rest.
 */
const rehearse = async (): Promise<void> => {
  const { ask } = await core
  const whole = await questionNow()
  for (const part of [{ pasted: '', policy: '' }, { policy: '' }, { pasted: '', keys: {} }, { pasted: '' }]) {
    if (await isTouchedMeanwhile()) return
    ask({ ...whole, ...part })
  }
  if (await isTouchedMeanwhile()) return
  shown = ask(whole)
  for (const _ of renderInParts(state, shown, { second: undefined, trust: undefined })) if (await isTouchedMeanwhile()) return
  announce(state, shown)
}

/** Does something to the state, and shows what came of it. */
const change = async (work: () => Promise<void> | void): Promise<void> => {
  isTouched = true
  state.trouble = ''
  try {
    await work()
  } finally {
    await refresh()
  }
}

/** Does what a button says. */
const act = (name: string, value: string): Promise<void> =>
  change(async () => actions[name]?.(state, value, await core, shown ?? await answered()))

document.addEventListener('click', ({ target }) => {
  const pressed = (target as Element).closest('button[data-do]')
  if (pressed !== null) void act(pressed.getAttribute('data-do') ?? '', pressed.getAttribute('data-with') ?? '')
})

token.addEventListener('input', () => {
  // What the page shows from the beginning is about its example.
  if (document.body.dataset['ready'] === undefined) renderNothing(NOT_YET)
  void act('token', token.value)
})
other.addEventListener('input', () => void change(() => { state.other = other.value }))
token.addEventListener('focus', () => {
  // Whoever comes to paste should not have to clear the example first.
  if (state.example !== undefined) token.select()
})

form.addEventListener('input', ({ target }) => {
  if (target === policyText) void change(() => typePolicy(state, policyText.value))
  else if (target instanceof HTMLInputElement && target.name !== '') {
    void change(() => typeField(state, target.name, target.type === 'checkbox' ? String(target.checked) : target.value))
  }
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
}
moment.addEventListener('change', () => void change(chooseMoment))
time.addEventListener('input', () => void change(chooseMoment))

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
  const block = event.altKey && !event.ctrlKey && !event.metaKey ? BLOCKS[event.code] : undefined
  if (block !== undefined) {
    event.preventDefault()
    byId(block).focus()
  }
  if (event.key === 'Escape') closeDetails(event.target as Element)
})

/** By the place of the key, for with Alt a Mac writes another letter. */
const BLOCKS: Readonly<Record<string, string>> = { Digit1: 'token', Digit2: 'identity-title', Digit3: 'verdict-title' }

const closeDetails = (within: Element): void => {
  const details = within.closest<HTMLDetailsElement>('details[open]')
  if (details === null) return
  details.open = false
  details.querySelector('summary')?.focus()
}

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
  state.demoKeys = EXAMPLE.keys
  if (state.example !== undefined) state.keys = state.demoKeys
  fillForm(state)
  await (state.example === undefined ? refresh() : rehearse())
  document.body.dataset['ready'] = 'true'
  if (import.meta.env.MODE !== 'single') startServiceWorker()
  // A token that is valid now will not be so for long.
  setInterval(() => {
    if (state.example === undefined && state.pasted !== '' && document.visibilityState === 'visible') void refresh({ spoken: false })
  }, 1000)
}

void start()
