/**
 * Who is measured. Each gets its key beforehand, in the form that it likes best, and checks signature, issuer, audience and time;
 * we hold the identity against the claims, too. Whoever throws or refuses is no contestant. For every runtime: the libraries are
 * arguments.
 */

export const contestantsOf = async (libraries, fixture, { algorithm, token, jwk, pem }) => {
  const made = []
  for (const { name, library, make } of ALL) {
    if (libraries[library] === undefined) continue
    try {
      const verify = await make(libraries[library], { ...fixture, algorithm, token, jwk, pem })
      if ((await verify()) !== 'repo:my-org/my-repo:ref:refs/heads/main') throw new Error('it tells another subject')
      const isAsync = verify() instanceof Promise
      made.push({ name, isAsync, verify })
    } catch (error) {
      made.push({ name, missing: String(error.message ?? error) })
    }
  }
  return made
}

/** Our decision, with the claims read, for the others hand them over in any case. */
const ours = ({ Gate }, { policy, issuer, jwk, token }, options, method = 'decide') => {
  const gate = new Gate(policy, options)
  gate.setKeys(issuer, { keys: [jwk] })
  const now = Date.now() / 1000
  const subjectOf = (decision) => decision.claims.sub
  return method === 'decide' ? () => subjectOf(gate.decide(token, now)) : async () => subjectOf(await gate.decideAsync(token, now))
}

const SUBTLE = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
}

const cryptoKey = ({ jwk: { use, alg, ...jwk }, algorithm }) => crypto.subtle.importKey('jwk', jwk, SUBTLE[algorithm], false, ['verify'])

const fastJwt = (cache) => ({ createVerifier }, { algorithm, pem, issuer, audience, token }) => {
  const verify = createVerifier({ key: pem, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience, cache })
  return () => verify(token).sub
}

const ALL = [
  { name: 'claimgate', library: 'claimgate', make: (library, about) => ours(library, about, {}) },
  { name: 'claimgate, awaited', library: 'claimgate', make: (library, about) => ours(library, about, { crypto: 'subtle' }, 'decideAsync') },
  { name: 'claimgate, WebAssembly alone', library: 'claimgate', make: (library, about) => ours(library, about, { crypto: 'wasm' }) },
  { name: 'fast-jwt', library: 'fastJwt', make: fastJwt(false) },
  {
    name: 'jsonwebtoken',
    library: 'jsonwebtoken',
    make: ({ verify, createPublicKey }, { algorithm, pem, issuer, audience, token }) => {
      const [key, options] = [createPublicKey(pem), { algorithms: [algorithm], issuer, audience }]
      return () => verify(token, key, options).sub
    },
  },
  {
    name: 'aws-jwt-verify',
    library: 'awsJwtVerify',
    make: ({ JwtVerifier }, { issuer, audience, jwk, token }) => {
      const verifier = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/.well-known/jwks` })
      verifier.cacheJwks({ keys: [jwk] })
      return () => verifier.verifySync(token).sub
    },
  },
  {
    name: 'aws-jwt-verify, awaited',
    library: 'awsJwtVerify',
    make: ({ JwtVerifier }, { issuer, audience, jwk, token }) => {
      const verifier = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/.well-known/jwks` })
      verifier.cacheJwks({ keys: [jwk] })
      return async () => (await verifier.verify(token)).sub
    },
  },
  {
    name: 'jose',
    library: 'jose',
    make: async (jose, about) => {
      const [key, options] = [await cryptoKey(about), { issuer: about.issuer, audience: about.audience, algorithms: [about.algorithm] }]
      return async () => (await jose.jwtVerify(about.token, key, options)).payload.sub
    },
  },
  {
    name: 'hono',
    library: 'hono',
    make: async ({ verify }, about) => {
      const [key, options] = [await cryptoKey(about), { alg: about.algorithm, iss: about.issuer, aud: about.audience }]
      return async () => (await verify(about.token, key, options)).sub
    },
  },
  { name: 'claimgate, token seen before', library: 'claimgate', make: (library, about) => ours(library, about, { seenTokens: 1000 }) },
  { name: 'fast-jwt with its cache', library: 'fastJwt', make: fastJwt(true) },
]
