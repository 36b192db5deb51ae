/** The example as it is in the page before any script has run, by the same core and the same views. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { Gate } from 'claimgate'
import { explain } from 'claimgate/explain'

import { html } from '../src/html.ts'
import { FIELDS, identityAt, read, shown } from '../src/policy.ts'
import { h, type View } from '../src/view.ts'
import { checks } from '../src/views/checks.ts'
import { members, saying } from '../src/views/claims.ts'
import { admitted, fixes } from '../src/views/fixes.ts'
import { form } from '../src/views/form.ts'
import { found } from '../src/views/found.ts'
import { summary } from '../src/views/identity.ts'
import { issuerChoices, keyList } from '../src/views/keys.ts'
import { snippet } from '../src/views/snippets.ts'
import { bar, verdict } from '../src/views/verdict.ts'
import { metaPolicy, policy as securityPolicy } from './headers.mjs'

const example = (name: string) => readFileSync(new URL(`../../examples/github-actions/${name}`, import.meta.url), 'utf8')

export const picture = (now: number, isSingle: boolean): Readonly<Record<string, string>> => {
  const [policy, token] = [example('policy.json'), example('tokens/push-to-main.jwt').trim()]
  const gate = new Gate(policy)
  const keys = Object.fromEntries(gate.keySources.map(({ issuer }) => [issuer, example('jwks.json')]))
  for (const [issuer, jwks] of Object.entries(keys)) gate.setKeys(issuer, jwks)
  const explanation = explain(token, now, { gate })
  const question = { pasted: token, policy, keys, now, moment: 'now' as const }
  const answer = { question, explanation, faults: [], keyFaults: {}, sources: gate.keySources, wanted: [] }
  gate.free()
  const whole = read(policy) ?? {}
  const values = Object.fromEntries(FIELDS.map((field) => [field.name, shown(field.isOfDocument === true ? whole : identityAt(policy, 0), field) ?? '']))
  const views: Readonly<Record<string, readonly View[]>> = {
    TOKEN: [token],
    POLICY: [policy],
    FORM: form(values),
    SUMMARY: summary(policy, 0),
    KEYS: keyList(answer, keys, keys),
    ISSUERS: issuerChoices(answer),
    'AS-OF': [explanation.at.text],
    SNIPPET: snippet('workflow', policy, 0, []),
    FOUND: found(explanation),
    VERDICT: verdict(explanation, { canHaveKeys: true, isPolicyFaulty: false }),
    BAR: bar(explanation),
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
  const { path, bytes, sha256 } = singleFile()
  return [
    'Do not trust a page that can change? ', h('a', { href: path, download: 'inspector.html' }, 'Download it as one file'),
    ` (${(bytes.length / 1e6).toFixed(1)} MB), and open that without a network. Its SHA-256 is `, h('code', {}, sha256),
    '; ', h('code', {}, 'make www'), ' builds one from the source.',
  ]
}

/** The page in one file. It is named by its hash, so that a page that was kept never tells the hash of another one. */
export const singleFile = (): { readonly path: string; readonly bytes: Buffer; readonly sha256: string } => {
  const bytes = readFileSync(new URL('../out/inspector.html', import.meta.url))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { path: `assets/inspector-${sha256.slice(0, 16)}.html`, bytes, sha256 }
}

const THIS_IS_IT = 'This is the one file: there is nothing that it could load.'
