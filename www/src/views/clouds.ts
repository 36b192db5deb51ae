/** The identity as the trust condition of a cloud, and what that admits more or less. */
import type { Cloud, CloudTrust } from 'claimgate/explain'

import { prose, sentence } from '../prose.ts'
import { h, icon, type View } from '../view.ts'
import { NO_IDENTITY } from '../words.ts'
import { code, type SnippetName } from './snippets.ts'

export const isCloud = (name: SnippetName): name is Cloud => name in LEADS

export const cloud = (name: Cloud, trust: CloudTrust | undefined): View[] => {
  if (trust === undefined) return [code(NO_IDENTITY)]
  const { document, differences, problem } = trust
  return [
    h('p', { class: 'lead' }, LEADS[name]),
    problem !== null && h('p', { class: 'lead bad' }, icon('warning'), h('span', {}, sentence(problem.message), problem.fix !== null && h('span', { class: 'hint' }, ' ', sentence(problem.fix)))),
    document !== null && code(document),
    differences.length > 0 && h('p', { class: 'hint' }, 'Compared with this identity, it'),
    differences.length > 0 && h('ul', { class: 'differences-told' }, differences.map((it) => h('li', {}, prose(it)))),
  ].filter((it) => it !== false)
}

/** Where it belongs. */
const LEADS: Readonly<Record<Cloud, string>> = {
  aws: 'The trust policy of an IAM role, with your account’s number for ACCOUNT_ID. A star crosses slashes there, so of patterns only those with ** can be told.',
  'google-cloud': 'A provider of a workload identity pool, as the REST API takes it. What the job may do is granted to the pool’s principals.',
  azure: 'Federated credentials of an application or a managed identity, each for “az ad app federated-credential create”. Each compares one whole subject: there are no patterns.',
}
