// From nothing to the first decision, as a process: the milliseconds that each library adds to an empty script. They take turns.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'

import { medianOf } from './app/measure.mjs'
import { makeFixture } from './fixture.mjs'

process.chdir(new URL('.', import.meta.url).pathname)

const ROUNDS = 25
const { issuer, audience, policy, tokens: [{ token, jwk, pem }] } = makeFixture()
const checks = JSON.stringify({ issuer, audience })

const SCRIPTS = {
  'an empty script': '',
  claimgate: `import { Gate } from 'claimgate'
const gate = new Gate(${JSON.stringify(policy)})
gate.setKeys('${issuer}', ${JSON.stringify({ keys: [jwk] })})
const { claims } = gate.decide('${token}', Date.now() / 1000)`,
  'claimgate/explain': `import { Gate } from 'claimgate'
import { explain } from 'claimgate/explain'
const gate = new Gate(${JSON.stringify(policy)})
gate.setKeys('${issuer}', ${JSON.stringify({ keys: [jwk] })})
const claims = explain('${token}', Date.now() / 1000, { gate }).word === 'accepted' ? { iss: '${issuer}' } : {}`,
  'fast-jwt': `import { createVerifier } from 'fast-jwt'
const claims = createVerifier({ key: ${JSON.stringify(pem)}, allowedIss: '${issuer}', allowedAud: '${audience}' })('${token}')`,
  jsonwebtoken: `import jsonwebtoken from 'jsonwebtoken'
const claims = jsonwebtoken.verify('${token}', ${JSON.stringify(pem)}, ${checks})`,
  'aws-jwt-verify': `import { JwtVerifier } from 'aws-jwt-verify'
const verifier = JwtVerifier.create({ ...${checks}, jwksUri: '${issuer}/.well-known/jwks' })
verifier.cacheJwks(${JSON.stringify({ keys: [jwk] })})
const claims = verifier.verifySync('${token}')`,
  jose: `import { importJWK, jwtVerify } from 'jose'
const { payload: claims } = await jwtVerify('${token}', await importJWK(${JSON.stringify(jwk)}), ${checks})`,
  hono: `import { verify } from 'hono/jwt'
const claims = await verify('${token}', ${JSON.stringify(jwk)}, { alg: 'RS256', iss: '${issuer}', aud: '${audience}' })`,
}

mkdirSync('app/made', { recursive: true })
const contestants = Object.entries(SCRIPTS).map(([name, script], place) => {
  const file = `app/made/cold-${place}.mjs`
  writeFileSync(file, script && `${script}\nif (claims.iss !== '${issuer}') throw new Error('it tells something else')\n`)
  return { name, file, times: [] }
})
for (let round = 0; round < ROUNDS; round++) {
  for (const { file, times } of contestants) {
    const begin = performance.now()
    execFileSync(process.execPath, [file])
    times.push(performance.now() - begin)
  }
}
const [empty] = contestants.map(({ times }) => medianOf(times))
console.log('| | ms |\n|---|---|')
for (const { name, times } of contestants) {
  const median = medianOf(times)
  console.log(`| ${name} | ${name === 'an empty script' ? `${median.toFixed(0)} in all` : `+ ${(median - empty).toFixed(1)}`} |`)
}
