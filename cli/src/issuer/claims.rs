//! The claims of a job, as the platforms write them: GitHub's by its page "OpenID Connect reference", GitLab's by "OpenID Connect
//! (OIDC) authentication using ID tokens". All but the times are strings at GitHub.

use serde_json::{Map, Value, json};

use super::job::{Job, Platform};

/// The claims of a token for `audience`; `jti` is its name.
pub(super) fn of(job: &Job, audience: Option<&str>, jti: &str, now: u64) -> Map<String, Value> {
    let facts = Facts::of(job);
    let mut claims = match job.platform() {
        Platform::GithubActions => github(&facts, job),
        Platform::GitlabCi => gitlab(&facts, job),
    };
    let (lifetime, early) = match job.platform() {
        Platform::GithubActions => (300, 300),
        Platform::GitlabCi => (3600, 5),
    };
    let audience = audience.or(job.default_audience.as_deref());
    let iat = now.saturating_sub(job.issued_ago.unwrap_or_default());
    claims.insert("jti".to_owned(), json!(jti));
    claims.insert("aud".to_owned(), json!(audience.map_or_else(|| default_audience(job, &facts), str::to_owned)));
    claims.insert("iss".to_owned(), json!(job.issuer()));
    // GitHub's tokens begin before they were issued.
    claims.insert("nbf".to_owned(), json!(iat.saturating_sub(early)));
    claims.insert("exp".to_owned(), json!(iat.saturating_add(job.lifetime.unwrap_or(lifetime))));
    claims.insert("iat".to_owned(), json!(iat));
    for (name, value) in job.claims.iter().flatten() {
        // An id is a string of digits, so a number in the shell's words means one.
        let json = serde_json::from_str(value).ok().filter(|value: &Value| !value.is_number());
        claims.insert(name.clone(), json.unwrap_or_else(|| json!(value)));
    }
    claims
}

struct Facts<'j> {
    owner: &'j str,
    owner_id: &'j str,
    repository: &'j str,
    repository_id: &'j str,
    path: String,
    branch: &'j str,
}

impl<'j> Facts<'j> {
    fn of(job: &'j Job) -> Self {
        let owner = job.owner.as_deref().unwrap_or("my-org");
        let repository = job.repository.as_deref().unwrap_or("my-repo");
        Self {
            owner,
            owner_id: job.owner_id.as_deref().unwrap_or("84790634"),
            repository,
            repository_id: job.repository_id.as_deref().unwrap_or("1410796915"),
            path: format!("{owner}/{repository}"),
            branch: job.branch.as_deref().unwrap_or("main"),
        }
    }
}

fn default_audience(job: &Job, facts: &Facts<'_>) -> String {
    let host = job.issuer().split('/').nth(2).unwrap_or_default();
    match (job.platform(), host) {
        (Platform::GitlabCi, _) => job.issuer().to_owned(),
        (Platform::GithubActions, "token.actions.githubusercontent.com") => format!("https://github.com/{}", facts.owner),
        (Platform::GithubActions, host) => {
            format!("https://{}/{}", host.strip_prefix("token.actions.").unwrap_or(host), facts.owner)
        }
    }
}

