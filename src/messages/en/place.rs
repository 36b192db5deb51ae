//! Where a job ran, and what tells it.

pub(crate) const NO_BRANCH_OR_TAG: &str = "no branch or tag";
pub(crate) const NO_ENVIRONMENT: &str = "no environment";
pub(crate) const NAME_OF_ENVIRONMENT: &str = "the name of an environment";
pub(crate) const A_PULL_REQUEST: &str = "a pull request";
pub(crate) const NO_PULL_REQUEST: &str = "no pull request";
pub(crate) const NAME_OF_BRANCH_OR_TAG: &str = "the name of a branch or tag";
pub(crate) const GITHUB_SUBJECT_FORM: &str = "`repo:OWNER/REPOSITORY:` with a branch, tag, pull request or environment";
pub(crate) const OWNER_AND_NAME: &str = "an owner and a name";
pub(crate) const ANOTHER_REF: &str = "another ref";
pub(crate) const BRANCH_OR_TAG_NOT_PULL_REQUEST: &str = "a branch or tag, not a pull request";
pub(crate) const PROJECT_IN_GROUP: &str = "a project in a group";
pub(crate) const BRANCH_OR_TAG: &str = "`branch` or `tag`";
pub(crate) const WHAT_IS_ALWAYS_SIGNED: &str = "what this platform always signs";
pub(crate) const ANY_REPOSITORY: &str = "any name of a repository";
pub(crate) const USUAL_EVENTS: &str = "all but `pull_request_target` and `workflow_run`";
pub(crate) const AN_AUDIENCE: &str = "an audience";
pub(crate) const PULL_REQUESTS: &str = "pull requests";
pub(crate) const MERGE_REQUESTS: &str = "merge requests";
pub(crate) const CLAIMS_THAT_TELL_THE_PLACE: &str = "claims that tell where the job ran";

pub(crate) fn branch(name: &str) -> String {
    format!("the branch {name}")
}

pub(crate) fn tag(name: &str) -> String {
    format!("the tag {name}")
}

pub(crate) fn environment(name: &str) -> String {
    format!("the environment {name}")
}

/// Any other ref.
pub(crate) fn reference(full: &str) -> String {
    format!("the ref {full}")
}
