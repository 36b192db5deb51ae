/** What can be taken along: nothing of it holds the token. */
import type * as Core from './core.ts'
import type { Answer } from './engine.ts'
import { identityLink } from './links.ts'
import { byId } from './page.ts'
import type { State } from './state.ts'
import { json } from './views/claims.ts'

export const copy = async (what: string, { policy, place }: State, { report }: typeof Core, { question, explanation }: Answer): Promise<void> => {
  const texts: Readonly<Record<string, () => string>> = {
    claims: () => json(explanation.claims),
    report: () => report(question),
    link: () => identityLink(policy, place),
    snippet: () => byId('snippet').querySelector('pre')?.textContent ?? '',
  }
  const outcome = await navigator.clipboard.writeText(texts[what]?.() ?? '').then(() => 'Copied', () => 'The browser does not let this page copy')
  byId('spoken').textContent = outcome
  byId(`copied-${what}`).textContent = outcome
  setTimeout(() => { byId(`copied-${what}`).textContent = '' }, 2000)
}
