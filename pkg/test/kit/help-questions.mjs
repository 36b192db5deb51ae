/** What the shared vectors ask of those who help an author: an identity from claims, keys from what people have, an address. */

/** The narrowest identity that admits the claims; it loads, and is as narrow as it says. */
export const suggestions = ({ ClaimgateError, Policy, safety, suggest }, { bases, cases }) =>
  cases.map(({ name, base, claims, identity, grade, code }) => ({
    name,
    expected: code ?? { identity, grade },
    ask: orCode(ClaimgateError, () => {
      const document = suggest(JSON.stringify(without(null, { ...bases[base], ...claims })))
      const { name: _, email: __, ...suggested } = JSON.parse(document).identities[0]
      return { identity: suggested, grade: safety(new Policy(document))[0].grade }
    }),
  }))

export const keysFound = ({ ClaimgateError, keySetFrom }, { cases }) =>
  cases.map(({ name, text, keys, code }) => ({
    name,
    expected: code ?? keys,
    ask: orCode(ClaimgateError, () => JSON.parse(keySetFrom(text)).keys),
  }))

export const repositories = ({ repositoryOf }, { cases }) =>
  cases.map(({ address, repository }) => ({ name: address, expected: repository, ask: () => repositoryOf(address) ?? null }))

const orCode = (ClaimgateError, work) => () => {
  try {
    return work()
  } catch (error) {
    if (error instanceof ClaimgateError) return error.code
    throw error
  }
}

const without = (absent, members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== absent))
