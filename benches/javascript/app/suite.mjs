import { contestantsOf } from './contestants.mjs'
import { measure } from './measure.mjs'

/** Measures every contestant that these libraries make, for every algorithm of the fixture. */
export const results = async (libraries, fixture, options) => {
  const byAlgorithm = []
  for (const about of fixture.tokens) {
    const contestants = await contestantsOf(libraries, fixture, about)
    const present = contestants.filter(({ missing }) => missing === undefined)
    const missing = contestants.filter((it) => it.missing !== undefined)
    byAlgorithm.push({ algorithm: about.algorithm, measured: await measure(present, options), missing })
  }
  return byAlgorithm
}
