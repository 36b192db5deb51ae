//! The stable names in an explanation.

codes! {
    /// The one word about a token.
    Word;

    /// Genuine, current and allowed: an identity admits it now.
    Accepted = "accepted",
    /// It is not accepted now, but it was at the time that was asked about.
    WouldHaveBeenAccepted = "would_have_been_accepted",
    /// Nothing speaks against it, and nobody checked who signed it.
    NotProven = "not_proven",
    /// Something speaks against it.
    Rejected = "rejected",
}

codes! {
    /// The answer to one of the four questions.
    Answer;

    /// It is so.
    Yes = "yes",
    /// It is not so.
    No = "no",
    /// Nobody can tell from what is there.
    Unknown = "unknown",
}

codes! {
    /// How a check went.
    State;

    /// It holds.
    Passed = "passed",
    /// It does not hold.
    Failed = "failed",
    /// It holds, and there is something to worry about.
    Warned = "warned",
    /// Nobody can tell: something is missing that is neither in the token nor in the policy.
    Unknown = "unknown",
    /// It could not be asked, because an earlier check failed.
    NotReached = "not_reached",
}

codes! {
    /// In which form a subject is.
    SubjectForm;

    /// The platform's default form.
    Default = "default",
    /// Claims by name, as the owner's or project's settings have it.
    Customised = "customised",
    /// Nothing that is known here.
    Other = "other",
}

codes! {
    /// What a part of a subject is.
    SubjectPartKind;

    /// A fixed word of the platform's grammar.
    Keyword = "keyword",
    /// The name of the owner.
    Owner = "owner",
    /// The numeric id of the owner.
    OwnerId = "owner_id",
    /// The name of the repository or project.
    Repository = "repository",
    /// The numeric id of the repository.
    RepositoryId = "repository_id",
    /// The name of a branch.
    Branch = "branch",
    /// The name of a tag.
    Tag = "tag",
    /// The name of an environment, with `:` as `%3A`.
    Environment = "environment",
    /// The mark of a pull request.
    PullRequest = "pull_request",
    /// The name of a claim in a customised subject.
    ClaimName = "claim_name",
    /// The value of that claim.
    ClaimValue = "claim_value",
    /// Nothing that is known here.
    Other = "other",
}

codes! {
    /// Why something is as it is, in the words of the platform.
    Hint;

    /// The environment stands in `sub` instead of the branch or tag.
    EnvironmentReplacesRef = "environment_replaces_ref",
    /// The subject carries ids, the default since July 2026.
    IdsInSubject = "ids_in_subject",
    /// Two texts differ in upper and lower case only.
    CaseOnly = "case_only",
    /// A pull request has no branch in `sub`.
    PullRequestWithoutBranch = "pull_request_without_branch",
    /// The job asked for no audience, so the platform put its default.
    DefaultAudience = "default_audience",
    /// The audience is another service's.
    ForeignAudience = "foreign_audience",
    /// The issuer is a GitHub Enterprise Server.
    EnterpriseServer = "enterprise_server",
    /// The issuer is a GitHub Enterprise on ghe.com.
    EnterpriseCloud = "enterprise_cloud",
    /// The issuer carries the slug of an enterprise.
    EnterpriseSlug = "enterprise_slug",
    /// Two addresses differ in a slash at the end.
    TrailingSlash = "trailing_slash",
    /// The key may have been rotated.
    KeyRotated = "key_rotated",
    /// The owner's settings replace the platform's default subject.
    SubjectCustomised = "subject_customised",
    /// The job ran for a tag, and the identity speaks of a branch.
    TagNotBranch = "tag_not_branch",
    /// The job ran on a branch, and the identity speaks of a tag.
    BranchNotTag = "branch_not_tag",
    /// The job ran on a branch of the merge queue.
    MergeQueue = "merge_queue",
    /// The event gives outside code the rights of the base branch.
    OutsideCodeEvent = "outside_code_event",
    /// A date is in milliseconds.
    Milliseconds = "milliseconds",
    /// The signature is too short.
    SignatureCut = "signature_cut",
    /// The token says that it is not signed.
    AlgorithmNone = "algorithm_none",
    /// The token is signed with a shared secret.
    AlgorithmHmac = "algorithm_hmac",
    /// The token offers a key of its own.
    OfferedKey = "offered_key",
    /// Two environments have the same subject.
    TwinEnvironments = "twin_environments",
    /// The files differ in `.yml` and `.yaml` only.
    YmlYaml = "yml_yaml",
    /// The identity names the workflow, not its file.
    WorkflowName = "workflow_name",
    /// The reusable workflow is the right one, at another ref.
    OtherWorkflowRef = "other_workflow_ref",
    /// The name is meant without `refs/heads/`, or with it.
    FullRefName = "full_ref_name",
    /// The clocks may differ.
    ClocksDiffer = "clocks_differ",
    /// The pattern is right but for the ids that the subject carries.
    PatternWithoutIds = "pattern_without_ids",
    /// A hyphen stands where the platform has an underscore.
    HyphenForUnderscore = "hyphen_for_underscore",
}

