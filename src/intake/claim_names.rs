//! The names of claims that tell claims from any other JSON or list.

/// Whether an object with this member is the claims of some token.
pub(super) fn is_telling(name: &str) -> bool {
    TELLING.contains(&name)
}

/// The claim that a printout means by a name, which may be in words.
pub(super) fn claim_of(name: &str) -> Option<&'static str> {
    let known = TELLING.iter().chain(&OTHERS).find(|claim| **claim == name).copied();
    known.or_else(|| ALIASES.iter().find(|(alias, _)| name.eq_ignore_ascii_case(alias)).map(|(_, claim)| *claim))
}

/// Whether the claim is a number of seconds.
pub(super) fn is_date(name: &str) -> bool {
    matches!(name, "exp" | "nbf" | "iat" | "auth_time")
}

/// Names that stand in claims and hardly anywhere else.
const TELLING: [&str; 20] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "job_workflow_ref",
    "job_workflow_sha",
    "workflow_ref",
    "workflow_sha",
    "repository_owner",
    "repository_owner_id",
    "repository_visibility",
    "runner_environment",
    "project_path",
    "namespace_path",
    "pipeline_source",
    "ci_config_ref_uri",
    "event_name",
];

/// The other claims of GitHub, GitLab and the register of RFC 7519, for lists.
const OTHERS: [&str; 50] = [
    "actor",
    "actor_id",
    "base_ref",
    "check_run_id",
    "enterprise",
    "enterprise_id",
    "enterprise_slug",
    "environment",
    "environment_node_id",
    "head_ref",
    "ref",
    "ref_type",
    "ref_protected",
    "ref_path",
    "repository",
    "repository_id",
    "run_id",
    "run_number",
    "run_attempt",
    "sha",
    "workflow",
    "issuer_scope",
    "namespace_id",
    "project_id",
    "project_visibility",
    "user_id",
    "user_login",
    "user_email",
    "user_access_level",
    "user_identities",
    "pipeline_id",
    "job_id",
    "job_source",
    "job_project_id",
    "job_project_path",
    "job_namespace_id",
    "job_namespace_path",
    "groups_direct",
    "runner_id",
    "environment_protected",
    "environment_action",
    "deployment_tier",
    "ci_config_sha",
    "azp",
    "nonce",
    "auth_time",
    "scope",
    "organization_id",
    "organization_slug",
    "pipeline_slug",
];

/// What programs print instead of a claim's name.
const ALIASES: [(&str, &str); 8] = [
    ("subject", "sub"),
    ("subject claim", "sub"),
    ("issuer", "iss"),
    ("audience", "aud"),
    ("expires at", "exp"),
    ("expiration", "exp"),
    ("issued at", "iat"),
    ("not before", "nbf"),
];
