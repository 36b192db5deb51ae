// Answers questions like those of `claimgate verify --batch` with jose: a line of JSON in, a line out.
import { createInterface } from 'node:readline'
import { createLocalJWKSet, jwtVerify } from 'jose'

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))))
}

async function answer({ token, jwks, issuer, audience, algorithms, leeway = 60, now }) {
  const options = {
    issuer,
    audience,
    algorithms,
    clockTolerance: leeway,
    currentDate: new Date(now * 1000),
    requiredClaims: ['exp'],
  }
  try {
    await jwtVerify(token, createLocalJWKSet(jwks), options)
    return { verdict: 'accept' }
  } catch (error) {
    return { verdict: 'reject', why: error.code ?? error.name }
  }
}
