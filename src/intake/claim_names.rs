//! The names of claims that tell claims from any other JSON or list.

/// Whether an object with this member is the claims of some token.
pub(super) fn is_telling(name: &str) -> bool {
    TELLING.binary_search(&name).is_ok()
}

/// The claim that a printout means by a name, which may be in words.
pub(super) fn claim_of(name: &str) -> Option<&'static str> {
    let known = |names: &[&'static str]| names.get(names.binary_search(&name).ok()?).copied();
    known(&TELLING)
        .or_else(|| known(&OTHERS))
        .or_else(|| ALIASES.iter().find(|(alias, _)| name.eq_ignore_ascii_case(alias)).map(|(_, claim)| *claim))
}

/// Whether the claim is a number of seconds.
pub(super) fn is_date(name: &str) -> bool {
    matches!(name, "exp" | "nbf" | "iat" | "auth_time")
}

/// Names that stand in claims and hardly anywhere else. Sorted.
const TELLING: [&str; 20] = [
    "aud",
    "ci_config_ref_uri",
    "event_name",
    "exp",
    "iat",
    "iss",
    "job_workflow_ref",
    "job_workflow_sha",
    "jti",
    "namespace_path",
    "nbf",
    "pipeline_source",
    "project_path",
    "repository_owner",
    "repository_owner_id",
    "repository_visibility",
    "runner_environment",
    "sub",
    "workflow_ref",
    "workflow_sha",
];

/// The other claims of GitHub, GitLab and the register of RFC 7519, for lists. Sorted.
const OTHERS: [&str; 50] = [
    "actor",
    "actor_id",
    "auth_time",
    "azp",
    "base_ref",
    "check_run_id",
    "ci_config_sha",
    "deployment_tier",
    "enterprise",
    "enterprise_id",
    "enterprise_slug",
    "environment",
    "environment_action",
    "environment_node_id",
    "environment_protected",
    "groups_direct",
    "head_ref",
    "issuer_scope",
    "job_id",
    "job_namespace_id",
    "job_namespace_path",
    "job_project_id",
    "job_project_path",
    "job_source",
    "namespace_id",
    "nonce",
    "organization_id",
    "organization_slug",
    "pipeline_id",
    "pipeline_slug",
    "project_id",
    "project_visibility",
    "ref",
    "ref_path",
    "ref_protected",
    "ref_type",
    "repository",
    "repository_id",
    "run_attempt",
    "run_id",
    "run_number",
    "runner_id",
    "scope",
    "sha",
    "user_access_level",
    "user_email",
    "user_id",
    "user_identities",
    "user_login",
    "workflow",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted() {
        assert!(TELLING.is_sorted() && OTHERS.is_sorted());
    }
}
