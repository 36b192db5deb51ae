/** The slow and talkative part: in words why a token is refused, and what the identities of a policy admit. */
import { email, oneOf, options as known, seconds, text } from '../arguments.js'
import { orThrow } from '../error.js'
import type { Gate } from '../gate.js'
import { frozen } from '../json.js'
import type { Policy } from '../policy.js'
import * as wasm from '../wasm/explain.js'
import type { Cloud, CloudTrust, Explanation, Finding, Moment, Repository, Safety } from './contract.js'
import { twinOf, using, withPolicy } from './handles.js'

export type * from './contract.js'

export interface ExplainOptions {
  /** The policy and the keys. Without it only the token itself is explained. */
  readonly gate?: Gate
  /** Who presents the token, as `gate.decide` takes it. Default: anyone. */
  readonly caller?: { readonly email: string }
  /** At which time the token is judged, if not now; a time of one's own is a number of seconds since 1970. Default: now. */
  readonly moment?: Moment | number
}

/** Everything worth knowing about whatever was pasted, as data. Decides as the gate does, and grants nothing. */
export const explain = (pasted: string, now: number, options: ExplainOptions = {}): Explanation =>
  using(explained(pasted, now, options), (explanation) => frozen(explanation.json()))

/** The same as text for a terminal, or as a page for a ticket. */
export const explainInWords = (
  pasted: string,
  now: number,
  { form = 'text', ...options }: ExplainOptions & { readonly form?: 'text' | 'markdown' } = {},
): string => {
  const method = oneOf('form', ['text', 'markdown'], form)
  return using(explained(pasted, now, options), (explanation) => explanation[method]())
}

/** What the author of a policy should know, in the order of the document. */
export const lint = (policy: Policy): readonly Finding[] => withPolicy(policy, (it) => frozen(it.lint()))

/** What each identity of a policy admits. */
export const safety = (policy: Policy): readonly Safety[] => withPolicy(policy, (it) => frozen(it.safety()))

/** What a cloud is told so that it lets in the jobs of the identity with that e-mail address; nothing if the policy has no such identity. */
export const exportToCloud = (policy: Policy, email: string, cloud: Cloud): CloudTrust | undefined => {
  const [whose, where] = [text('email', email), oneOf('cloud', ['aws', 'google-cloud', 'azure'], cloud)]
  return withPolicy(policy, (it) => {
    const exported = it.exportToCloud(whose, where)
    return exported === undefined ? undefined : frozen(exported)
  })
}

/**
 * The narrowest policy that admits what was pasted, as JSON text; name and e-mail are made up, and there to be edited.
 *
 * @throws {ClaimgateError} if the claims lack what tells the job from others.
 */
export const suggest = (pasted: string): string => orThrow(() => wasm.suggest(text('pasted', pasted)))

/**
 * The JWK Set, as JSON text, in what somebody has: a JWK Set, one JWK, or public keys or a certificate in PEM.
 *
 * @throws {ClaimgateError} if there is no public key in it that can be used.
 */
export const keySetFrom = (keys: string): string => orThrow(() => wasm.keySetFrom(text('keys', keys)))

/** What the address of a page or a clone at github.com or gitlab.com tells about a repository. */
export const repositoryOf = (address: string): Repository | undefined => {
  const found = wasm.repositoryOf(text('address', address))
  return found === undefined ? undefined : frozen(found)
}

/** @internal The explanation as a handle, to be freed. */
export const explained = (pasted: string, now: number, options: ExplainOptions): wasm.Explanation => {
  const { gate, caller, moment = 'now' } = known<ExplainOptions>(options, ['gate', 'caller', 'moment'])
  const who = email(caller)
  const [name, at] = typeof moment === 'number'
    ? [wasm.Moment.Moment, seconds('moment', moment)]
    : [MOMENTS[oneOf('moment', MOMENT_NAMES, moment)], undefined]
  const about = [text('pasted', pasted), seconds('now', now), name, at] as const
  return gate === undefined ? wasm.Explanation.withoutPolicy(...about) : twinOf(gate).explain(...about, who)
}

const MOMENTS = { now: wasm.Moment.Now, issued_at: wasm.Moment.IssuedAt, any_time: wasm.Moment.AnyTime } as const
const MOMENT_NAMES: readonly Moment[] = ['now', 'issued_at', 'any_time']
