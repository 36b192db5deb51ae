/** Asks the package everything, and tells what there was to answer. The same in every runtime. */
import { cryptoHere, groupsOf } from './questions.mjs'
import files from './vectors.mjs'

export const answers = async (claimgate) => {
  const crypto = cryptoHere(claimgate)
  const groups = []
  for (const { name, questions } of groupsOf(claimgate, files, crypto)) {
    const wrong = []
    for (const question of questions) {
      const actual = await answer(question)
      if (canonical(actual) !== canonical(question.expected)) wrong.push({ name: question.name, expected: question.expected, actual })
    }
    groups.push({ name, asked: questions.length, wrong })
  }
  return { crypto, groups }
}

const answer = async ({ ask }) => {
  try {
    return await ask()
  } catch (error) {
    return { thrown: String(error) }
  }
}

/** The same text for the same value, in whatever order its members stand. */
const canonical = (value) =>
  JSON.stringify(value, (_, it) =>
    typeof it === 'object' && it !== null && !Array.isArray(it) ? Object.fromEntries(Object.entries(it).sort()) : it,
  )
