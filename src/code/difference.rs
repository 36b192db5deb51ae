//! The stable names of what changes when an identity moves between a policy and another system.

use serde::{Serialize, Serializer};

codes! {
    /// What a converted identity admits that the original does not, or the reverse.
    Difference;

    // From Bytebase to a policy.
    /// Jobs that `pull_request_target` or `workflow_run` started are denied; Bytebase does not look at the event.
    EventsGuarded = "events_guarded",
    /// Pipelines of forks are denied; Bytebase does not look at the project in which a pipeline ran.
    ForksGuarded = "forks_guarded",
    /// Subjects with ids match, too, as repositories have them that were made, renamed or transferred since 2026-07-15.
    IdFormAdmitted = "id_form_admitted",
    /// Subjects without ids match, too, if the ids in the other claims are the pinned ones.
    PlainFormAdmitted = "plain_form_admitted",
    /// Upper and lower case make no difference in the names of owner, repository and environment.
    CaseIgnored = "case_ignored",
    /// Pipelines of merge requests are denied; Bytebase cannot tell them from those of the branch.
    MergeRequestsDenied = "merge_requests_denied",

    // From a policy to Bytebase or a cloud.
    /// Jobs that `pull_request_target` or `workflow_run` started are admitted; nobody looks at the event there.
    EventsUnguarded = "events_unguarded",
    /// Pipelines of merge requests from the branch are admitted; nobody can tell them from those of the branch there.
    MergeRequestsAdmitted = "merge_requests_admitted",
    /// Pipelines of forks are admitted if GitLab lets them have such a subject; nobody looks at where they ran there.
    ForksUnguarded = "forks_unguarded",
    /// Only subjects without ids match; repositories made, renamed or transferred since 2026-07-15 have others.
    IdFormLost = "id_form_lost",
    /// Only subjects with ids match; older repositories that have not opted in have others.
    PlainFormLost = "plain_form_lost",
    /// Upper and lower case of names must be exactly as in the token.
    CaseExact = "case_exact",
    /// The audience must be exactly as in the token, also the owner's name in it.
    AudienceExact = "audience_exact",
    /// Keys are fetched from the issuer by Bytebase; those in the policy, and their addresses, are left behind.
    KeysLost = "keys_lost",
    /// Roles are granted in Bytebase's projects; those of the policy are left behind.
    RolesLost = "roles_lost",
    /// The cloud takes tokens for its own audience; those for an audience of the policy open nothing there.
    AudienceOfCloud = "audience_of_cloud",
}

/// How what a converted identity admits compares with the original.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Reach {
    /// The same.
    Equal,
    /// Less, and nothing besides.
    Narrower,
    /// Something that the original refuses.
    Wider,
}

impl Difference {
    /// Whether the converted identity admits less because of it, or more.
    #[must_use]
    pub const fn reach(self) -> Reach {
        match self {
            Self::KeysLost | Self::RolesLost | Self::AudienceOfCloud => Reach::Equal,
            Self::EventsGuarded
            | Self::ForksGuarded
            | Self::MergeRequestsDenied
            | Self::IdFormLost
            | Self::PlainFormLost
            | Self::CaseExact
            | Self::AudienceExact => Reach::Narrower,
            Self::IdFormAdmitted
            | Self::PlainFormAdmitted
            | Self::CaseIgnored
            | Self::EventsUnguarded
            | Self::ForksUnguarded
            | Self::MergeRequestsAdmitted => Reach::Wider,
        }
    }

    /// Whether it shows in the subjects that are admitted, and not only in other claims.
    #[must_use]
    pub const fn is_of_subjects(self) -> bool {
        matches!(
            self,
            Self::IdFormAdmitted
                | Self::PlainFormAdmitted
                | Self::CaseIgnored
                | Self::IdFormLost
                | Self::PlainFormLost
                | Self::CaseExact
        )
    }
}

impl Reach {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Narrower => "narrower",
            Self::Wider => "wider",
        }
    }
}

impl Serialize for Reach {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