fn github(facts: &Facts<'_>, job: &Job) -> Map<String, Value> {
    let Facts { owner, owner_id, repository, repository_id, path, branch } = facts;
    let (git_ref, ref_type, event) = match (&job.tag, job.pull_request) {
        (Some(tag), _) => (format!("refs/tags/{tag}"), "tag", "push"),
        // These run on the base branch, with its rights.
        (None, Some(_)) if job.event.as_deref() == Some("pull_request_target") => {
            (format!("refs/heads/{branch}"), "branch", "pull_request_target")
        }
        (None, Some(number)) => (format!("refs/pull/{number}/merge"), "branch", "pull_request"),
        (None, None) => (format!("refs/heads/{branch}"), "branch", "push"),
    };
    let event = job.event.as_deref().unwrap_or(event);
    let (head, base) = if job.pull_request.is_some() { ("feature/login", *branch) } else { ("", "") };
    let context = match &job.environment {
        // GitHub escapes colons and no percent sign.
        Some(environment) => format!("environment:{}", environment.replace(':', "%3A")),
        None if event == "pull_request" => "pull_request".to_owned(),
        None => format!("ref:{git_ref}"),
    };
    let subject = match job.immutable_subject {
        Some(true) => format!("repo:{owner}@{owner_id}/{repository}@{repository_id}:{context}"),
        _ => format!("repo:{path}:{context}"),
    };
    let workflow = format!("{path}/.github/workflows/{}@{git_ref}", job.workflow.as_deref().unwrap_or("deploy.yml"));
    let mut claims = Map::new();
    let mut set = |name: &str, value: &str| claims.insert(name.to_owned(), json!(value));
    set("sub", &subject);
    set("ref", &git_ref);
    set("sha", SHA);
    set("repository", path);
    set("repository_owner", owner);
    set("actor_id", "583231");
    set("repository_visibility", "private");
    set("repository_id", repository_id);
    set("repository_owner_id", owner_id);
    set("run_id", "37824901043");
    set("run_number", "10");
    set("run_attempt", "1");
    set("runner_environment", "github-hosted");
    set("actor", "octocat");
    set("workflow", "Deploy Database Changes");
    set("head_ref", head);
    set("base_ref", base);
    set("event_name", event);
    set("ref_protected", if job.pull_request.is_some() { "false" } else { "true" });
    set("ref_type", ref_type);
    set("workflow_ref", &workflow);
    set("workflow_sha", SHA);
    set("job_workflow_ref", &workflow);
    set("job_workflow_sha", SHA);
    set("check_run_id", "113475122442");
    if let Some(environment) = &job.environment {
        set("environment", environment);
        set("environment_node_id", "EN_kwDOVBcNc88AAAAFiytEwA");
    }
    claims
}

fn gitlab(facts: &Facts<'_>, job: &Job) -> Map<String, Value> {
    let Facts { owner, owner_id, repository_id, path, branch, .. } = facts;
    let (name, ref_type, kind) = job.tag.as_deref().map_or((*branch, "branch", "heads"), |tag| (tag, "tag", "tags"));
    let source = job.event.as_deref().unwrap_or(if job.pull_request.is_some() { "merge_request_event" } else { "push" });
    let host = job.issuer().strip_prefix("https://").unwrap_or_default();
    let mut claims = Map::new();
    let mut set = |name: &str, value: &str| claims.insert(name.to_owned(), json!(value));
    set("project_id", repository_id);
    set("project_path", path);
    set("namespace_id", owner_id);
    set("namespace_path", owner);
    set("user_id", "42");
    set("user_login", "jane");
    set("user_email", "jane@example.com");
    set("user_access_level", "owner");
    set("job_project_id", repository_id);
    set("job_project_path", path);
    set("job_namespace_id", owner_id);
    set("job_namespace_path", owner);
    set("pipeline_id", "1390481219");
    set("pipeline_source", source);
    set("job_id", "7449016853");
    set("ref", name);
    set("ref_type", ref_type);
    set("ref_path", &format!("refs/{kind}/{name}"));
    set("ref_protected", if job.pull_request.is_some() { "false" } else { "true" });
    set("runner_environment", "gitlab-hosted");
    set("sha", SHA);
    set("project_visibility", "private");
    set("ci_config_ref_uri", &format!("{host}/{path}//.gitlab-ci.yml@refs/{kind}/{name}"));
    set("ci_config_sha", SHA);
    set("sub", &format!("project_path:{path}:ref_type:{ref_type}:ref:{name}"));
    if let Some(environment) = &job.environment {
        set("environment", environment);
    }
    claims.insert("groups_direct".to_owned(), json!([owner]));
    claims.insert("runner_id".to_owned(), json!(12_270_852));
    claims
}

const SHA: &str = "f0ce60ef4523c1cb6e67b77d831a1b264a54afa5";
