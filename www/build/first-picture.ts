/** The example as it is in the page before any script has run, by the same core and the same views. */
import { readFileSync } from 'node:fs'

import { Gate } from 'claimgate'
import { explain } from 'claimgate/explain'

import { html } from '../src/html.ts'
import { FIELDS, identities, read, shown } from '../src/policy.ts'
import type { View } from '../src/view.ts'
import { checks } from '../src/views/checks.ts'
import { members, saying } from '../src/views/claims.ts'
import { admitted, fixes } from '../src/views/fixes.ts'
import { form } from '../src/views/form.ts'
import { found } from '../src/views/found.ts'
import { summary } from '../src/views/summary.ts'
import { verdict } from '../src/views/verdict.ts'
import { metaPolicy, policy as securityPolicy } from './headers.mjs'

const example = (name: string) => readFileSync(new URL(`../../examples/github-actions/${name}`, import.meta.url), 'utf8')

export const picture = (now: number): Readonly<Record<string, string>> => {
  const [policy, token] = [example('policy.json'), example('tokens/push-to-main.jwt').trim()]
  const gate = new Gate(policy)
  gate.setKeys(gate.keySources[0]!.issuer, example('jwks.json'))
  const explanation = explain(token, now, { gate })
  gate.free()
  const identity = identities(read(policy) ?? {})[0] ?? {}
  const values = Object.fromEntries(FIELDS.map((field) => [field.name, shown(identity, field) ?? '']))
  const views: Readonly<Record<string, readonly View[]>> = {
    TOKEN: [token],
    POLICY: [policy],
    FORM: form(values),
    SUMMARY: summary(policy),
    FOUND: found(explanation),
    VERDICT: verdict(explanation),
    FIXES: fixes(explanation),
    CHECKS: checks(explanation),
    ADMITTED: admitted(explanation),
    SAYING: saying(explanation),
    MEMBERS: members(explanation, 'table'),
  }
  const texts = Object.fromEntries(Object.entries(views).map(([name, list]) => [name, html(list)]))
  return { ...texts, CSP: html([securityPolicy]), 'META-CSP': html([metaPolicy]) }
}
