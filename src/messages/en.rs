mod advice;
mod claims;
mod job;
mod layout;
pub(super) mod http;
pub(super) mod keys;
pub(super) mod place;
pub(super) mod policy;
pub(super) mod proxy;
pub(super) mod safety;
pub(super) mod token;
pub(crate) mod explain;
pub(super) mod findings;
pub(crate) mod intake;
pub(crate) mod page;
pub(crate) mod reference;

use crate::code::Code;

/// What is wrong, and what to do about it.
pub(super) const fn message(code: Code) -> (&'static str, &'static str) {
    match code {
        // The request that brings a token.
        Code::AuthorizationMissing => (
            "the request brings no bearer token: expected {expected}, found {actual}",
            "send the header `Authorization: Bearer TOKEN`; a token in the address or the body does not count",
        ),
        Code::AuthorizationMalformed => (
            "the `Authorization` header is not {expected}: found {actual}",
            "send one header `Authorization: Bearer TOKEN`, with the token as the platform gave it",
        ),
        // The request that exchanges a token.
        Code::ExchangeTooLarge => (
            "the body of the exchange has {actual}, and {expected} is the limit",
            "check that only `token` and `email` were sent; real bodies have about 2 KiB",
        ),
        Code::ExchangeMalformed => (
            "the request is no exchange: expected {expected}, found {actual}",
            "send `{\"token\": \"TOKEN\", \"email\": \"ADDRESS\"}` with `Content-Type: application/json`",
        ),
        Code::ExchangeRefused => (
            "the exchange was refused",
            "ask the operator, to whose log the reason was told; or explain the token with the policy at hand",
        ),
        // Format.
        Code::TokenTooLong => (
            "the token has {actual}, and {expected} is the limit",
            "check that only the token was sent; real ones have about 2 KiB",
        ),
        Code::TokenMalformed => (
            "this is no signed token: expected {expected}, found {actual}",
            "send the token exactly as the platform gave it: header, claims and signature, joined by dots",
        ),
        Code::TokenEncrypted => (
            "this token is encrypted (JWE); only its receiver can read it",
            "send the signed token of the platform; CI platforms do not encrypt theirs",
        ),
        Code::Base64Malformed => {
            ("the text is not base64url: {actual}", "send the token unchanged, without padding, white space or re-encoding")
        }
        Code::JsonMalformed => {
            ("the text is not {expected}: {actual}", "look at that byte; was something cut or changed there?")
        }
        Code::MemberDuplicate => {
            ("a member stands twice in one object: {actual}", "keep one of the two; readers disagree about which one counts")
        }
        // Header.
        Code::HeaderTooLong => (
            "the token's header has {actual}, and {expected} is the limit",
            "use the token that the platform gave; its header has about 200 bytes",
        ),
        Code::HeaderMalformed => (
            "the header parameter {member} is {actual}, not {expected}",
            "use the token that the platform gave; this one was made by something else",
        ),
        Code::AlgorithmUnsupported => (
            "the signature algorithm is not supported: {actual}",
            "use one of {expected}; a platform's token never has `none` or an HMAC",
        ),
        Code::AlgorithmNotAllowed => (
            "the signature algorithm is {actual}, and this issuer may use {expected}",
            "if the issuer really signs so, add the algorithm to the issuer's `algorithms`",
        ),
        Code::HeaderExtensionRefused => (
            "the header demands an extension that is not supported: {actual}",
            "request an ordinary token, whose header has no `crit`, `b64` or `enc`",
        ),
        Code::TypeMismatch => (
            "the token's type is {actual}, not {expected}",
            "send the platform's token, not another kind; or name the type in the issuer's `typ`",
        ),
        // Claims.
        Code::ClaimMissing => ("the claim {member} is missing; expected {expected}", "request a token that has this claim"),
        Code::ClaimMalformed => (
            "the claim {member} is {actual}, not {expected}",
            "check what issued the token; another type or range is never accepted",
        ),
        // Issuer, key, signature.
        Code::IssuerMismatch => (
            "the token was issued by {actual}, not by {expected}",
            "request the token from the trusted issuer, or add an identity whose `issuer` is this one",
        ),
        Code::IssuerUntrusted => (
            "keys were given for {actual}, which is not {expected}",
            "write the issuer as the policy does, letter by letter, or add an identity whose `issuer` is this one",
        ),
        Code::KeySetMissing => (
            "the keys of {expected} are not known yet, so nobody can tell who signed the token",
            "fetch the issuer's key set, or give it with the policy",
        ),
        Code::KeyNotFound => (
            "no key of the issuer fits the token's key id {actual}; known are {expected}",
            "fetch the issuer's key set again; it may have rotated",
        ),
        Code::KeyAlgorithmMismatch => (
            "the key of this id is for {expected}, and the token says {actual}",
            "each key serves one algorithm only; check who made this token",
        ),
        Code::KeyAmbiguous => (
            "{actual} different keys fit the token, and it must be exactly one",
            "give every key of the set an id (`kid`) of its own, and the token the id of its key",
        ),
        Code::SignatureMissing => (
            "the token has no signature; it ends after its second dot",
            "send the whole token; perhaps its end was cut off while copying",
        ),
        Code::SignatureInvalid => (
            "the signature does not fit the issuer's key {expected}: the token was changed, cut, or signed by someone else",
            "send the token unchanged, straight from the platform",
        ),
        // Time.
        Code::TokenExpired => {
            ("the token expired {actual}", "request a fresh token right before it is used; GitHub's live five minutes")
        }
        Code::TokenNotYetValid => (
            "the token becomes valid only {actual}",
            "set the clocks right, here and at the issuer; small differences are what `leeway` is for",
        ),
        Code::TokenIssuedInFuture => (
            "the token says that it was issued {actual}",
            "set the clocks right, here and at the issuer; small differences are what `leeway` is for",
        ),
        Code::TokenTooOld => (
            "the token was issued {actual}; the greatest accepted age is {expected}",
            "request a fresh token right before it is used",
        ),
        Code::TokenReplayed => (
            "the token has been exchanged before; expected {expected}",
            "request a token for each exchange; if nobody of yours used this one, somebody may have stolen it",
        ),
        // Audience.
        Code::AudienceMismatch => (
            "the token was made for {actual}, not for {expected}",
            "request the token with the expected audience, as in `core.getIDToken(audience)`",
        ),
        // Identity.
        Code::IdentityUnknown => (
            "no identity has the e-mail address {actual}",
            "check the address that the job sends, letter by letter; it is lower case",
        ),
        Code::IdentityDisabled => (
            "{actual} is disabled",
            "remove `disabled` from the identity if it shall be used again; until then nothing matches it",
        ),
        Code::IdentityChanged => (
            "the conditions of {actual} have changed since the access token was made",
            "exchange a token of the platform again",
        ),
        Code::IssuerOfAnotherIdentity => (
            "the token comes from {actual}, and this identity expects {expected}",
            "name the identity of that platform, or set this identity's `issuer`",
        ),
        Code::AudienceOfAnotherIdentity => (
            "the token was made for {actual}, and this identity expects {expected}",
            "request the token with this identity's audience, as in `core.getIDToken(audience)`",
        ),
        Code::SubjectCustomised => (
            "the subject {actual} is not in the platform's default form",
            "the owner's settings change `sub`: set `\"match\": \"claims\"` to read the place from the other claims",
        ),
        Code::SubjectMismatch => (
            "the subject is {actual}, and the pattern is {expected}",
            "compare the two from the left; run the job where the pattern says, or correct the pattern",
        ),
        Code::ClaimContradictory => (
            "the claim {member} says {actual}, and the token's subject says {expected}",
            "check who made this token; the platform never signs such a contradiction",
        ),
        Code::OwnerMismatch => (
            "the job belongs to {actual}, and this identity expects {expected}",
            "use the identity of that owner, or correct `owner`",
        ),
        Code::OwnerIdMismatch => (
            "the owner's id is {actual}, and the pinned one is {expected}",
            "if the owner was deleted and registered anew, this may be a stranger; else correct `ownerId`",
        ),
        Code::OwnerRenamed => (
            "the owner has the pinned id but is now called {actual}; this identity calls it {expected}",
            "if the renaming is yours, correct `owner`",
        ),
        Code::RepositoryMismatch => (
            "the job ran in the repository {actual}, and this identity expects {expected}",
            "run the job in that repository, or correct `repository`",
        ),
        Code::RepositoryIdMismatch => (
            "the repository's id is {actual}, and the pinned one is {expected}",
            "if the repository was deleted and created anew, this may be another one; else correct `repositoryId`",
        ),
        Code::RepositoryRenamed => (
            "the repository has the pinned id but is now called {actual}; this identity calls it {expected}",
            "if the renaming is yours, correct `repository`",
        ),
        Code::JobProjectMismatch => (
            "the job ran in the project {actual}, and its claims speak of the project {expected}",
            "let the pipeline of the project itself request the token, not one of a fork",
        ),
        Code::PlaceMalformed => (
            "no branch, tag or environment can be called {actual}",
            "check who made this token; the platform never signs such a name",
        ),
        Code::BranchMismatch => (
            "the job ran on {actual}, and this identity expects {expected}",
            "run the job on the expected branch, or add this branch to `branch`",
        ),
        Code::BranchHiddenByEnvironment => (
            "the job uses the environment {actual}, so `sub` names it instead of a branch; this identity expects {expected}",
            "add `environment` with that name to the identity, or remove `environment:` from the job",
        ),
        Code::BranchHiddenByPullRequest => (
            "the job ran for a pull request, which has no branch of its own; this identity expects {expected}",
            "run the job on a push to the branch; to admit code that is not merged, make an identity with `pullRequest`",
        ),
        Code::TagMismatch => (
            "the job ran on {actual}, and this identity expects {expected}",
            "run the job on the expected tag, or add this tag to `tag`",
        ),
        Code::TagHiddenByEnvironment => (
            "the job uses the environment {actual}, so `sub` names it instead of a tag; this identity expects {expected}",
            "add `environment` with that name to the identity, or remove `environment:` from the job",
        ),
        Code::TagHiddenByPullRequest => (
            "the job ran for a pull request, which has no tag; this identity expects {expected}",
            "run the job on a push of the tag",
        ),
        Code::EnvironmentMismatch => (
            "the job uses {actual}, and this identity expects {expected}",
            "set `environment:` in the job, or correct `environment`",
        ),
        Code::PullRequestMismatch => (
            "the job ran on {actual}, and this identity expects {expected}",
            "run the job for a pull request, or use an identity for the branch",
        ),
        Code::PullRequestHiddenByEnvironment => (
            "the job uses the environment {actual}, so `sub` names it instead of the pull request",
            "add `environment` with that name to the identity, or remove `environment:` from the job",
        ),
        Code::WorkflowMismatch => (
            "the workflow is {actual}, and this identity expects {expected}",
            "run the job from that file, or correct `workflow`; it is the file's name, not the `name:` in it",
        ),
        Code::JobWorkflowMismatch => (
            "the job is defined by {actual}, and this identity expects {expected}",
            "call the expected reusable workflow, or correct `jobWorkflow`; it includes the `@ref`",
        ),
        Code::EventNotAllowed => (
            "the event is {actual}, and this identity allows {expected}",
            "trigger the workflow in another way; list the event in `events` only if outside code cannot start it",
        ),
        Code::ClaimMismatch => (
            "the claim {member} is {actual}, and this identity expects {expected}",
            "run the job so that the claim fits, or correct the condition in `claims`",
        ),
        Code::AccessDenied => (
            "the token is genuine, and no identity admits it",
            "ask the operator, to whose log the reason was told; or explain the token with the policy at hand",
        ),
        Code::RequestOutsideProject => (
            "the identity may act in its own project only: expected {expected}, found {actual}",
            "call a path of that project; or use an identity of the other project, or of the workspace (`ID@DOMAIN`)",
        ),
        Code::RouteNotPermitted => (
            "the route is for {expected}, and the token is of {actual}",
            "if this identity should use the route, add its address to the `identities` of the route",
        ),
        Code::RequestNotPermitted => (
            "the identity may not do this: expected {expected}, found {actual}",
            "if it should, give it a role that permits it, or add the method and the path to one of its roles",
        ),
        // Key set documents.
        Code::KeySetTooLarge => (
            "the key set has {actual}, and {expected} is the limit",
            "check that the address leads to a key set; real ones have a few KiB",
        ),
        Code::KeySetMalformed => (
            "this is no key set: expected {expected}, found {actual}",
            "give the issuer's JWK Set, the answer of its `jwks_uri`",
        ),
        Code::KeySetUnusable => (
            "no key of the set can verify a token; found {actual}",
            "give the issuer's JWK Set, the answer of its `jwks_uri`",
        ),
        Code::KeyUnsupported => ("the key's {actual} is not supported; expected {expected}", ""),
        Code::KeyPrivate => (
            "the key holds the private part {actual}",
            "whoever published it must replace this key at once; publish only public parts",
        ),
        Code::KeyUseMismatch => ("the key is for {actual}, not for {expected}", ""),
        Code::KeyMalformed => {
            ("the key's part is {actual}, not {expected}", "publish the key again, as RFC 7518 section 6 says")
        }
        Code::KeySizeRefused => ("the RSA key has {actual}, not {expected}", "sign with an RSA key of 2048 bits or more"),
        // Fetching.
        Code::FetchFailed => (
            "fetching {expected} failed: {actual}",
            "see that the address can be reached from here and answers itself, with status 200; redirects are not followed",
        ),

        // Discovery documents.
        Code::DiscoveryTooLarge => (
            "the discovery document has {actual}, and {expected} is the limit",
            "check the issuer's address; real documents have a few KiB",
        ),
        Code::DiscoveryMalformed => (
            "this is no discovery document: expected {expected}, found {actual}",
            "check the issuer's address, or name its key set yourself with `jwksUri`",
        ),
        Code::DiscoveryIssuerMismatch => (
            "the discovery document is of {actual}, and {expected} was asked",
            "write the issuer as its own document does, letter by letter; a slash at the end counts",
        ),
        Code::DiscoveryAddressRefused => (
            "the discovery document says that the keys are at {actual}; expected {expected}",
            "let the issuer publish its keys at a public https address, or name it yourself as `jwksUri`",
        ),
        // Policy documents.
        Code::PolicyTooLarge => ("the policy has {actual}, and {expected} is the limit", "split the policy"),
        Code::MemberUnknown => ("unknown member {actual}", "remove it or correct its name; possible are {expected}"),
        Code::MemberMissing => ("the member {expected} is missing", "add {expected}"),
        Code::MemberTypeMismatch => {
            ("this is {actual}, not {expected}", "write {expected}; to say nothing, leave the member out")
        }
        Code::MemberNotApplicable => ("{actual} has no meaning here: {expected}", "remove {actual}"),
        Code::ValueEmpty => ("this is empty; expected {expected}", "write {expected}; to say nothing, leave the member out"),
        Code::ValueOutOfRange => ("this is {actual}, not {expected}", "write {expected}"),
        Code::ValueUnknown => ("unknown value {actual}; expected one of {expected}", "write one of {expected}"),
        Code::ValueMalformed => ("this is {actual}; expected {expected}", "write {expected}"),
        Code::ValueDuplicate => {
            ("the value {actual} stands here for the second time", "make it unique, or remove one of the two")
        }
        Code::WildcardMisplaced => ("a `*` cannot stand in {actual}; expected {expected}", "write {expected}"),
        Code::PatternMalformed => ("the pattern {actual} cannot be read; expected {expected}", "write {expected}"),
        Code::SubjectTooBroad => (
            "the pattern {actual} names no owner in full, so that others would get in",
            "name the owner in full: {expected}",
        ),
        Code::PlaceMissing => ("the identity does not say which jobs it admits", "add {expected}"),
        Code::ConditionsContradictory => (
            "{actual} can never hold together, so nothing would ever match",
            "make two identities, or remove one of the two conditions",
        ),
        Code::IssuerUnused => (
            "no identity uses the issuer {actual}; the document's identities use {expected}",
            "remove the entry, or correct its address",
        ),
        Code::IssuerPlatformMismatch => {
            ("the issuer {actual} belongs to the platform `{expected}`", "use `\"platform\": \"{expected}\"` for it")
        }
        Code::RoleUnknown => (
            "the role {actual} is not defined; the document defines {expected}",
            "define the role in `roles`, or correct its name",
        ),
        Code::FaultsOmitted => (
            "the rest of the document was not read, for it does not have {expected}",
            "correct these first, and check the document again",
        ),
        // Documents of other systems.
        Code::ConditionInexpressible => (
            "there is no counterpart of {actual} in {expected}, so more would get in there",
            "leave the identity in the policy; or change {actual}, if what is left is enough",
        ),
    }
}
