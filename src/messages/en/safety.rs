//! Jobs that were made up, and why a name or a subject can never be.

pub(crate) const WORKFLOW_FILE_ENDING: &str = "a workflow's file ends with `.yml` or `.yaml`";
pub(crate) const JOB_WORKFLOW_ENDING: &str = "`job_workflow_ref` ends with `@` and a ref";
pub(crate) const GROUP_ID: &str = "the group's page shows it as the group ID";
pub(crate) const PROJECT_ID: &str = "the project's page shows it as the project ID";
pub(crate) const ANOTHER_JOB: &str = "another job of this issuer";
pub(crate) const A_JOB: &str = "a job of this issuer";
pub(crate) const ENVIRONMENT_NAME: &str = "an environment's name has no white space at its ends and no control characters";
pub(crate) const NOT_WITH_REFS: &str = "a name never begins with `refs/`; leave that part out";
pub(crate) const NOT_WITH_SLASH_OR_DOT: &str = "a name never begins with `/` or `.`";
pub(crate) const NO_SUCH_CHARACTER: &str = "git allows none of `?`, `[`, `^`, `~`, `:`, `*` and the backslash in a name";
pub(crate) const NO_WHITE_SPACE: &str = "git allows no white space in a name";
pub(crate) const NO_SUCH_PAIR: &str = "git allows none of `//`, `..`, `/.` and `@{` in a name";
pub(crate) const NO_SUCH_END: &str = "a name never ends with `/`, `.` or `.lock`";
pub(crate) const OF_ANOTHER_OWNER: &str = "another owner's";
pub(crate) const OF_THE_REPOSITORY: &str = "the repository";
pub(crate) const OF_THE_PROJECT: &str = "the project";
pub(crate) const OF_ANOTHER_ID: &str = "the repository of another id";
pub(crate) const OF_NAMES_ANEW: &str = "the names registered anew,";
pub(crate) const OF_A_NAME_ANEW: &str = "the name given anew,";
pub(crate) const BRANCH_OF_MERGE_QUEUE: &str = "a branch of the merge queue";
pub(crate) const A_MERGE_REQUEST: &str = "a merge request";
pub(crate) const GITHUB_CONTEXTS: &str = "GitHub writes `pull_request`, `ref:…`, `environment:…` or `claim:value`";
pub(crate) const GITLAB_CONTEXTS: &str = "GitLab writes `ref_type:branch:ref:…` or `ref_type:tag:ref:…`";
pub(crate) const EMPTY_PART: &str = "a part of it is empty";
pub(crate) const FOREIGN_PART: &str = "a part of it is no claim that the platform puts into `sub`";
pub(crate) const ONE_SIDED_ID: &str = "owner and repository have both an id, or neither has";
pub(crate) const GITHUB_REPOSITORY: &str = "GitHub writes `repo:OWNER/REPOSITORY`";
pub(crate) const NO_SUCH_NAME: &str = "GitHub allows no such name of an owner or repository";
pub(crate) const EMPTY_REPOSITORY: &str = "the repository's name is empty";
pub(crate) const GITLAB_PROJECT: &str = "GitLab writes `project_path:GROUP/PROJECT`";
pub(crate) const EMPTY_PART_OF_PATH: &str = "a part of the project's path is empty";
pub(crate) const GITHUB_REF: &str = "GitHub writes `ref:refs/heads/BRANCH` or `ref:refs/tags/TAG`";
pub(crate) const GITLAB_REF_TYPE: &str = "the platform writes `ref_type:branch` or `ref_type:tag`";
pub(crate) const NUMBER_BEHIND_AT: &str = "behind an `@` stands a number";
pub(crate) const RAW_COLON: &str = "a `:` in a name is written `%3A`";

pub(crate) fn owner_id_at_github(owner: &str) -> String {
    format!("`gh api users/{owner} --jq .id` tells it")
}

pub(crate) fn repository_id_at_github(owner: &str, repository: &str) -> String {
    format!("`gh api repos/{owner}/{repository} --jq .id` tells it")
}

pub(crate) fn claim_condition(claim: &str) -> String {
    format!("`{claim}` in `claims`")
}

pub(crate) fn started_by(place: &str, event: &str) -> String {
    format!("{place}, started by {event}")
}

pub(crate) fn environment_from(name: &str, source: &str) -> String {
    format!("the environment {name}, from {source}")
}
