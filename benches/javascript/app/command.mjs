// For commands that run a file: Node, Deno, Bun. Libraries that only Node's modules make possible are there, too.
import { createPublicKey } from 'node:crypto'

import * as awsJwtVerify from 'aws-jwt-verify'
import * as claimgate from 'claimgate'
import * as fastJwt from 'fast-jwt'
import * as hono from 'hono/jwt'
import * as jose from 'jose'
import jsonwebtoken from 'jsonwebtoken'

import { fixture, options } from './made/fixture.mjs'
import { results } from './suite.mjs'

const libraries = { claimgate, jose, hono, awsJwtVerify, fastJwt, jsonwebtoken: { ...jsonwebtoken, createPublicKey } }
console.log(JSON.stringify(await results(libraries, fixture, { ...options, clock: () => performance.now() })))
