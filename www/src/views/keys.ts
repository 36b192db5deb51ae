/** Whose keys are there. They are kept by the issuer that the policy names, and never taken from a token. */
import type { Answer } from '../engine.ts'
import { prose } from '../prose.ts'
import { h, icon, type View } from '../view.ts'

type KeySets = Readonly<Record<string, string>>

export const keyList = ({ sources, wanted, keyFaults }: Answer, given: KeySets, demo: KeySets): View[] => {
  if (sources.length === 0) return []
  return [
    h('ul', { class: 'key-list' },
      sources.map(({ issuer, jwksUri, discoveryUrl }) => {
        const fault = keyFaults[issuer]
        const isMissing = wanted.includes(issuer)
        const isDemo = given[issuer] !== undefined && given[issuer] === demo[issuer]
        const origin = isDemo ? ' (demo keys)' : given[issuer] === undefined || fault !== undefined ? ' (from the policy)' : ''
        return h('li', {},
          icon(isMissing ? 'unknown' : 'key'),
          h('div', {},
            h('span', {}, isMissing ? 'No keys of ' : 'Keys of ', h('code', {}, issuer), isMissing ? ' yet' : origin),
            fault !== undefined && h('p', { class: 'field-fault' }, prose(fault.message)),
            isMissing && h('p', { class: 'hint' }, 'They are public: ', ...(jwksUri === null
              ? ['open ', link(discoveryUrl), ', then the address that it gives as ', h('code', {}, 'jwks_uri')]
              : ['open ', link(jwksUri)]), ', and paste what you see below.'),
          ),
          !isMissing && given[issuer] !== undefined && h('button', { type: 'button', class: 'button quiet', 'data-do': 'forget', 'data-with': issuer, 'aria-label': `Forget the keys of ${issuer}` }, 'Forget'),
        )
      }),
    ),
  ]
}

/** Whose keys can be given: only those of issuers that the policy names. */
export const issuerChoices = ({ sources }: Answer): View[] => sources.map(({ issuer }) => h('option', { value: issuer, 'data-key': issuer }, issuer))

const link = (address: string): View => h('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, address)
