/**
 * What the shared vectors ask of the package. For every JavaScript runtime: nothing here is Node's, and the package is an argument.
 *
 * A question has a `name`, is put by `ask()`, which may have to be awaited, and has an answer that is `expected`.
 */

import { keysFound, repositories, suggestions } from './help-questions.mjs'
import { pass, replacing } from './replacing.mjs'

/** The ways to have the arithmetic done: what the constructors take. Only `subtle` must be awaited. */
export const CRYPTO = ['node', 'wasm', 'subtle']

/** Those that there are here. */
export const cryptoHere = ({ Gate }) =>
  CRYPTO.filter((crypto) => {
    try {
      new Gate(ANY_POLICY, { crypto }).free()
      return true
    } catch (error) {
      if (error instanceof TypeError) return false
      throw error
    }
  })

/** All questions of files of the vectors, `[name, text]`, in groups: a file, and who answers. */
export const groupsOf = (claimgate, files, crypto) =>
  files.flatMap(([file, text]) => {
    const kinds = KINDS.filter(({ prefix }) => file.startsWith(prefix))
    const vectors = kinds.length > 0 && vectorsFrom(text)
    return kinds.flatMap(({ by, questions, about = '' }) =>
      by(crypto).map((who) => ({ name: `${file} by ${who}${about}`, questions: questions(claimgate, vectors, who) })),
    )
  })

const decisions = ({ Gate, RemoteKeys, explain }, { cases, keySets, now, policies }, who) => {
  const gateFor = remembering((policy) => gateOf(Gate, policies[policy], keySets, CRYPTO.includes(who) ? { crypto: who } : {}))
  const decide = {
    subtle: async (policy, ...question) => asExpected(await gateFor(policy).decideAsync(...question)),
    explain: (policy, token, now, caller) => decisionOf(explain(token, now, { gate: gateFor(policy), caller })),
    keys: async (policy, token, now, caller) => {
      const gate = new Gate(asWritten(policies[policy]))
      const keys = new RemoteKeys(gate, { fetch: serverOf(gate, keySets), now: () => now })
      return asExpected(await keys.decide(token, caller))
    },
  }
  const decideAtOnce = (policy, ...question) => asExpected(gateFor(policy).decide(...question))
  return cases.map(({ name, policy, token, email, now: at = now, expect }) => ({
    name,
    expected: expect,
    ask: () => (decide[who] ?? decideAtOnce)(policy, token, at, email === undefined ? undefined : { email }),
  }))
}

/** The same to whoever exchanges a token, for which he must name an identity. */
const exchanges = ({ Gate, exchangeAsync }, { cases, keySets, now, policies }) => {
  const gateFor = remembering((policy) => gateOf(Gate, policies[policy], keySets))
  return cases.flatMap(({ name, policy, token, email, now: at = now, expect }) => {
    const named = email ?? expect.identity
    const ask = async () => asExpected(await exchangeAsync(gateFor(policy), { token, email: named }, at))
    return named === undefined ? [] : [{ name, expected: expect, ask }]
  })
}

/** The same access token again and again, with a memory of those that were let in and without one; each question needs those before it. */
const accesses = ({ AccessTokens, Gate }, { issuer, audience, keySets, policies, cases }, crypto) => {
  const gateFor = remembering((policy) => new Gate(policies[policy]))
  return cases.flatMap(({ name, token, steps }) => {
    // Made when the first is asked, for some only count the questions.
    let all
    let inForce
    return steps.map(({ keys, policy, now, method, target, expect }, place) => {
      const ask = async () => {
        all ??= [{}, { seenTokens: 0 }].map((options) => new AccessTokens({ issuer, audience, crypto, ...options }))
        if (keys !== inForce) for (const tokens of all) tokens.setKeys(keySets[keys])
        inForce = keys
        const question = [gateFor(policy), token, now, { method, target }]
        const answers = []
        for (const tokens of all) answers.push(await tokens.decideAsync(...question), crypto === 'subtle' ? await tokens.decideAsync(...question) : tokens.decide(...question))
        return answers.map(asExpected)
      }
      return { name: `${name}: ${place}`, expected: Array(4).fill(expect), ask }
    })
  })
}

/** Answers as the issuers do, in whose stead it is asked. */
const serverOf = (gate, keySets) => {
  const answers = gate.keySources.flatMap(({ issuer, discoveryUrl, jwksUri }) => {
    const address = jwksUri ?? `${issuer}/keys`
    return [
      [discoveryUrl, { issuer, jwks_uri: address }],
      [address, keySets[issuer] ?? { keys: [] }],
    ]
  })
  const found = new Map(answers)
  return async (address) => (found.has(address) ? Response.json(found.get(address)) : new Response('', { status: 404 }))
}

/** A decision in the form in which the vectors expect it. */
const asExpected = (decision) =>
  decision.verdict === 'allow'
    ? { decision: 'allow', identity: decision.identity.email }
    : { decision: decision.verdict, code: decision.problem.code }

