/** The core's sentences: lower case, without a full stop, values in backticks. */
import { h, type View } from './view.ts'

/** The text as it is, with its values set apart. */
export const prose = (text: string): View[] => {
  const pieces = text.split('`')
  // A value may hold a backtick itself; then nobody can tell where it ends.
  if (pieces.length % 2 === 0) return [text]
  return pieces.flatMap((piece, place) => {
    if (piece === '') return []
    return [place % 2 === 0 ? piece : h('code', {}, piece)]
  })
}

/** The text as a sentence of its own. */
export const sentence = (text: string): View[] => {
  const ended = /[.?!…]`?$/.test(text) ? text : `${text}.`
  return prose(capitalised(ended))
}

export const capitalised = (text: string): string => text.replace(/^[a-z]/, (letter) => letter.toUpperCase())