codes! {
    /// Where a change is to be made.
    Target;

    /// In the policy document.
    Policy = "policy",
    /// In the workflow that requests the token.
    Workflow = "workflow",
    /// With whoever sends the token, or gives the keys.
    Elsewhere = "elsewhere",
}

codes! {
    /// A change that would help.
    Advice;

    // In the policy: the narrowest first.
    /// Add the branch to the identity.
    AddBranch = "add_branch",
    /// Add the merge queue's branches of one branch to the identity.
    AddMergeQueue = "add_merge_queue",
    /// Add the tag to the identity.
    AddTag = "add_tag",
    /// Add the environment to the identity's environments.
    AddEnvironment = "add_environment",
    /// Let the identity demand the environment beside what it demands.
    RequireEnvironment = "require_environment",
    /// Read the place from the claims that the subject is made of.
    MatchClaims = "match_claims",
    /// Add the audience to the identity.
    AddAudience = "add_audience",
    /// Set the identity's issuer.
    SetIssuer = "set_issuer",
    /// Correct the name of an owner that was renamed.
    RenameOwner = "rename_owner",
    /// Correct the name of a repository that was renamed.
    RenameRepository = "rename_repository",
    /// Replace the raw subject.
    SetSubject = "set_subject",
    /// Add the workflow file to the identity.
    AddWorkflow = "add_workflow",
    /// Put the workflow's file in place of its name.
    NameWorkflowFile = "name_workflow_file",
    /// Add the reusable workflow to the identity.
    AddJobWorkflow = "add_job_workflow",
    /// Add the event to the identity.
    AllowEvent = "allow_event",
    /// Add the claim's value to the condition.
    ExtendCondition = "extend_condition",
    /// Put the identity to use again.
    EnableIdentity = "enable_identity",
    /// Accept older tokens.
    RaiseMaxAge = "raise_max_age",
    /// A second identity for the branch.
    NewIdentityForBranch = "new_identity_for_branch",
    /// A second identity for the tag.
    NewIdentityForTag = "new_identity_for_tag",
    /// A second identity for the environment.
    NewIdentityForEnvironment = "new_identity_for_environment",
    /// A second identity for pull requests.
    NewIdentityForPullRequest = "new_identity_for_pull_request",
    /// A second identity for the repository.
    NewIdentityForRepository = "new_identity_for_repository",
    /// Several of these together.
    Together = "together",

    // In the workflow.
    /// Run the job where the identity says.
    RunThere = "run_there",
    /// Run the job on a push instead of for a pull request.
    RunOnPush = "run_on_push",
    /// Take `environment:` out of the job.
    RemoveEnvironment = "remove_environment",
    /// Put `environment:` into the job.
    SetEnvironment = "set_environment",
    /// Ask for the audience.
    RequestAudience = "request_audience",
    /// Ask for a second token with this audience.
    RequestSecondToken = "request_second_token",
    /// Trigger the workflow by another event.
    TriggerOtherwise = "trigger_otherwise",
    /// Run the job from the expected file.
    RunFromFile = "run_from_file",
    /// Call the expected reusable workflow.
    CallWorkflow = "call_workflow",
    /// Ask for a fresh token right before it is used.
    RequestFreshToken = "request_fresh_token",

    // Elsewhere.
    /// Give the issuer's keys.
    GiveKeys = "give_keys",
    /// Fetch the issuer's keys again.
    FetchKeysAgain = "fetch_keys_again",
    /// Copy the token once more, whole.
    CopyWholeToken = "copy_whole_token",
    /// Give the token whose claims these are.
    GiveToken = "give_token",
    /// Use the token that the platform gave.
    UsePlatformToken = "use_platform_token",
    /// Set the clocks right.
    SetClock = "set_clock",
    /// Trust the enterprise's issuer, if it is one's own.
    TrustEnterprise = "trust_enterprise",
    /// Add an identity for the issuer, if it is one's own.
    AddIdentityForIssuer = "add_identity_for_issuer",
    /// Use the identity of that owner, if there is one.
    UseOtherIdentity = "use_other_identity",
    /// Name the identity that admits the token.
    NameOtherIdentity = "name_other_identity",
    /// Find out who has the name now.
    CheckOwner = "check_owner",
    /// Correct the claim's condition, or run the job so that it fits.
    FitCondition = "fit_condition",
    /// Give a policy.
    AddPolicy = "add_policy",
}

