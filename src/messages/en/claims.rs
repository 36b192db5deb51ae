//! What claims and header parameters mean, in plain words.

pub(crate) const fn unknown_claim() -> &'static str {
    "not known here; nothing is decided by it unless the identity's `claims` name it"
}

/// What the header parameter means.
pub(crate) fn parameter(name: &str) -> &'static str {
    match name {
        "alg" => "the algorithm of the signature",
        "kid" => "which of the issuer's keys signed",
        "typ" => "what kind of token it is",
        "cty" => "what kind of content it has",
        "x5t" | "x5t#S256" => "the thumbprint of the key's certificate; it is not needed",
        "jwk" | "jku" | "x5c" | "x5u" => "a key that the token offers; ignored: the token may not choose its own key",
        "crit" | "b64" | "enc" => "an extension that changes how the token is read; refused",
        _ => "not known here; ignored",
    }
}

/// RFC 7519 section 4.1, and OpenID Connect.
pub(crate) fn registered_claim(name: &str) -> Option<&'static str> {
    Some(match name {
        "iss" => "who issued the token",
        "sub" => "who the token speaks of",
        "aud" => "for whom it was made",
        "exp" => "until when it is valid",
        "nbf" => "from when on it is valid",
        "iat" => "when it was issued",
        "jti" => "the token's own number, never used twice",
        "azp" => "to whom it was issued",
        "nonce" => "a number that the requester chose",
        "auth_time" => "when the user signed in",
        "email" => "an e-mail address",
        "email_verified" => "whether the e-mail address was verified",
        "name" => "a full name",
        "groups" => "groups of the subject",
        _ => return None,
    })
}

/// <https://docs.github.com/actions/reference/security/oidc>
pub(crate) fn github_claim(name: &str) -> Option<&'static str> {
    Some(match name {
        "sub" => "who: the repository and where the job ran, in one text",
        "aud" => "for whom it was made; the owner's address if the job asked for nobody",
        "nbf" => "from when on it is valid; GitHub puts it minutes before `iat`",
        "repository" => "owner and name of the repository that runs the workflow",
        "repository_id" => "the number of the repository; it stays when the name changes, and is never used again",
        "repository_owner" => "the organisation or user who owns the repository",
        "repository_owner_id" => "the number of the owner; it stays when the name changes, and is never used again",
        "repository_visibility" => "who can see the repository: `public`, `internal` or `private`",
        "ref" => "the branch, tag or pull request that triggered the workflow",
        "ref_type" => "whether `ref` is a branch or a tag",
        "ref_protected" => "whether the branch or tag is protected by rules",
        "sha" => "the commit",
        "base_ref" => "the branch into which a pull request wants to go; else empty",
        "head_ref" => "the branch from which a pull request comes; its author chose the name; else empty",
        "event_name" => "the event that triggered the workflow",
        "environment" => "the environment that the job uses; absent if it uses none",
        "environment_node_id" => "the environment's id in GitHub's API",
        "workflow" => "the name of the workflow; whoever writes the workflow chooses it",
        "workflow_ref" => "the workflow file that was started, and at which ref",
        "workflow_sha" => "the commit of the workflow file",
        "job_workflow_ref" => "the workflow that defines this job: the called one, if it is reusable",
        "job_workflow_sha" => "the commit of that workflow",
        "actor" => "who started the run",
        "actor_id" => "the number of who started the run",
        "run_id" => "the number of the run",
        "run_number" => "which run of this workflow it is, counted from 1",
        "run_attempt" => "which attempt of this run it is, counted from 1",
        "check_run_id" => "the number of the job's check run",
        "runner_environment" => "whether GitHub or somebody else runs the machine",
        "enterprise" => "the enterprise of the owner",
        "enterprise_id" => "the number of the enterprise",
        _ if name.starts_with("repo_property_") => "a property that the organisation gave the repository",
        _ => return None,
    })
}

/// <https://docs.gitlab.com/ci/secrets/id_token_authentication/>
pub(crate) fn gitlab_claim(name: &str) -> Option<&'static str> {
    Some(match name {
        "sub" => "who: the project and the ref, in one text",
        "aud" => "for whom it was made, as the job's `id_tokens` say",
        "namespace_id" => "the number of the group or user that owns the project",
        "namespace_path" => "the group or user that owns the project",
        "project_id" => "the number of the project",
        "project_path" => "group and name of the project",
        "project_visibility" => "who can see the project",
        "job_project_id" => "the number of the project in which the job ran; a fork's, for a fork's merge request",
        "job_project_path" => "the project in which the job ran; a fork's, for a fork's merge request",
        "job_namespace_id" => "the number of the owner of the project in which the job ran",
        "job_namespace_path" => "the owner of the project in which the job ran",
        "user_id" => "the number of the user who started the pipeline",
        "user_login" => "the user who started the pipeline",
        "user_email" => "the e-mail address of the user who started the pipeline",
        "user_access_level" => "the role of that user in the project",
        "user_identities" => "that user's accounts elsewhere",
        "groups_direct" => "the groups of that user",
        "pipeline_id" => "the number of the pipeline",
        "pipeline_source" => "what triggered the pipeline",
        "job_id" => "the number of the job",
        "ref" => "the branch or tag",
        "ref_type" => "whether `ref` is a branch or a tag",
        "ref_path" => "the branch or tag as a full ref",
        "ref_protected" => "whether the branch or tag is protected",
        "environment" => "the environment that the job deploys to",
        "environment_protected" => "whether that environment is protected",
        "environment_action" => "what the job does with the environment",
        "deployment_tier" => "what kind of environment it is",
        "deployment_branch" => "the branch that is deployed",
        "runner_id" => "the number of the runner",
        "runner_environment" => "whether GitLab or somebody else runs the machine",
        "sha" => "the commit",
        "ci_config_ref_uri" => "the pipeline's configuration file, and at which ref",
        "ci_config_sha" => "the commit of that file",
        "job_config" => "where the job's own configuration comes from",
        _ => return None,
    })
}
