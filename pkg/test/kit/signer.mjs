// Tokens of this moment, signed by the keys of `tests/kit`.
import { createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { decode } from 'claimgate'

import { allowed } from './example.mjs'

const keys = new URL('../../../tests/kit/keys/', import.meta.url)
const github = createPrivateKey({ key: readFileSync(new URL('github.pk8', keys)), format: 'der', type: 'pkcs8' })
const { header, claims } = decode(allowed)
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token of GitHub's shape that was issued just now, with other claims than those of the example where `changes` says so. */
export const tokenOfNow = (changes = {}) => {
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, nbf: now - 300, exp: now + 300 }
  const signed = `${encode(header)}.${encode({ ...claims.peekUnverified(), ...times, ...changes })}`
  return `${signed}.${sign('sha256', Buffer.from(signed), github).toString('base64url')}`
}