const decisionOf = ({ decision: { verdict, identity, code } }) =>
  verdict === 'allow' ? { decision: verdict, identity } : { decision: verdict, code }

/** The same over HTTP: who is let in, or the status of the answer to whom is not. */
const requests = ({ Gate, guard }, { cases, keySets, now, policies }) => {
  const gateFor = remembering((policy) => gateOf(Gate, policies[policy], keySets))
  return cases.map(({ name, policy, token, email, now: at = now, expect }) => ({
    name,
    expected: expect.identity ?? { reject: 401, deny: 403 }[expect.decision],
    ask: async () => {
      const admit = guard(gateFor(policy), { now: () => at, email: () => email })
      const admitted = await admit(new Request('https://service.example/', { headers: { authorization: `Bearer ${token}` } }))
      return admitted instanceof Response ? admitted.status : admitted.identity.email
    },
  }))
}

const explanations = ({ Gate, explain }, { cases, keySets, now, policies }) => {
  const gateFor = remembering((policy) => gateOf(Gate, policies[policy], keySets))
  return cases.map(({ name, policy, token, now: at = now, expect }) => ({
    name,
    expected: expect,
    ask: () => {
      const { word, headline, checks, fixes } = explain(token, at, { gate: gateFor(policy) })
      const told = {
        word,
        headline: headline.includes(expect.headline) ? expect.headline : headline,
        hints: checks.flatMap(({ hints }) => hints.map(({ hint }) => hint)),
        fixes: fixes.map(({ advice }) => advice),
      }
      return Object.fromEntries(Object.keys(expect).map((member) => [member, told[member]]))
    },
  }))
}

const verdicts = (claimgate, { cases, keySets, ...usual }, crypto) =>
  cases.map(({ name, token, expect, ...own }) => {
    const { jwks, issuer, audience, now, algorithms, leeway } = { ...usual, ...own }
    const options = { jwks: asWritten(keySets?.[jwks] ?? jwks), issuer, audience, crypto }
    if (algorithms) options.algorithms = algorithms
    if (leeway !== undefined) options.leeway = leeway
    // Where the core rejects every token, or counts on beyond 2^53, the package refuses the argument.
    const isBug = typeof now === 'string' || [issuer, audience, algorithms].some((list) => list?.length === 0)
    return {
      name,
      expected: isBug ? { verdict: 'reject', code: 'TypeError' } : expect,
      ask: () => verdict(claimgate, options, token, now),
    }
  })

const verdict = async ({ ClaimgateError, Verifier }, options, token, now) => {
  try {
    const verifier = new Verifier(options)
    const { claims, expiresAt } = options.crypto === 'subtle' ? await verifier.verifyAsync(token, now) : verifier.verify(token, now)
    return expiresAt === Math.ceil(claims.exp) ? { verdict: 'accept' } : { verdict: 'accept', expiresAt }
  } catch (error) {
    if (error instanceof ClaimgateError) return { verdict: 'reject', code: error.code }
    if (error instanceof TypeError) return { verdict: 'reject', code: 'TypeError' }
    throw error
  }
}

/** Whether the crypto that was named did the work, for every algorithm; otherwise WebAssembly would have, and nobody would know. */
const arithmetic = (claimgate, vectors, crypto) => {
  const questions = verdicts(claimgate, vectors, crypto)
  return vectors.cases.flatMap(({ token }, place) => {
    const { name, expected, ask } = questions[place]
    if (expected.verdict !== 'accept') return []
    const node = crypto === 'node' && !(IN_WORKERD && claimgate.decode(token).header.alg.startsWith('PS')) ? 1 : 0
    return [{ name, expected: { node, subtle: crypto === 'subtle' ? 1 : 0 }, ask: () => answersDuring(ask) }]
  })
}

/** Its `node:crypto` knows no other padding than that of PKCS #1. */
const IN_WORKERD = globalThis.navigator?.userAgent === 'Cloudflare-Workers'

/** How many signatures node:crypto and crypto.subtle find to hold. */
const answersDuring = async (work) => {
  let subtle
  const node = await answersOf(nodeCrypto(), async () => {
    subtle = await answersOf(Object.getPrototypeOf(globalThis.crypto?.subtle ?? {}), work)
  })
  return { node, subtle }
}

const nodeCrypto = () => {
  try {
    return globalThis.process?.getBuiltinModule?.('node:crypto')
  } catch {
    return undefined // as in Next's edge runtime
  }
}

const answersOf = async (host, work) => {
  const answers = []
  const noting = function (original, given) {
    const answer = pass.call(this, original, given)
    answers.push(answer)
    return answer
  }
  if (host?.verify === undefined) await work()
  else await replacing(host, 'verify', noting, work)
  return (await Promise.all(answers)).filter((answer) => answer === true).length
}

const faults = ({ ClaimgateError, Policy }, { cases }) =>
  cases.map(({ name, document, text, faults }) => ({
    name,
    expected: faults,
    ask: () => {
      try {
        new Policy(text ?? asWritten(document)).free()
        return []
      } catch (error) {
        if (!(error instanceof ClaimgateError)) throw error
        return error.problems.map(({ code, pointer }) => ({ code, pointer }))
      }
    },
  }))

