/** What all are asked about: a token of GitHub's shape that is valid now, for each algorithm, with the key that proves it. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'

const repository = new URL('../../', import.meta.url)
const { keySets, policies, cases } = JSON.parse(readFileSync(new URL('tests/vectors/decisions-github-places.json', repository), 'utf8'))
const [example] = cases
const [header, claims] = example.token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')))
const [ISSUER] = Object.keys(keySets)

const KEYS = [
  { algorithm: 'RS256', file: 'github', digest: 'sha256' },
  { algorithm: 'ES256', file: 'p256', digest: 'sha256' },
  { algorithm: 'EdDSA', file: 'ed25519', digest: null },
]

/** As a workflow of an organisation gets them that calls a reusable workflow: 1.2 KB in all. */
const OF_AN_ORGANISATION = {
  job_workflow_ref: 'my-org/automation/.github/workflows/deploy-any-service.yml@refs/tags/v1',
  enterprise: 'my-enterprise',
  enterprise_id: '12345',
  repo_property_team: 'payments',
  repo_property_env_tier: 'production',
}

export const makeFixture = () => {
  const now = Math.floor(Date.now() / 1000)
  // Some libraries take no time but the clock's, so the token must outlive the measurement.
  const payload = { ...claims, ...OF_AN_ORGANISATION, iat: now, nbf: now - 300, exp: now + 86_400 }
  return {
    issuer: ISSUER,
    audience: claims.aud,
    payloadBytes: Buffer.byteLength(JSON.stringify(payload)),
    policy: { ...policies[example.policy], issuers: [{ issuer: ISSUER, algorithms: KEYS.map(({ algorithm }) => algorithm) }] },
    tokens: KEYS.map((key) => tokenOf(key, payload)),
  }
}

const tokenOf = ({ algorithm, file, digest }, payload) => {
  const der = readFileSync(new URL(`tests/kit/keys/${file}.pk8`, repository))
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key)
  const signed = [{ ...header, alg: algorithm }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign(digest, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  return {
    algorithm,
    token: `${signed}.${signature}`,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: header.kid, alg: algorithm, use: 'sig' },
    pem: publicKey.export({ format: 'pem', type: 'spki' }),
  }
}
