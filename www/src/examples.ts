/** The worked examples, each of which shows one state. Their tokens are signed by keys made for the purpose. */
import branch from '../../examples/github-actions/tokens/other-branch.jwt?raw'
import audience from '../../examples/github-actions/tokens/other-audience.jwt?raw'
import environment from '../../examples/github-actions/tokens/environment.jwt?raw'
import expired from '../../examples/github-actions/tokens/expired.jwt?raw'
import ids from '../../examples/github-actions/tokens/immutable-subject.jwt?raw'
import pullRequest from '../../examples/github-actions/tokens/pull-request.jwt?raw'
import tampered from '../../examples/github-actions/tokens/tampered.jwt?raw'
import accepted from '../../examples/github-actions/tokens/push-to-main.jwt?raw'

const decoded = (token: string): string => {
  const claims = token.split('.')[1] ?? ''
  return JSON.stringify(JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))), null, 2)
}

/** What would have been pasted, by the name of the chip. */
export const examples: Readonly<Record<string, string>> = {
  accepted: accepted.trim(),
  branch: branch.trim(),
  environment: environment.trim(),
  pullRequest: pullRequest.trim(),
  ids: ids.trim(),
  expired: expired.trim(),
  tampered: tampered.trim(),
  audience: audience.trim(),
  claims: decoded(accepted),
}
