//! The stable names of everything about an identity that its author should know.

use serde::{Serialize, Serializer};

codes! {
    /// A stable, documented name of something that makes an identity wider, or narrower, than its author may think.
    FindingCode;

    // It can never match.
    /// No subject that the platform signs fits the raw pattern.
    SubjectImpossible = "subject_impossible",
    /// The branch, tag or environment has a name that the platform does not allow.
    PlaceImpossible = "place_impossible",
    /// The workflow, or reusable workflow, has a name that GitHub does not give.
    WorkflowImpossible = "workflow_impossible",
    /// None of the listed events happens where the identity lets its job run.
    EventsImpossible = "events_impossible",
    /// The conditions of the identity exclude each other, so no token can fulfil all of them.
    ConditionsImpossible = "conditions_impossible",

    // Whose job.
    /// Jobs of owners who do not know each other match.
    OwnerOpen = "owner_open",
    /// The owner's name ends openly, so that other owners, whose names begin alike, match.
    OwnerLookAlike = "owner_look_alike",
    /// The owner is known by name only; whoever registers the name after it is given up, matches.
    OwnerNotPinned = "owner_not_pinned",
    /// Jobs of every repository of the owner match, also of those that are yet to be made.
    RepositoryOpen = "repository_open",
    /// The repository's name ends openly, so that other repositories, whose names begin alike, match.
    RepositoryLookAlike = "repository_look_alike",
    /// The repository is known by name only; another one that gets the name later, matches.
    RepositoryNotPinned = "repository_not_pinned",
    /// The raw pattern has the form without ids, which repositories made, renamed or transferred since 2026-07-15 do not use.
    SubjectClassicOnly = "subject_classic_only",

    // Where it runs.
    /// Pull requests (merge requests) match: code that nobody has reviewed.
    PullRequestsAdmitted = "pull_requests_admitted",
    /// Jobs on every branch match.
    BranchOpen = "branch_open",
    /// Jobs on every tag match.
    TagOpen = "tag_open",
    /// Jobs in every environment match, also in those that a workflow makes by naming them.
    EnvironmentOpen = "environment_open",
    /// A name of a place ends openly within a word, so that `main*` means `main-2`, too.
    PlaceLookAlike = "place_look_alike",
    /// A place is a pattern, which admits names that are yet to be made.
    PlaceIsPattern = "place_is_pattern",
    /// The branches of merge queues match: code on its way into the branch.
    MergeQueueAdmitted = "merge_queue_admitted",
    /// The subject writes `:` as `%3A`, and another environment may have just that in its name: its subject is the same.
    EnvironmentTwin = "environment_twin",
    /// Any branch, tag or pull request may use the environment, unless the environment's own rules prevent it.
    EnvironmentUnprotected = "environment_unprotected",

    // What starts it, and what it runs.
    /// `events` admits events that run with the repository's rights on code or input from outside.
    OutsideCodeAdmitted = "outside_code_admitted",
    /// The reusable workflow is pinned to a branch, or not at all: who may write there decides what runs.
    JobWorkflowMutable = "job_workflow_mutable",

    // For whom it is made.
    /// Tokens that were made for another service pass here, too; whoever gets one there can use it here.
    AudienceOfAnotherService = "audience_of_another_service",
    /// The audience is the one that the platform uses when a job names none, so several services may accept it.
    AudienceDefault = "audience_default",

    // Other issuers, of whose subjects nothing is known.
    /// The subject is a prefix: a whole class of jobs matches.
    SubjectOpen = "subject_open",
    /// The subject's prefix ends within a word, so that others, whose names begin alike, match.
    SubjectLookAlike = "subject_look_alike",
    /// The subject is not read; other claims tell the job from others.
    SubjectUnread = "subject_unread",
    /// Only patterns, no exact claim, tell the job from others.
    ClaimsOpen = "claims_open",
    /// No job could be made up that fulfils all conditions, so what the identity admits was not examined.
    ConditionsNotExamined = "conditions_not_examined",

    // The identity among others.
    /// The identity is disabled, so it matches nothing.
    IdentityDisabled = "identity_disabled",
    /// The identity has no role, so it may do nothing.
    RolesMissing = "roles_missing",
    /// An earlier identity has the same conditions.
    IdentityDuplicate = "identity_duplicate",
    /// A token that matches this identity matches an earlier one, too.
    IdentitiesOverlap = "identities_overlap",
    /// A token may match this identity and an earlier one; the patterns do not tell for sure.
    OverlapPossible = "overlap_possible",
    /// The policy has too many identities that are alike to compare them all.
    OverlapsNotExamined = "overlaps_not_examined",
}

/// How much an identity admits, from least to most.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Grade {
    /// One repository, pinned by its ids, and every place spelt out.
    Exact,
    /// One repository and a bounded set of places; or exact but for names that could be registered anew.
    Narrow,
    /// A whole class: every branch, every tag, or one place in every repository of the owner.
    Broad,
    /// Code that nobody reviewed gets in, or another owner, repository or audience than was meant.
    Dangerous,
}

/// How urgent a finding is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Probably not what the author means.
    Warning,
    /// Dangerous, or without any effect.
    Error,
}

impl FindingCode {
    /// The best grade that an identity can have of which this is true, where it bears on the grade.
    #[must_use]
    pub const fn grade(self) -> Option<Grade> {
        match self {
            Self::OwnerNotPinned
            | Self::RepositoryNotPinned
            | Self::PlaceIsPattern
            | Self::EnvironmentUnprotected
            | Self::SubjectUnread => Some(Grade::Narrow),
            Self::RepositoryOpen
            | Self::BranchOpen
            | Self::TagOpen
            | Self::EnvironmentOpen
            | Self::EnvironmentTwin
            | Self::PlaceLookAlike
            | Self::SubjectOpen
            | Self::ClaimsOpen
            | Self::ConditionsNotExamined => Some(Grade::Broad),
            Self::OwnerOpen
            | Self::OwnerLookAlike
            | Self::RepositoryLookAlike
            | Self::SubjectLookAlike
            | Self::PullRequestsAdmitted
            | Self::OutsideCodeAdmitted
            | Self::AudienceOfAnotherService => Some(Grade::Dangerous),
            _ => None,
        }
    }

    /// Whether an identity of which this is true can never match.
    #[must_use]
    pub const fn is_impossible(self) -> bool {
        matches!(
            self,
            Self::SubjectImpossible
                | Self::PlaceImpossible
                | Self::WorkflowImpossible
                | Self::EventsImpossible
                | Self::ConditionsImpossible
        )
    }

    /// How urgent it is.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match (self.grade(), self) {
            _ if self.is_impossible() => Severity::Error,
            (Some(Grade::Dangerous), _) => Severity::Error,
            (Some(Grade::Broad), _) => Severity::Warning,
            (
                _,
                Self::EnvironmentUnprotected
                | Self::SubjectClassicOnly
                | Self::JobWorkflowMutable
                | Self::IdentityDuplicate
                | Self::IdentitiesOverlap,
            ) => Severity::Warning,
            _ => Severity::Note,
        }
    }
}

impl Grade {
    /// Every grade, from the narrowest.
    pub const ALL: &[Self] = &[Self::Exact, Self::Narrow, Self::Broad, Self::Dangerous];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Narrow => "narrow",
            Self::Broad => "broad",
            Self::Dangerous => "dangerous",
        }
    }
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Serialize for Grade {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
