import { generateKeyPairSync, sign } from 'node:crypto'

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An issuer of our own, for tests that need many tokens; its keys guard nothing. */
export const issuerOf = (issuer = 'https://issuer.example', audience = 'https://service.example', kid = '1') => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    policy: {
      identities: [
        { name: 'Deploy', email: 'deploy@workload.bytebase.com', platform: 'oidc', issuer, audiences: [audience], subject: 'job:*' },
      ],
    },
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', kid }] },
    token: (claims) => {
      const input = `${encode({ alg: 'ES256', kid })}.${encode({ iss: issuer, aud: audience, sub: 'job:1', ...claims })}`
      return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
    },
  }
}
