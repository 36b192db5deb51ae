/** The example as it is in the page before any script has run, by the same core and the same views. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { Gate } from 'claimgate'
import { explain } from 'claimgate/explain'

import { html } from '../src/html.ts'
import { FIELDS, identities, read, shown } from '../src/policy.ts'
import { h, type View } from '../src/view.ts'
import { checks } from '../src/views/checks.ts'
import { members, saying } from '../src/views/claims.ts'
import { admitted, fixes } from '../src/views/fixes.ts'
import { form } from '../src/views/form.ts'
import { found } from '../src/views/found.ts'
import { summary } from '../src/views/identity.ts'
import { keyList } from '../src/views/keys.ts'
import { snippet } from '../src/views/snippets.ts'
import { verdict } from '../src/views/verdict.ts'
import { metaPolicy, policy as securityPolicy } from './headers.mjs'

const example = (name: string) => readFileSync(new URL(`../../examples/github-actions/${name}`, import.meta.url), 'utf8')

export const picture = (now: number, isSingle: boolean): Readonly<Record<string, string>> => {
  const [policy, token] = [example('policy.json'), example('tokens/push-to-main.jwt').trim()]
  const gate = new Gate(policy)
  gate.setKeys(gate.keySources[0]!.issuer, example('jwks.json'))
  const explanation = explain(token, now, { gate })
  const answer = { explanation, faults: [], keyFaults: {}, sources: gate.keySources, wanted: [] }
  gate.free()
  const identity = identities(read(policy) ?? {})[0] ?? {}
  const values = Object.fromEntries(FIELDS.map((field) => [field.name, shown(identity, field) ?? '']))
  const views: Readonly<Record<string, readonly View[]>> = {
    TOKEN: [token],
    POLICY: [policy],
    FORM: form(values),
    SUMMARY: summary(policy),
    KEYS: keyList(answer, Object.fromEntries(answer.sources.map(({ issuer }) => [issuer, ''])), true),
    'AS-OF': [explanation.at.text],
    SNIPPET: snippet('workflow', policy, 0),
    FOUND: found(explanation),
    VERDICT: verdict(explanation, { canHaveKeys: true, isPolicyFaulty: false }),
    FIXES: fixes(explanation),
    CHECKS: checks(explanation),
    ADMITTED: admitted(explanation),
    SAYING: saying(explanation),
    MEMBERS: members(explanation, 'table'),
  }
  const texts = Object.fromEntries(Object.entries(views).map(([name, list]) => [name, html(list)]))
  if (isSingle) return { ...texts, CSP: '%POLICY-OF-FILE%', 'META-CSP': '%POLICY-OF-FILE%', DOWNLOAD: html([THIS_IS_IT]) }
  return { ...texts, CSP: html([securityPolicy]), 'META-CSP': html([metaPolicy]), DOWNLOAD: html(download()) }
}

const download = (): View[] => {
  const file = readFileSync(new URL('../out/inspector.html', import.meta.url))
  const hash = createHash('sha256').update(file).digest('hex')
  return [
    'Do not trust a page that can change? ', h('a', { href: 'inspector.html', download: 'inspector.html' }, 'Download it as one file'),
    ` (${(file.length / 1e6).toFixed(1)} MB), and open that without a network. Its SHA-256 is `, h('code', {}, hash),
    '; ', h('code', {}, 'make www'), ' builds one from the source.',
  ]
}

const THIS_IS_IT = 'This is the one file: there is nothing that it could load.'