impl Hint {
    /// Whether it says better than the reason itself what is wrong.
    pub(crate) const fn is_telling(self) -> bool {
        matches!(
            self,
            Self::CaseOnly
                | Self::DefaultAudience
                | Self::ForeignAudience
                | Self::EnterpriseServer
                | Self::EnterpriseCloud
                | Self::EnterpriseSlug
                | Self::TrailingSlash
                | Self::Milliseconds
                | Self::SignatureCut
                | Self::AlgorithmNone
                | Self::AlgorithmHmac
                | Self::TwinEnvironments
                | Self::YmlYaml
                | Self::WorkflowName
                | Self::OtherWorkflowRef
                | Self::PatternWithoutIds
                | Self::HyphenForUnderscore
                | Self::TagNotBranch
                | Self::BranchNotTag
                | Self::MergeQueue
                | Self::SubjectCustomised
        )
    }
}

impl Advice {
    /// Where the change is to be made.
    #[must_use]
    pub const fn target(self) -> Target {
        match self {
            Self::AddBranch
            | Self::AddMergeQueue
            | Self::AddTag
            | Self::AddEnvironment
            | Self::RequireEnvironment
            | Self::MatchClaims
            | Self::AddAudience
            | Self::SetIssuer
            | Self::RenameOwner
            | Self::RenameRepository
            | Self::SetSubject
            | Self::AddWorkflow
            | Self::NameWorkflowFile
            | Self::AddJobWorkflow
            | Self::AllowEvent
            | Self::ExtendCondition
            | Self::EnableIdentity
            | Self::RaiseMaxAge
            | Self::NewIdentityForBranch
            | Self::NewIdentityForTag
            | Self::NewIdentityForEnvironment
            | Self::NewIdentityForPullRequest
            | Self::NewIdentityForRepository
            | Self::Together
            | Self::TrustEnterprise
            | Self::AddIdentityForIssuer
            | Self::AddPolicy => Target::Policy,
            Self::RunThere
            | Self::RunOnPush
            | Self::RemoveEnvironment
            | Self::SetEnvironment
            | Self::RequestAudience
            | Self::RequestSecondToken
            | Self::TriggerOtherwise
            | Self::RunFromFile
            | Self::CallWorkflow
            | Self::RequestFreshToken
            | Self::FitCondition => Target::Workflow,
            Self::GiveKeys
            | Self::FetchKeysAgain
            | Self::CopyWholeToken
            | Self::GiveToken
            | Self::UsePlatformToken
            | Self::SetClock
            | Self::UseOtherIdentity
            | Self::NameOtherIdentity
            | Self::CheckOwner => Target::Elsewhere,
        }
    }
}

codes! {
    /// What a piece of text is, for whoever colours it.
    Role;

    /// Nothing special.
    Plain = "plain",
    /// The heading of a part.
    Heading = "heading",
    /// The name of what follows.
    Label = "label",
    /// Good news.
    Good = "good",
    /// Bad news.
    Bad = "bad",
    /// Something to worry about.
    Doubtful = "doubtful",
    /// Something to find out.
    Unknown = "unknown",
}
