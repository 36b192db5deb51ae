//! The catalogue of findings in English.

use crate::code::finding::FindingCode;

/// What an author should know, and what to do about it. `{actual}` is what the policy has, `{expected}` what would be better, or
/// a subject that shows it.
pub(crate) const fn message(code: FindingCode) -> (&'static str, &'static str) {
    match code {
        // It can never match.
        FindingCode::SubjectImpossible => ("no token has a subject like {actual}: {expected}", "correct the pattern"),
        FindingCode::PlaceImpossible => {
            ("nothing can be called {actual}: {expected}", "write a name or a pattern with `*` and `**`; all else is text")
        }
        FindingCode::WorkflowImpossible => (
            "no workflow is called {actual}: {expected}",
            "write the file's name, such as `deploy.yml`; for `jobWorkflow` the path with owner, repository and `@ref`",
        ),
        FindingCode::EventsImpossible => (
            "no job runs there for {actual}",
            "list an event that starts jobs where the identity lets them run, such as {expected}; or leave out `events`",
        ),
        FindingCode::ConditionsImpossible => {
            ("no token can fulfil all conditions: {actual}", "remove one of the conditions that exclude each other")
        }
        // Whose job.
        FindingCode::OwnerOpen => (
            "any owner gets in, such as the one of {expected}",
            "name the owner: use `owner`, or begin the pattern with `repo:OWNER/` or `repository_owner_id:ID`",
        ),
        FindingCode::OwnerLookAlike => (
            "the owner's name ends openly, so another owner gets in, such as the one of {expected}",
            "name the owner in full, with the `/` that ends its name",
        ),
        FindingCode::OwnerNotPinned => (
            "the owner {actual} is known by name only; if it is deleted, whoever registers the name next gets in",
            "pin the owner's id with {expected}",
        ),
        FindingCode::RepositoryOpen => (
            "every repository of the owner gets in, also one that is made tomorrow, such as the one of {expected}",
            "name the repository",
        ),
        FindingCode::RepositoryLookAlike => (
            "the repository's name ends openly, so another repository gets in, such as the one of {expected}",
            "name the repository in full, with the `:` that ends its name; or use `owner` and `repository`",
        ),
        FindingCode::RepositoryNotPinned => (
            "the repository {actual} is known by name only; if it is deleted or renamed, the next one of that name gets in",
            "pin the repository's id with {expected}",
        ),
        FindingCode::SubjectClassicOnly => (
            "no repository made, renamed or transferred since 2026-07-15 matches; its subject has ids, as in {expected}",
            "use `owner`, `repository` and the place instead of `subject`: they match both forms",
        ),
        // Where it runs.
        FindingCode::PullRequestsAdmitted => (
            "{actual} get in, so code that nobody has reviewed can use the roles, as in {expected}",
            "name a branch, a tag or a protected environment instead; or give this identity roles that do no harm",
        ),
        FindingCode::BranchOpen => (
            "every branch gets in, such as {expected}: whoever may push one can use the roles",
            "name the branches, such as `main`",
        ),
        FindingCode::TagOpen => (
            "every tag gets in, such as {expected}: whoever may push one can use the roles",
            "use a pattern for your releases, such as `v*`, and protect such tags with a ruleset",
        ),
        FindingCode::EnvironmentOpen => (
            "every environment gets in, such as {expected}; a workflow makes a new one by naming it",
            "name the environments, and protect them",
        ),
        FindingCode::PlaceLookAlike => (
            "{actual} ends within a word, so it also means another name that begins alike, as in {expected}",
            "write the exact name, or end the pattern with a separator before the `*`, as in `release/*`",
        ),
        FindingCode::PlaceIsPattern => {
            ("{actual} also admits names that are made later, as in {expected}", "protect such names with a ruleset")
        }
        FindingCode::MergeQueueAdmitted => (
            "the merge queue's branches get in, as in {expected}: their code is approved, but not merged",
            "name the branches, such as `main`, if only merged code should run",
        ),
        FindingCode::EnvironmentTwin => (
            "an environment that is really called {actual} has the same subject, {expected}, and anyone who may push can make it",
            "use `environment` instead of `subject`: it compares the claim, which keeps the real name",
        ),
        FindingCode::EnvironmentUnprotected => (
            "{actual} is no gate by itself: any branch or pull request may name it, unless the environment's rules forbid it",
            "restrict the environment to branches, or demand reviewers, in the repository's settings; or add `branch`",
        ),
        // What starts it, and what it runs.
        FindingCode::OutsideCodeAdmitted => {
            ("{actual} runs with the repository's rights on code or input from outside", "remove it from `events`")
        }
        FindingCode::JobWorkflowMutable => (
            "{actual} is not fixed: who may change that ref decides what runs",
            "pin the reusable workflow to a commit, as in `…/deploy.yml@<40 hex digits>`, or to a protected tag",
        ),
        // For whom it is made.
        FindingCode::AudienceOfAnotherService => (
            "{actual} is the audience of {expected}, so a token that was sent there could be used here, too",
            "use an audience of your own, and let the job request it",
        ),
        FindingCode::AudienceDefault => (
            "{actual} is what the platform writes when a job names no audience; other services may accept it, too",
            "list an audience of your own in `audiences`, such as `bytebase`, and let the job request it",
        ),
        // Other issuers.
        FindingCode::SubjectOpen => (
            "every subject that begins with {actual} gets in, such as {expected}",
            "write the whole subject, without `*`, if there is only one",
        ),
        FindingCode::SubjectLookAlike => (
            "{actual} ends within a word, so others whose names begin alike get in, such as {expected}",
            "end the pattern with the separator after the name, before the `*`",
        ),
        FindingCode::SubjectUnread => (
            "the subject is not read; only {actual} tells the job from others",
            "give the `subject`, too, if the issuer's subjects name the job",
        ),
        FindingCode::ConditionsNotExamined => (
            "no example could be made that fulfils all conditions, so what they admit was not examined",
            "demand exact values in `claims`, or use the identity's own members for the place",
        ),
        FindingCode::ClaimsOpen => (
            "only patterns tell the job from others",
            "demand the exact value of a claim that belongs to one job, or give the `subject`",
        ),
        // The identity among others.
        FindingCode::IdentityDisabled => (
            "the identity is disabled, so it matches nothing; what is said of it is what it would admit",
            "remove `disabled` to use it again, or the identity if nobody needs it",
        ),
        FindingCode::RolesMissing => ("the identity has no role, so it may do nothing", "add `roles`"),
        FindingCode::IdentityDuplicate => (
            "the conditions are the same as those of {actual}",
            "remove one of the two; without an e-mail the first one counts, with its roles only",
        ),
        FindingCode::IdentitiesOverlap => (
            "{actual} admits {expected}, too",
            "let callers name the e-mail; without it the first identity of the document counts, with its roles only",
        ),
        FindingCode::OverlapPossible => (
            "{actual} may admit some of the same tokens",
            "let callers name the e-mail; without it the first identity of the document counts, with its roles only",
        ),
        FindingCode::OverlapsNotExamined => (
            "too many identities are alike to compare them all; the first {actual} pairs were compared",
            "give the identities of one repository exact places",
        ),
    }
}
