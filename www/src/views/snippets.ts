/** What belongs to the identity elsewhere: the workflow that asks for the token, a step that shows claims, and code that decides. */
import { type Document, identityAt } from '../policy.ts'
import { h, type View } from '../view.ts'

export type SnippetName = 'workflow' | 'debug' | 'policy' | 'command' | 'node' | 'rust'

export const snippet = (name: SnippetName, policy: string, place: number): View[] => {
  const identity = identityAt(policy, place)
  return [h('pre', { class: 'document', tabindex: '0', role: 'region', 'aria-label': 'Snippet', translate: 'no' }, SNIPPETS[name](identity, policy))]
}

/** A value that means nothing but itself in quotation marks, in YAML, a shell or code; of any other only its name is shown. */
const plain = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && /^[\w.:/@-]+$/.test(value) ? value : otherwise

const audienceOf = (identity: Document): string | undefined => {
  const [first] = [identity['audiences']].flat()
  return first === undefined || first === null ? undefined : plain(first, 'AUDIENCE')
}

const emailOf = ({ email }: Document): string => plain(email, 'ID@workload.bytebase.com')

const isOther = ({ platform }: Document): boolean => platform === 'oidc'

const isGitlab = ({ platform }: Document): boolean => platform === 'gitlab-ci'

/** What `core.getIDToken` is given: without an audience GitHub takes its default, as the identity does. */
const wantedAudience = (identity: Document): string => {
  const audience = audienceOf(identity)
  return audience === undefined ? '' : `'${audience}'`
}

/** Where `npx claimgate` gets the token of the job in which it runs. */
const sourceOf = (identity: Document): string => {
  if (isGitlab(identity) || isOther(identity)) return '--token-env OIDC_TOKEN'
  const audience = audienceOf(identity)
  return audience === undefined ? '--from-github' : `--from-github --audience '${audience}'`
}

const OTHER = 'Every other platform has a way of its own to give a job a token; its documentation tells.\n'

const SNIPPETS: Readonly<Record<SnippetName, (identity: Document, policy: string) => string>> = {
  workflow: (identity) =>
    isOther(identity) ? OTHER : isGitlab(identity)
      ? `deploy:
  id_tokens:
    OIDC_TOKEN:
      aud: '${audienceOf(identity) ?? plain(identity['issuer'], 'https://gitlab.com')}'
  variables:
    BYTEBASE_URL: https://bytebase.example.com
    WORKLOAD_IDENTITY_EMAIL: '${emailOf(identity)}'
  script:
    - |
      jq --null-input '{ token: env.OIDC_TOKEN, email: env.WORKLOAD_IDENTITY_EMAIL }' |
        curl --silent --show-error --fail-with-body --json @- "$BYTEBASE_URL/v1/auth:exchangeToken" |
        jq --raw-output --exit-status .accessToken > access-token
`
      : `permissions:
  id-token: write   # without this there is no token
  contents: read

env:
  BYTEBASE_URL: https://bytebase.example.com
  WORKLOAD_IDENTITY_EMAIL: '${emailOf(identity)}'

jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - name: Get the token
        id: oidc
        uses: actions/github-script@v7
        with:
          script: |
            const token = await core.getIDToken(${wantedAudience(identity)})
            core.setSecret(token)
            core.setOutput('token', token)

      - name: Exchange it
        id: exchange
        env:
          OIDC_TOKEN: \${{ steps.oidc.outputs.token }}
        run: |
          access_token=$(jq --null-input '{ token: env.OIDC_TOKEN, email: env.WORKLOAD_IDENTITY_EMAIL }' |
            curl --silent --show-error --fail-with-body --json @- "$BYTEBASE_URL/v1/auth:exchangeToken" |
            jq --raw-output --exit-status .accessToken)
          echo "::add-mask::$access_token"
          echo "access_token=$access_token" >> "$GITHUB_OUTPUT"
`,
  debug: (identity) =>
    isOther(identity) ? OTHER : isGitlab(identity)
      ? `# Prints what the token says, never the token: claims alone open nothing.
show-claims:
  id_tokens:
    OIDC_TOKEN:
      aud: '${audienceOf(identity) ?? plain(identity['issuer'], 'https://gitlab.com')}'
  script:
    - jq --null-input --raw-input 'env.OIDC_TOKEN | split(".")[1] | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson'
`
      : `# Writes what the token says into the job's summary, never the token: claims alone open nothing.
- name: Show the claims
  uses: actions/github-script@v7
  with:
    script: |
      const token = await core.getIDToken(${wantedAudience(identity)})
      core.setSecret(token)
      const claims = Buffer.from(token.split('.')[1], 'base64url').toString()
      await core.summary.addCodeBlock(JSON.stringify(JSON.parse(claims), null, 2), 'json').write()
`,
  policy: (_, policy) => (policy === '' ? 'There is no identity yet that could be loaded.\n' : policy),
  command: (identity) => `# every check, and what would help
npx --yes claimgate explain ${sourceOf(identity)} --policy policy.json

# yes or no, for ${emailOf(identity)}
npx --yes claimgate check ${sourceOf(identity)} --policy policy.json --email ${emailOf(identity)}

# what the identity admits, without any token
npx --yes claimgate lint policy.json
`,
  node: () => `import { readFile } from 'node:fs/promises'
import { Gate } from 'claimgate'

const gate = new Gate(await readFile('policy.json', 'utf8'))
const load = async (address) => (await fetch(address, { redirect: 'error' })).text()
for (const { issuer, discoveryUrl, jwksUri } of gate.wantedKeys) {
  gate.setKeys(issuer, await load(jwksUri ?? gate.jwksUriFrom(issuer, await load(discoveryUrl))))
}

const decision = gate.decide(token, Date.now() / 1000)
if (decision.verdict !== 'allow') console.log(decision.problem.code)
`,
  rust: () => `use claimgate::{Caller, Decision, Gate, Policy};

let mut gate = Gate::new(Policy::parse(include_bytes!("policy.json"))?);
// For each of gate.wanted_keys(): gate.set_keys(issuer, &jwks)?

match gate.decide(token, Caller::Anyone, now) {
    Decision::Allow(allowed) => println!("welcome, {}", allowed.identity().email()),
    Decision::Reject(problem) => println!("401: {}", problem.code()),
    Decision::Deny(denied) => println!("403: {}", denied.problem().code()),
}
`,
}
