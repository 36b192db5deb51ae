/** The one word, the one sentence, and the four answers. */
import type { Answered, Explanation } from 'claimgate/explain'

import { capitalised, prose, sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { WORD_ICONS, ANSWER_ICONS } from '../words.ts'

export interface Circumstances {
  /** Whether a policy says whose keys count. */
  readonly canHaveKeys: boolean
  /** Whether there is a policy that could not be loaded. */
  readonly isPolicyFaulty: boolean
}

export const verdict = (explanation: Explanation, { canHaveKeys, isPolicyFaulty }: Circumstances): View[] => {
  const { shown, headline, caution, lacksToken, answers } = explanation
  return [
    h('div', { class: `verdict ${shown.role}` },
      h('p', { class: 'word' }, icon(iconOf(explanation)), h('span', {}, shown.text)),
      h('p', { class: 'headline' }, sentence(headline)),
      caution !== null && h('p', { class: 'caution doubtful' }, icon('warning'), h('span', {}, sentence(caution))),
      !lacksToken && isPolicyFaulty &&
        h('p', { class: 'caution bad' }, icon('warning'), h('span', {}, 'The identity cannot be loaded, as is told beside it. The token was judged without one.')),
      lacksToken && instead(explanation, canHaveKeys),
    ),
    ...(lacksToken ? [] : [h('dl', { class: 'answers' }, [answers.genuine, answers.current, answers.allowed, answers.safe].map((it) => answer(it, it.text === caution)))]),
  ]
}

/** What to do where there was no token. */
const instead = ({ intake }: Explanation, canHaveKeys: boolean): View[] => {
  const button = (action: string, label: string) => h('p', { class: 'advice' }, h('button', { type: 'button', class: 'button', 'data-do': action }, label))
  return [
    ...(intake.fix === null ? [] : [h('p', { class: 'advice' }, sentence(intake.fix))]),
    ...(WITHOUT_TOKEN.has(intake.form) ? [button('debug', 'Show the step that prints the claims, never the token')] : []),
    ...(intake.form === 'secret' ? [button('clear', 'Clear it from this page')] : []),
    ...(intake.form === 'key_material' && canHaveKeys ? [button('move', 'Use it as keys')] : []),
  ]
}

const answer = ({ question, answer, shown, text }: Answered, isToldAbove: boolean): View =>
  h('div', { class: `answer ${shown.role}` },
    h('dt', {}, capitalised(question), '?'),
    h('dd', {}, h('strong', {}, icon(shown.role === 'doubtful' ? 'warning' : ANSWER_ICONS[answer]), h('span', {}, capitalised(shown.text))), h('span', { class: 'why' }, isToldAbove ? 'as the warning above tells' : prose(text))),
  )

/** The word alone, for a screen from which the verdict has been scrolled away. */
export const bar = (explanation: Explanation): View[] => [
  h('p', { class: explanation.shown.role }, icon(iconOf(explanation)), h('span', {}, explanation.shown.text)),
]

/** A shape beside each word, for those who see no colours. */
export const iconOf = ({ word, lacksToken }: Explanation): string => (lacksToken ? 'unknown' : WORD_ICONS[word])

/** Those who have no token may have a workflow. */
const WITHOUT_TOKEN: ReadonlySet<string> = new Set(['empty', 'masked'])

/** What a screen reader is told when the verdict has changed. */
export const spoken = ({ shown, headline, checks }: Explanation): string => {
  const failed = checks.filter(({ state }) => state === 'failed').length
  return `${shown.text}. ${headline.replaceAll('`', '')}. ${failed} of ${checks.length} checks failed.`
}
