/** Puts questions, and tells what was answered otherwise than is expected, in each of their groups. */
export const answersTo = async (groups) => {
  const answered = []
  for (const { name, questions } of groups) {
    const wrong = []
    for (const question of questions) {
      const actual = await answer(question)
      if (canonical(actual) !== canonical(question.expected)) wrong.push({ name: question.name, expected: question.expected, actual })
    }
    answered.push({ name, asked: questions.length, wrong })
  }
  return answered
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