/** Which key sets are refused, and for which reason, by a verifier and by a gate, which takes none without a usable key. */
const keySets = (claimgate, { cases }) => {
  const take = {
    verifier: (jwks) => new claimgate.Verifier({ jwks, issuer: 'i', audience: 'a' }).free(),
    gate: (jwks) => {
      const gate = new claimgate.Gate(ANY_POLICY)
      gate.setKeys(gate.keySources[0].issuer, jwks)
      gate.free()
    },
  }
  return Object.entries(take).flatMap(([who, take]) =>
    cases.map(({ name, keySet, text, expect: { code, keys } }) => ({
      name: `${name}, by a ${who}`,
      expected: code ?? (who === 'gate' && keys.length === 0 ? 'key_set_unusable' : 'taken'),
      ask: () => {
        try {
          take(text ?? asWritten(keySet))
          return 'taken'
        } catch (error) {
          if (!(error instanceof claimgate.ClaimgateError)) throw error
          return error.code
        }
      },
    })),
  )
}

const gradesAndFindings = ({ Policy, lint, safety }, { identities, pairs }) => [
  ...identities.map(({ name, identity, grade, findings, admits, refuses }) => ({
    name,
    expected: { grade, findings, admits, refuses },
    ask: () => {
      const [it] = safety(new Policy(policyOf([identity])))
      return {
        grade: it.grade,
        findings: it.findings.map(({ code, pointer }) => `${code} ${pointer}`.trimEnd()),
        admits: it.admits.map(({ subject }) => subject),
        refuses: it.refuses?.subject ?? null,
      }
    },
  })),
  ...pairs.map(({ name, identities, finding }) => ({
    name,
    expected: finding,
    ask: () => lint(new Policy(policyOf(identities))).find(({ code }) => OF_BOTH.includes(code))?.code ?? null,
  })),
]

/** A policy of identities that have conditions only. */
const policyOf = (identities) => ({
  identities: identities.map((identity, place) => ({
    ...identity,
    name: `Identity ${place}`,
    email: `id${place}@workload.bytebase.com`,
    roles: ['reader'],
  })),
  roles: { reader: [{ methods: ['GET'], path: '/**' }] },
})

const OF_BOTH = ['identity_duplicate', 'identities_overlap', 'overlap_possible']

const KINDS = [
  { prefix: 'decisions-', by: (crypto) => [...crypto, 'explain', 'keys'], questions: decisions },
  { prefix: 'decisions-', by: () => ['exchange'], questions: exchanges },
  { prefix: 'decisions-github-places', by: () => ['web'], questions: requests },
  { prefix: 'access-tokens', by: (crypto) => crypto, questions: accesses },
  { prefix: 'verification-', by: (crypto) => crypto, questions: verdicts },
  { prefix: 'verification-signature', by: (crypto) => crypto, questions: arithmetic, about: ', who is asked' },
  { prefix: 'policies-', by: () => ['the core'], questions: faults },
  { prefix: 'key-sets', by: () => ['the core'], questions: keySets },
  { prefix: 'safety', by: () => ['explain'], questions: gradesAndFindings },
  { prefix: 'suggest', by: () => ['explain'], questions: suggestions },
  { prefix: 'key-texts', by: () => ['explain'], questions: keysFound },
  { prefix: 'repository-addresses', by: () => ['explain'], questions: repositories },
  { prefix: 'explain', by: () => ['explain'], questions: explanations },
]

const gateOf = (Gate, policy, keySets, options = {}) => {
  const gate = new Gate(asWritten(policy), options)
  for (const { issuer } of gate.keySources) if (issuer in keySets) gate.setKeys(issuer, keySets[issuer])
  return gate
}

/**
 * Reads a file of the vectors. Numbers that JavaScript would write in another way than the file, beyond 2^53 or as `60.0`, become text
 * with a mark: only JSON text can tell them to the package.
 */
export const vectorsFrom = (text) =>
  JSON.parse(text.replace(STRING_OR_NUMBER, (part) => (part.startsWith('"') || String(Number(part)) === part ? part : `"${MARK}${part}"`)))

/** A document as an object, or as JSON text where it has such numbers. */
export const asWritten = (document) => {
  if (typeof document === 'string') return document
  const text = JSON.stringify(document)
  return text.includes(MARK) ? text.replace(MARKED_NUMBER, '$1') : document
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g
const MARK = 'written: '
const MARKED_NUMBER = /"written: ([^"]*)"/g

const remembering = (make) => {
  const known = new Map()
  return (name) => {
    if (!known.has(name)) known.set(name, make(name))
    return known.get(name)
  }
}

const ANY_POLICY = {
  identities: [
    { name: 'any', email: 'any@workload.bytebase.com', platform: 'github-actions', owner: 'my-org', repository: 'my-repo', branch: 'main' },
  ],
}
