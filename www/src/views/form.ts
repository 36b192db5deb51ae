/** The identity form. It is written once, when the page is built; in the browser only its values change. */
import { h, type View } from '../view.ts'

interface Input {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly placeholder?: string
  readonly wide?: boolean
}

export const form = (values: Readonly<Record<string, string>>): View[] => [
  h('fieldset', { class: 'platforms' },
    h('legend', {}, 'Platform'),
    PLATFORMS.map(({ value, label }) =>
      h('label', { class: 'choice' },
        h('input', { type: 'radio', name: 'platform', value, checked: values['platform'] === value }),
        h('span', {}, label),
      ),
    ),
  ),
  h('div', { class: 'fields' }, MAIN.map((it) => field(it, values))),
  h('div', { class: 'ticks' }, TICKS.map((it) => tick(it, values))),
  h('details', { class: 'more' },
    h('summary', {}, 'Name, ids, workflow, events, age, leeway'),
    h('div', { class: 'fields' }, MORE.map((it) => field(it, values))),
  ),
]

const field = ({ name, label, hint, placeholder, wide }: Input, values: Readonly<Record<string, string>>): View =>
  h('div', { class: wide === true ? 'field wide' : 'field' },
    h('label', { for: `field-${name}` }, label),
    h('input', {
      id: `field-${name}`, name, type: 'text', value: values[name] ?? '', placeholder, ...PLAIN,
      'aria-invalid': 'false', 'aria-describedby': hint === undefined ? `fault-${name}` : `hint-${name} fault-${name}`,
    }),
    hint !== undefined && h('small', { id: `hint-${name}` }, hint),
    h('p', { class: 'field-fault', id: `fault-${name}` }),
  )

const tick = ({ name, label }: Input, values: Readonly<Record<string, string>>): View =>
  h('label', { class: 'tick' },
    h('input', { type: 'checkbox', name, value: 'true', checked: values[name] === 'true' }),
    h('span', {}, label),
  )

/** Neither a dictionary in the cloud nor a translator should read along. */
const PLAIN = { spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', autocorrect: 'off', translate: 'no' }

const PLATFORMS = [
  { value: 'github-actions', label: 'GitHub Actions' },
  { value: 'gitlab-ci', label: 'GitLab CI' },
  { value: 'oidc', label: 'Other' },
]

const MAIN: readonly Input[] = [
  { name: 'owner', label: 'Owner', placeholder: 'e.g. my-org' },
  { name: 'repository', label: 'Repository', placeholder: 'e.g. my-repo' },
  { name: 'branch', label: 'Branch', placeholder: 'e.g. main' },
  { name: 'tag', label: 'Tag', placeholder: 'e.g. v*' },
  { name: 'environment', label: 'Environment', placeholder: 'e.g. production' },
  { name: 'audiences', label: 'Audience', placeholder: 'the platform’s default' },
]

const TICKS: readonly Input[] = [
  { name: 'pullRequest', label: 'Pull requests, not branches or tags' },
  { name: 'disabled', label: 'Out of use: matches nothing' },
]

const MORE: readonly Input[] = [
  { name: 'name', label: 'Name', placeholder: 'for people' },
  { name: 'email', label: 'E-mail', placeholder: 'e.g. id@workload.bytebase.com' },
  { name: 'issuer', label: 'Issuer', placeholder: 'the platform’s own', wide: true },
  { name: 'ownerId', label: 'Owner id', hint: 'Pins the owner: a name can be registered anew, an id cannot.' },
  { name: 'repositoryId', label: 'Repository id', hint: 'Pins the repository likewise.' },
  { name: 'workflow', label: 'Workflow file', placeholder: 'e.g. deploy.yml' },
  { name: 'jobWorkflow', label: 'Reusable workflow' },
  { name: 'events', label: 'Events', placeholder: 'e.g. push, release' },
  { name: 'maxAge', label: 'Oldest accepted age', placeholder: 'any, or seconds' },
  { name: 'leeway', label: 'Leeway for clocks', placeholder: '60 seconds' },
]
