// For whatever is not Node: the libraries that run everywhere.
import * as awsJwtVerify from 'aws-jwt-verify'
import * as claimgate from 'claimgate'
import * as hono from 'hono/jwt'
import * as jose from 'jose'

import { fixture, options } from './made/fixture.mjs'
import { results } from './suite.mjs'

export const run = (clock) => results({ claimgate, jose, hono, awsJwtVerify }, fixture, { ...options, clock })
