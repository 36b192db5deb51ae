//! Why something is as it is, and what would help.

use crate::code::explain::{Advice, Hint};

/// `{name}`, `{expected}` and `{actual}` stand for values.
pub(crate) const fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::EnvironmentReplacesRef => {
            "the job uses the environment {name}, so GitHub put that in `sub` instead of the branch or tag, which is still \
             in `ref`: {actual}"
        }
        Hint::IdsInSubject => {
            "this repository sends ids in `sub`, the default since 15 July 2026; owner and repository match with and without \
             them, elsewhere a pattern must hold them: {actual}"
        }
        Hint::CaseOnly => {
            "only upper and lower case differ: the token has {actual}, expected is {expected}; this is compared exactly, here \
             as at AWS, Azure and npm"
        }
        Hint::PullRequestWithoutBranch => {
            "this is the run of a pull request, which has no branch in `sub`; to allow it means that code which nobody has \
             merged may log in"
        }
        Hint::DefaultAudience => {
            "the workflow asked for no audience, so GitHub put the owner's address {actual}; expected is {expected}"
        }
        Hint::ForeignAudience => "this token was made for {name} ({actual}), not for {expected}",
        Hint::EnterpriseServer => "the token is from a GitHub Enterprise Server, {name}",
        Hint::EnterpriseCloud => "the token is from the GitHub Enterprise {name} on ghe.com",
        Hint::EnterpriseSlug => {
            "the token is from github.com, and the enterprise {name} puts its name into the issuer (`include_enterprise_slug`)"
        }
        Hint::TrailingSlash => "only a slash at the end differs: the token has {actual}, expected is {expected}",
        Hint::KeyRotated => "{name} may have rotated its keys since these were fetched; or the token is from somewhere else",
        Hint::SubjectCustomised => {
            "the owner's settings replace the default `sub` by the claims {name}; rules on the default form never match it"
        }
        Hint::TagNotBranch => "the run came from the tag {actual}, and the identity speaks of a branch",
        Hint::BranchNotTag => "the run came from the branch {actual}, and the identity speaks of a tag",
        Hint::MergeQueue => {
            "{actual} is a branch that GitHub's merge queue made to test a pull request; {expected} does not match it"
        }
        Hint::OutsideCodeEvent => {
            "{actual} runs with the rights of the base branch, on code or input from outside; PyPI and crates.io refuse it, too"
        }
        Hint::Milliseconds => "{name} looks like milliseconds, and must be seconds; it would mean {actual}",
        Hint::SignatureCut => "the signature has {actual} of {expected} bytes: was it cut while copying?",
        Hint::AlgorithmNone => "the token says itself that it is not signed; whoever can type can make one like it",
        Hint::AlgorithmHmac => {
            "{actual} signs with a shared secret; CI platforms sign with a private key, so this token is from something else"
        }
        Hint::OfferedKey => "the token offers a key of its own in {actual}; ignored: the token may not choose its own key",
        Hint::TwinEnvironments => {
            "GitHub writes `:` as `%3A` in `sub` and leaves `%` as it is, so the environments {actual} and {expected} have the \
             same `sub`; the claim `environment` tells them apart"
        }
        Hint::YmlYaml => "the file is {actual}, not {expected}: only `.yml` and `.yaml` differ",
        Hint::WorkflowName => {
            "{expected} is the name in the workflow, which whoever writes a workflow may choose; its file is {actual}"
        }
        Hint::OtherWorkflowRef => "it is the right file, called at another ref: {actual} instead of {expected}",
        Hint::FullRefName => {
            "`sub` and `ref` hold the full name, with `refs/heads/` before a branch; the identity's `branch` is without it"
        }
        Hint::ClocksDiffer => "this is a matter of minutes: do the clocks differ, here and at the issuer?",
        Hint::PatternWithoutIds => {
            "this repository sends ids in `sub`, the default since 15 July 2026, and the pattern {expected} is without them"
        }
        Hint::HyphenForUnderscore => "GitHub writes `pull_request`, with an underscore",
    }
}

