/** What belongs to the identity elsewhere: the workflow that asks for the token, a step that shows claims, and code that decides. */
import type { Cloud } from 'claimgate/explain'

import { type Document, identityAt } from '../policy.ts'
import { h, type View } from '../view.ts'
import { NO_IDENTITY } from '../words.ts'

type TextName = 'workflow' | 'debug' | 'policy' | 'command' | 'node' | 'rust' | 'worker' | 'envoy'
export type SnippetName = TextName | Cloud

/** `issuers` are those whose keys are fetched, for the policy does not hold them itself. */
export const snippet = (name: TextName, policy: string, place: number, issuers: readonly string[]): View[] => {
  const identity = identityAt(policy, place)
  return [code(SNIPPETS[name](identity, policy, issuers))]
}

export const code = (text: string): View =>
  h('pre', { class: 'document', tabindex: '0', role: 'region', 'aria-label': 'Snippet', translate: 'no' }, text)

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

const SNIPPETS: Readonly<Record<TextName, (identity: Document, policy: string, issuers: readonly string[]) => string>> = {
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
  policy: (_, policy) => (policy === '' ? NO_IDENTITY : policy),
  command: (identity) => `# every check, and what would help
npx --yes claimgate explain ${sourceOf(identity)} --policy policy.json

# yes or no, for ${emailOf(identity)}
npx --yes claimgate check ${sourceOf(identity)} --policy policy.json --email ${emailOf(identity)}

# what the identity admits, without any token
npx --yes claimgate lint policy.json
`,
  node: () => `import { readFile } from 'node:fs/promises'
import { Gate } from 'claimgate'
import { RemoteKeys } from 'claimgate/keys'

// One for all requests: it fetches the issuers' keys, and keeps them.
const keys = new RemoteKeys(new Gate(await readFile('policy.json', 'utf8')))

/** The identity that lets in the job which sends this token. */
export const letIn = async (token) => {
  const decision = await keys.decide(token)
  if (decision.verdict === 'allow') return decision.identity
  console.error(decision.problem.code)
}
`,
  rust: () => `use claimgate::{Caller, Decision, Gate, Policy, UnixTime};

/// For all requests: the policy, and the key set of its issuer.
pub fn gate(policy: &[u8], issuer: &str, jwks: &[u8]) -> Result<Gate, String> {
    let mut gate = Gate::new(Policy::parse(policy).map_err(|problems| format!("{problems:?}"))?);
    gate.set_keys(issuer, jwks).map_err(|problem| problem.to_string())?;
    Ok(gate)
}

/// The identity that lets in the job which sends this token.
pub fn let_in(gate: &Gate, token: &str, now: UnixTime) -> Result<String, String> {
    match gate.decide(token, Caller::Anyone, now) {
        Decision::Allow(allowed) => Ok(allowed.identity().email().to_owned()),
        Decision::Reject(problem) => Err(format!("401 {}", problem.code())),
        Decision::Deny(denied) => Err(format!("403 {}", denied.problem().code())),
    }
}
`,
  worker: (_, policy) => (policy === '' ? NO_IDENTITY : `# In the folder worker/ of the repository, with Node 22 or newer; its README.md tells more. Roles say what an identity may do.
npm ci
cat > policy.json <<'END_OF_POLICY'
${policy.trim()}
END_OF_POLICY
npx claimgate lint policy.json

# ORIGIN is the API behind the worker, ISSUER where the worker itself is reached; for every deployment they are set in wrangler.jsonc.
npx wrangler deploy --var ORIGIN:https://api.internal.example.com --var ISSUER:https://bytebase.example.com
npm run --silent new-key | npx wrangler secret put SIGNING_KEYS
`),
  envoy: (_, policy, issuers) => (policy === '' ? NO_IDENTITY : `# The filter, in front of the router. Each issuer's keys come through a cluster of that name, over TLS.
name: claimgate
typed_config:
  "@type": type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm
  config:
    name: claimgate
    failure_policy: FAIL_RELOAD
    vm_config:
      vm_id: claimgate
      runtime: envoy.wasm.runtime.v8
      code: { local: { filename: /etc/envoy/claimgate.wasm } }
    configuration:
      "@type": type.googleapis.com/google.protobuf.StringValue
      value: |
${indented(`{${clusters(issuers)}
  "policy": ${indented(policy.trim(), 2).trim()}
}`, 8)}
`),
}

const clusters = (issuers: readonly string[]): string =>
  issuers.length === 0 ? '' : `\n  "keyClusters": ${JSON.stringify(issuers.map((issuer) => ({ issuer, cluster: new URL(issuer).host })))},`

const indented = (text: string, columns: number): string => text.replaceAll(/^/gm, ' '.repeat(columns))
