/**
 * The policy document, as types: for an editor that completes it, and for `satisfies PolicyDocument`. What stands behind the names is
 * described by `claimgate/policy.schema.json`. Nothing here is code.
 */
import type { Algorithm } from './contract.js'

/** Workload identities, of which one must match a platform's token. */
export interface PolicyDocument {
  /** The address of the schema, for editors. */
  readonly $schema?: string
  /** The domain of every identity's e-mail address: `workload.bytebase.com` by default. */
  readonly emailDomain?: string
  /** How far the clocks may disagree, in seconds: 60 by default, at most 300. */
  readonly leeway?: number
  /** More about issuers that identities use: their keys, algorithms, token type. */
  readonly issuers?: readonly PolicyIssuer[]
  /** Who may come in. The first one that matches counts. */
  readonly identities: readonly PolicyIdentity[]
  /** What the identities of a role may do. An identity without roles may do nothing. */
  readonly roles?: { readonly [role: string]: readonly PolicyPermission[] }
}

/** More about an issuer. */
export interface PolicyIssuer {
  /** The issuer's address, exactly as an identity uses it. */
  readonly issuer: string
  /** The issuer's public keys, a JWK Set. Without them hosts fetch the keys. */
  readonly jwks?: { readonly keys: readonly unknown[] }
  /** Where the key set is published. Default: by discovery. */
  readonly jwksUri?: string
  /** Accepted signature algorithms. Default: RS256; for `oidc` RS256 and ES256. */
  readonly algorithms?: readonly (Algorithm | 'Ed25519')[]
  /** The `typ` that tokens must have. Default: `JWT` or none. */
  readonly typ?: string
}

/** One workload identity and its conditions, all of which must hold. */
export interface PolicyIdentity {
  /** What people call it. */
  readonly name: string
  /** By which a caller names it: ID@DOMAIN, or ID@PROJECT.DOMAIN for one project only; lower case, unique. */
  readonly email: string
  /** Who signs the tokens. */
  readonly platform: 'github-actions' | 'gitlab-ci' | 'oidc'
  /** The tokens' `iss`, for Enterprise Server, ghe.com, an enterprise's slug, self-managed GitLab, or any `oidc` issuer. */
  readonly issuer?: string
  /** Exact audiences, of which a token must have one. Default for GitHub: https://github.com/OWNER; for GitLab: the instance. */
  readonly audiences?: readonly string[]
  /** Organisation or user; at GitLab the whole group path. */
  readonly owner?: string
  /** The owner's numeric id, which nobody can register anew. */
  readonly ownerId?: string
  /** The repository's name; `*` is every repository of the owner. */
  readonly repository?: string
  /** The repository's numeric id. */
  readonly repositoryId?: string
  /** Branches; `*` is every branch, and only branches. */
  readonly branch?: PolicyPatterns
  /** Tags. */
  readonly tag?: PolicyPatterns
  /** Deployment environments. */
  readonly environment?: PolicyPatterns
  /** Pull requests: code that nobody has merged yet. */
  readonly pullRequest?: true
  /** The workflow's file, such as `deploy.yml`. */
  readonly workflow?: PolicyPatterns
  /** The whole `job_workflow_ref` with its `@ref`. */
  readonly jobWorkflow?: PolicyPatterns
  /** Allowed events. Default: all but `pull_request_target` and `workflow_run`. */
  readonly events?: readonly string[]
  /** Conditions on further claims. */
  readonly claims?: { readonly [claim: string]: PolicyCondition }
  /** Instead of owner, repository and place: the raw `sub`, exact or a prefix that ends in `*`. */
  readonly subject?: string
  /** Whether the place is read from `sub` or, for owners that customise it, from the other claims: `subject` by default. */
  readonly match?: 'subject' | 'claims'
  /** The oldest accepted age by `iat`, in seconds. */
  readonly maxAge?: number
  /** What the identity may do. */
  readonly roles?: readonly string[]
  /** Out of use: it matches nothing. */
  readonly disabled?: boolean
}

/** Exact without `*`. `*` alone: anything. `*` inside: within one segment. `**`: across `/`. `\*`: a star. */
export type PolicyPatterns = string | readonly string[]

/** A condition on a claim: its exact value, a pattern that it fits, one of several values, or that there is no such claim. */
export type PolicyCondition =
  | PolicyScalar
  | { readonly glob: string }
  | { readonly oneOf: readonly PolicyScalar[] }
  | { readonly absent: true }

/** A value that is compared as it is, and of its type; a number is whole. */
export type PolicyScalar = string | boolean | number

/** What a role permits. */
export interface PolicyPermission {
  /** Exact methods; GET does not imply HEAD. */
  readonly methods: readonly string[]
  /** A pattern for the path, such as `/v1/projects/*`. */
  readonly path: string
}
