/** The one word, the one sentence, and the four answers. */
import type { Answered, Explanation } from 'claimgate/explain'

import { prose, sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { ANSWERS, NO_TOKEN, QUESTIONS, UNSAFE, WORDS } from '../words.ts'
import { hasNoToken } from './checks.ts'

export interface Circumstances {
  /** Whether a policy says whose keys count. */
  readonly canHaveKeys: boolean
  /** Whether there is a policy that could not be loaded. */
  readonly isPolicyFaulty: boolean
}

export const verdict = (explanation: Explanation, { canHaveKeys, isPolicyFaulty }: Circumstances): View[] => {
  const noToken = hasNoToken(explanation)
  const { word, tone, icon: name } = noToken ? NO_TOKEN : WORDS[explanation.word]
  return [
    h('div', { class: `verdict ${tone}` },
      h('p', { class: 'word' }, icon(name), h('span', {}, word)),
      h('p', { class: 'headline' }, sentence(explanation.headline)),
      explanation.word === 'accepted' && explanation.answers.safe.answer === 'no' &&
        h('p', { class: 'caution doubtful' }, icon('warning'), h('span', {}, sentence(explanation.answers.safe.text))),
      !noToken && isPolicyFaulty &&
        h('p', { class: 'caution bad' }, icon('warning'), h('span', {}, 'The identity cannot be loaded, as is told beside it. The token was judged without one.')),
      noToken && explanation.intake.fix !== null && h('p', { class: 'advice' }, sentence(explanation.intake.fix)),
      noToken && WITHOUT_TOKEN.has(explanation.intake.form) && h('p', { class: 'advice' },
        h('button', { type: 'button', class: 'button', 'data-do': 'debug' }, 'Show the step that prints the claims, never the token'),
      ),
      noToken && explanation.intake.form === 'secret' && h('p', { class: 'advice' }, h('button', { type: 'button', class: 'button', 'data-do': 'clear' }, 'Clear it from this page')),
      noToken && explanation.intake.form === 'key_material' && canHaveKeys && h('p', { class: 'advice' }, h('button', { type: 'button', class: 'button', 'data-do': 'move' }, 'Use it as keys')),
    ),
    ...(noToken ? [] : [h('dl', { class: 'answers' }, QUESTIONS.map(({ name, title }) => answer(name, title, explanation.answers[name])))]),
  ]
}

const answer = (name: string, title: string, { answer, text }: Answered): View => {
  const { word, icon: shape, tone } = name === 'safe' && answer === 'no' ? UNSAFE : ANSWERS[answer]
  return h('div', { class: `answer ${tone}` },
    h('dt', {}, title),
    h('dd', {}, h('strong', {}, icon(shape), h('span', {}, word)), h('span', { class: 'why' }, prose(text))),
  )
}

/** The word alone, for a screen from which the verdict has been scrolled away. */
export const bar = (explanation: Explanation): View[] => {
  const { word, tone, icon: name } = hasNoToken(explanation) ? NO_TOKEN : WORDS[explanation.word]
  return [h('p', { class: tone }, icon(name), h('span', {}, word))]
}

/** Those who have no token may have a workflow. */
const WITHOUT_TOKEN: ReadonlySet<string> = new Set(['empty', 'masked'])

/** What a screen reader is told when the verdict has changed. */
export const spoken = (explanation: Explanation): string => {
  const { word } = hasNoToken(explanation) ? NO_TOKEN : WORDS[explanation.word]
  const failed = explanation.checks.filter(({ state }) => state === 'failed').length
  return `${word}. ${explanation.headline.replaceAll('`', '')}. ${failed} of ${explanation.checks.length} checks failed.`
}