/// What to do, and what else that would admit; the second is empty where nothing is widened, or nothing can be said.
pub(crate) const fn advice(advice: Advice) -> (&'static str, &'static str) {
    match advice {
        Advice::AddBranch => ("add the branch {actual} to the identity's `branch`", "every later job on {actual}, too"),
        Advice::AddMergeQueue => (
            "add the merge queue's branches {actual} to the identity's `branch`",
            "every later job of the merge queue for {name}: code on its way into that branch",
        ),
        Advice::AddTag => (
            "add the tag {actual} to the identity's `tag`",
            "every later job on {actual}, also after somebody moved the tag",
        ),
        Advice::AddEnvironment => (
            "add the environment {name} to the identity's `environment`",
            "every job that may use {name}; its protection rules say which",
        ),
        Advice::RequireEnvironment => (
            "let the identity demand the environment {name}, and {expected} as before",
            "nothing more; jobs without this environment are then refused",
        ),
        Advice::MatchClaims => (
            "set `\"match\": \"claims\"`, so that the place is read from `repository`, `ref`, `environment` and `event_name`",
            "the same jobs of this owner's, whatever form `sub` has",
        ),
        Advice::AddAudience => (
            "add the audience {actual} to the identity's `audiences`",
            "every token that a matching job requested with {actual}, also if it was sent to somebody else first",
        ),
        Advice::SetIssuer => (
            "set the identity's `issuer` to {actual}",
            "the same jobs, but from {actual}; those from {expected} are then refused",
        ),
        Advice::RenameOwner => ("write {actual} for {expected} in the identity's `owner`", "nothing else: the id is pinned"),
        Advice::RenameRepository => {
            ("write {actual} for {expected} in the identity's `repository`", "nothing else: the id is pinned")
        }
        Advice::SetSubject => (
            "write {actual} for {expected} in the identity's `subject`",
            "nothing but this very subject; what the pattern admits now is then refused",
        ),
        Advice::AddWorkflow => (
            "add the file {actual} to the identity's `workflow`",
            "every job that this file starts, in the places that the identity allows",
        ),
        Advice::NameWorkflowFile => (
            "write the file {actual} for the name {expected} in the identity's `workflow`",
            "every job that this file starts",
        ),
        Advice::AddJobWorkflow => (
            "add {actual} to the identity's `jobWorkflow`",
            "every job that calls this workflow, in the places that the identity allows",
        ),
        Advice::AllowEvent => (
            "add the event {actual} to the identity's `events`",
            "every job that {actual} triggers, in the places that the identity allows",
        ),
        Advice::ExtendCondition => (
            "let the identity's condition on {name} admit {actual}, too",
            "every job with that value, in the places that the identity allows",
        ),
        Advice::EnableIdentity => {
            ("remove `disabled` from the identity", "every job that the identity's other conditions admit")
        }
        Advice::RaiseMaxAge => (
            "raise the identity's `maxAge` to {actual}",
            "every token until that age; whoever steals one has so much more time",
        ),
        Advice::NewIdentityForBranch => (
            "add a second identity for the branch {name}, with the same roles",
            "every later job on {name}; the first identity stays as it is",
        ),
        Advice::NewIdentityForTag => (
            "add a second identity for the tag {name}, with the same roles",
            "every later job on {name}, also after somebody moved the tag; the first identity stays as it is",
        ),
        Advice::NewIdentityForEnvironment => (
            "add a second identity for the environment {name}, with the same roles",
            "every job that may use {name}, on any branch; its protection rules say which",
        ),
        Advice::NewIdentityForPullRequest => (
            "add a second identity for pull requests, with the same roles; give it a role that may do little",
            "every pull request: code that nobody has reviewed or merged",
        ),
        Advice::NewIdentityForRepository => (
            "add a second identity for the repository {name}, with the same roles",
            "the jobs of {name} in the same places; the first identity stays as it is",
        ),
        Advice::Together => ("make these changes together: {actual}", "what each of these changes admits"),
        Advice::RunThere => ("run the job where the identity expects it: {expected}", ""),
        Advice::RunOnPush => ("run the job on a push to {expected}, after the merge, instead of for the pull request", ""),
        Advice::RemoveEnvironment => {
            ("take `environment:` {name} out of the job; `sub` then names its branch or tag, and {expected} is expected", "")
        }
        Advice::SetEnvironment => ("put `environment:` with {expected} into the job", ""),
        Advice::RequestAudience => ("request the token for {expected}: {actual}", ""),
        Advice::RequestSecondToken => ("keep this token for {name}, and request a second one for {expected}: {actual}", ""),
        Advice::TriggerOtherwise => ("trigger the workflow by another event; allowed are {expected}", ""),
        Advice::RunFromFile => ("run the job from the workflow file that the identity expects: {expected}", ""),
        Advice::CallWorkflow => ("let the job call the reusable workflow that the identity expects: {expected}", ""),
        Advice::RequestFreshToken => {
            ("request a fresh token right before it is used, in the same step if possible; GitHub's live five minutes", "")
        }
        Advice::GiveKeys => {
            ("give the key set of {expected}; it is public, and its address is in the discovery document", "")
        }
        Advice::FetchKeysAgain => ("fetch the issuer's key set again; known are {expected}", ""),
        Advice::CopyWholeToken => ("copy the token once more, whole and unchanged, straight from the platform", ""),
        Advice::GiveToken => ("give the signed token too, to learn who signed these claims", ""),
        Advice::UsePlatformToken => {
            ("use the token that the platform gave the job; this one was made by something else", "")
        }
        Advice::SetClock => ("set the clocks right, here and at the issuer", ""),
        Advice::TrustEnterprise => (
            "if the server {name} is your own, set the identity's `issuer` to {actual}",
            "the same jobs, but from that server; whoever runs it can make any of them",
        ),
        Advice::AddIdentityForIssuer => {
            ("if the issuer {actual} is your own and its jobs should have access, add an identity for it", "")
        }
        Advice::AddPolicy => ("give a policy, so that the token can be held against its identities", ""),
        Advice::UseOtherIdentity => ("use an identity for {actual}, if it is yours and should have access", ""),
        Advice::NameOtherIdentity => {
            ("name the identity {name} instead, by its e-mail address {expected}: this token fits it", "")
        }
        Advice::CheckOwner => (
            "find out whether {name} was deleted and made anew, perhaps by a stranger; only if not, correct the pinned {expected}",
            "",
        ),
        Advice::FitCondition => ("run the job so that the claim {name} is {expected}, or correct the condition", ""),
    }
}
