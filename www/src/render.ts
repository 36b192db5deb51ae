/** From an answer to the picture of it. */
import type { CloudTrust } from 'claimgate/explain'

import { show } from './dom.ts'
import type { Answer } from './engine.ts'
import { byId, form, policyText } from './page.ts'
import { prose } from './prose.ts'
import { FIELDS, type Field, heldKeys, identityAt, read, shown } from './policy.ts'
import type { State } from './state.ts'
import { h } from './view.ts'
import { NOT_IN_FORM } from './words.ts'
import { checks } from './views/checks.ts'
import { members, saying } from './views/claims.ts'
import { cloud, isCloud } from './views/clouds.ts'
import { comparison } from './views/compare.ts'
import { faults } from './views/faults.ts'
import { admitted, fixes } from './views/fixes.ts'
import { found } from './views/found.ts'
import { identityTabs, summary } from './views/identity.ts'
import { issuerChoices, keyList } from './views/keys.ts'
import { snippet } from './views/snippets.ts'
import { bar, spoken, verdict } from './views/verdict.ts'

/** What is asked only where the reader looks at it. */
export interface Besides {
  /** About the second token. */
  readonly second: Answer | undefined
  /** For the cloud whose snippet is chosen. */
  readonly trust: CloudTrust | undefined
}

export const render = (state: State, answer: Answer, besides: Besides): void => {
  for (const _ of renderInParts(state, answer, besides));
}

/** The same for whoever has other things to do after each part. */
export function* renderInParts(state: State, answer: Answer, { second, trust }: Besides): Generator<void, void> {
  const { explanation } = answer
  const isEmpty = state.pasted.trim() === ''
  document.body.dataset['state'] = explanation.lacksToken ? 'empty' : 'judged'
  show(byId('found'), isEmpty ? [] : found(explanation, state.from > 0))
  show(byId('verdict'), verdict(explanation, { canHaveKeys: answer.sources.length > 0, isPolicyFaulty: answer.faults.length > 0 }))
  show(byId('verdict-bar'), bar(explanation))
  yield
  show(byId('fixes'), fixes(explanation))
  show(byId('checks'), checks(explanation))
  show(byId('admitted'), admitted(explanation))
  yield
  show(byId('as-of-time'), isEmpty ? [] : [explanation.at.text])
  show(byId('saying'), saying(explanation))
  yield
  show(byId('members'), members(explanation, state.view))
  yield
  show(byId('summary'), summary(state.policy, state.place))
  show(byId('identities'), identityTabs(state.policy, state.place))
  show(byId('keys'), keyList(answer, state.keys, state.demoKeys))
  show(byId('snippet'), isCloud(state.snippet)
    ? cloud(state.snippet, trust)
    : snippet(state.snippet, answer.faults.length === 0 ? state.policy : '', state.place, remote(answer)))
  byId('copy-snippet').hidden = byId('snippet').querySelector('pre') === null
  yield
  show(byId('comparison'), second === undefined ? [] : comparison(explanation, second.explanation))
  show(byId('key-issuer'), issuerChoices(answer))
  byId('key-box').hidden = answer.sources.length === 0
  renderFaults(state, answer)
  byId('key-fault').textContent = state.keyFault
  byId('example-note').hidden = state.example === undefined
  byId('share').hidden = read(state.policy) === undefined
  byId('undo').hidden = state.undo.length === 0
  byId('suggest').hidden = isEmpty || explanation.claims.length === 0
  for (const button of document.querySelectorAll('[data-do=example], [data-do=snippet]')) {
    const chosen = button.getAttribute('data-do') === 'example' ? state.example : state.snippet
    button.setAttribute('aria-pressed', String(button.getAttribute('data-with') === chosen))
  }
}

/** The issuers whose keys do not stand in the policy. */
const remote = ({ sources, question }: Answer): string[] => {
  const held = heldKeys(question.policy)
  return sources.map(({ issuer }) => issuer).filter((it) => !held.has(it))
}

/** In place of an answer: nothing that was said about another token stays beside this one. */
export const renderNothing = (why: string): void => {
  for (const id of ['found', 'verdict-bar', 'fixes', 'checks', 'admitted', 'saying', 'members', 'comparison']) show(byId(id), [])
  show(byId('verdict'), [h('p', { class: 'advice' }, why)])
}

const renderFaults = ({ policy, place, trouble }: State, { faults: list }: Answer): void => {
  const isInForm = policy === '' || read(policy) !== undefined
  const ofField = ({ name, isOfDocument }: Field) => {
    const member = isOfDocument === true ? `/${name}/` : `/identities/${place}/${name}/`
    return list.find(({ pointer }) => `${pointer}/`.startsWith(member))
  }
  const told = new Set<unknown>()
  for (const field of FIELDS) {
    const { name } = field
    const text = document.getElementById(`fault-${name}`)
    if (text === null) continue
    const fault = ofField(field)
    if (fault !== undefined && isInForm && text.closest('details:not([open])') === null) told.add(fault)
    show(text, fault === undefined || !isInForm ? [] : prose(fault.fix ?? fault.message))
    byId(`field-${name}`).setAttribute('aria-invalid', String(fault !== undefined))
  }
  show(byId('faults'), faults(list.filter((it) => !told.has(it)), [trouble, isInForm ? '' : NOT_IN_FORM]))
}

/** Writes the policy into the form and the document, but not where the reader is writing. */
export const fillForm = ({ policy, place }: State): void => {
  if (document.activeElement !== policyText) policyText.value = policy
  const whole = policy === '' ? {} : read(policy)
  for (const field of FIELDS) {
    const value = whole === undefined ? undefined : shown(field.isOfDocument === true ? whole : identityAt(policy, place), field)
    for (const input of inputs(field)) {
      input.disabled = value === undefined
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = input.value === value
      else if (input !== document.activeElement) input.value = value ?? ''
    }
  }
}

const inputs = ({ name }: Field): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>(`[name=${name}]`)]

/** One polite sentence, once the reader has stopped typing. */
export const announce = (state: State, { explanation }: Answer): void => {
  const sentence = state.pasted.trim() === '' ? '' : spoken(explanation)
  clearTimeout(announcing)
  announcing = setTimeout(() => {
    const place = byId('spoken')
    if (place.textContent !== sentence) place.textContent = sentence
  }, 600)
}
let announcing: ReturnType<typeof setTimeout> | undefined
