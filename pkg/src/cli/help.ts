/** What `--help` prints. Each option is described once, for all commands that take it. */
import type { Command, Options } from './command-line.js'

export const HELP = `Decides about workload-identity tokens: genuine, current, allowed

A CI job shows a token that its platform signed (GitHub Actions, GitLab CI, any OpenID Connect
issuer); claimgate says whether a policy lets that job in, and if not, why and what to do.

Usage: claimgate [OPTIONS] <COMMAND>

Commands:
  check    Decide whether a policy lets a token in
  explain  Explain a token: every check, in words, with the fix
  lint     Tell what the identities of a policy admit, and what their author may not expect

Options:
      --json     Write results, warnings and errors as JSON
  -h, --help     Print help, also that of a command
  -V, --version  Print version

Exit codes:
  0  accepted, allowed, or printed
  1  refused: the token cannot be believed, or nobody wants it
  2  a fault of the command line, a document, a file or a server; standard error lists all

Environment:
  NO_COLOR  no colours, as everywhere but on a terminal

Examples:
  npx claimgate explain --from-github --audience bytebase --policy policy.json
  npx claimgate check --policy policy.json --token-env OIDC_TOKEN
  npx claimgate lint policy.json --fail-on warning
`

export const helpOf = ({ help, options }: Command): string =>
  `${help}Options:\n${[...options, 'json', 'help'].map((option) => TEXTS[option as keyof Options] ?? '').join('')}`

const TEXTS: Partial<Record<keyof Options, string>> = {
  policy: `      --policy <FILE>
          The policy document
`,
  jwks: `      --jwks <[ISSUER=]FILE>
          A file with the key set of the issuer, or of every issuer whose keys the policy lacks;
          repeatable
`,
  offline: `      --offline
          Fetch no keys: without keys in the policy or a file a token is rejected
`,
  timeout: `      --timeout <SECONDS>
          Give up on an address after so many seconds [default: 10]
`,
  'token-file': `      --token-file <FILE>
          Read the token from this file. Standard input is read when nothing is given, or \`-\`
`,
  'token-env': `      --token-env <VAR>
          Read the token from this environment variable, as GitLab's \`id_tokens:\` sets it
`,
  'from-github': `      --from-github
          Ask GitHub for this job's token, which needs \`permissions: id-token: write\`; it is never
          printed
`,
  audience: `      --audience <NAME>
          For whom GitHub makes the token [default: https://github.com/<owner>]
`,
  now: `      --now <TIME>
          The moment that counts as now: seconds since 1970, or RFC 3339 [default: the clock]
`,
  at: `      --at <TIME>
          Judge as of this moment: seconds since 1970, RFC 3339, \`issued\` or \`any\`; the decision
          stays that of now
`,
  email: `      --email <ADDRESS>
          Ask for the identity with this e-mail address, instead of the first one that matches
`,
  markdown: `      --markdown
          Write a page for a ticket, in Markdown: everything but the token
`,
  'step-summary': `      --step-summary
          Add that page in Markdown to the summary of GitHub's job, too
`,
  'fail-on': `      --fail-on <SEVERITY>
          Exit with 1 if there is a finding of this severity, or of a worse one: \`note\`, \`warning\`,
          \`error\` or \`never\` [default: error]
`,
  json: `      --json
          Write results, warnings and errors as JSON
`,
  help: `  -h, --help
          Print help
`,
}
