//! The provider of a workload identity pool
//! (<https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers>).

use super::cel::{any_of, escaped, is_like, is_none_of, is_one_of, matches};
use crate::code::difference::Difference;
use crate::condition::{Condition, Scalar, Test};
use crate::conversion::Expressed;
use crate::identity::{ExpectedJob, Identity, OUTSIDE_CODE_EVENTS, Platform, RawSubject, Subject};
use crate::job::MatchBy;
use crate::job::github::WORKFLOWS;
use crate::job::gitlab::MERGE_REQUESTS;
use crate::json_value::Json;
use crate::pattern::Pattern;
use crate::place::Where;
use crate::subject_texts::ref_words;

/// Without a list of audiences, Google demands the provider's own name, which no other service has.
pub(super) fn provider(identity: &Identity) -> Expressed {
    let (conditions, differences) = conditions(identity)?;
    let condition = conditions.join(" && ");
    if condition.len() > LONGEST {
        return Err("");
    }
    let (issuer, condition) = (Json::from(identity.issuer()), Json::from(condition));
    let document = format!(
        r#"{{
  "oidc": {{ "issuerUri": {issuer} }},
  "attributeMapping": {{ "google.subject": "assertion.sub" }},
  "attributeCondition": {condition}
}}
"#
    );
    Ok((document, differences))
}

fn conditions(identity: &Identity) -> Result<(Vec<String>, Vec<Difference>), &'static str> {
    if identity.max_age.is_some() {
        return Err("maxAge");
    }
    let mut conditions = Vec::new();
    let mut differences = Vec::new();
    match &identity.subject {
        Subject::Job(job) => {
            differences.push(Difference::CaseExact);
            conditions = job_conditions(job, identity.platform)?;
        }
        Subject::Raw(RawSubject::Exact(text)) => conditions.push(is_one_of(SUBJECT, &[text])),
        Subject::Raw(RawSubject::Prefix(stem)) => conditions.push(matches(SUBJECT, &format!("{}.*", escaped(stem)))),
        Subject::Unread => {}
    }
    conditions.extend(identity.pinned_ids().map(|(claim, id)| is_one_of(&read(claim), &[id])));
    if let Some(workflow) = &identity.workflow {
        conditions.push(workflow_condition(&workflow.0, &identity.subject).ok_or("workflow")?);
    }
    if let Some(workflow) = &identity.job_workflow {
        conditions.push(is_like(&read("job_workflow_ref"), &workflow.0).ok_or("jobWorkflow")?);
    }
    match (identity.platform, &identity.events) {
        (Platform::GithubActions, Some(events)) => {
            conditions.push(is_one_of(&read("event_name"), events));
        }
        (Platform::GithubActions, None) => conditions.push(is_none_of(&read("event_name"), &OUTSIDE_CODE_EVENTS)),
        (Platform::GitlabCi | Platform::Oidc, _) => {}
    }
    for condition in &identity.conditions {
        conditions.push(further(condition).ok_or("claims")?);
    }
    Ok((conditions, differences))
}

fn job_conditions(job: &ExpectedJob, platform: Platform) -> Result<Vec<String>, &'static str> {
    if job.by == MatchBy::Claims {
        return Err("match");
    }
    match platform {
        Platform::GitlabCi => gitlab_conditions(job),
        Platform::GithubActions | Platform::Oidc => github_conditions(job),
    }
}

fn github_conditions(job: &ExpectedJob) -> Result<Vec<String>, &'static str> {
    // The ids stand in the subjects of some repositories only; in claims of their own they always do.
    let with_id = |name: &str, id: Option<&String>| format!("{name}(@{})?", id.map_or("[0-9]+", String::as_str));
    let owner = with_id(&escaped(&job.owner), job.owner_id.as_ref());
    let repository = job.repository.as_deref().map_or_else(|| NAME.to_owned(), escaped);
    let repository = with_id(&repository, job.repository_id.as_ref());
    let mut others = Vec::new();
    let context = match &job.place {
        Where { environment: Some(_), pull_request: true, .. } => return Err("pullRequest"),
        Where { environment: Some(names), pull_request: false, reference } => {
            // In the subject a colon is encoded, and something else may look alike.
            others.push(is_like(&read("environment"), &names.0).ok_or("environment")?);
            if let Some((kind, names)) = reference {
                let (folder, member) = ref_words(*kind);
                let names = any_of(&names.0, IN_REF).ok_or(member)?;
                others.push(matches(&read("ref"), &format!("refs/{folder}/{names}")));
            }
            "environment:[^:]+".to_owned()
        }
        Where { environment: None, pull_request: true, .. } => "pull_request".to_owned(),
        Where { environment: None, pull_request: false, reference } => {
            let (kind, names) = reference.as_ref().ok_or("branch")?;
            let (folder, member) = ref_words(*kind);
            format!("ref:refs/{folder}/{}", any_of(&names.0, IN_REF).ok_or(member)?)
        }
    };
    others.insert(0, matches(SUBJECT, &format!("repo:{owner}/{repository}:{context}")));
    Ok(others)
}

fn gitlab_conditions(job: &ExpectedJob) -> Result<Vec<String>, &'static str> {
    let repository = job.repository.as_deref().map_or_else(|| NAME.to_owned(), escaped);
    let path = format!("project_path:{}/{repository}", escaped(&job.owner));
    let context = match &job.place.reference {
        Some((kind, names)) => {
            let (_, member) = ref_words(*kind);
            format!("ref_type:{member}:ref:{}", any_of(&names.0, IN_REF).ok_or(member)?)
        }
        None => format!("ref_type:(branch|tag):ref:{IN_REF}+"),
    };
    let mut conditions = vec![matches(SUBJECT, &format!("{path}:{context}"))];
    if let Some(names) = &job.place.environment {
        conditions.push(is_like(&read("environment"), &names.0).ok_or("environment")?);
    }
    let source = read("pipeline_source");
    if job.place.pull_request {
        conditions.push(is_one_of(&source, &MERGE_REQUESTS));
    } else if job.place.reference.is_some() {
        conditions.push(is_none_of(&source, &MERGE_REQUESTS));
        conditions.push(matches(&read("ref_path"), "refs/(heads|tags)/.*"));
    }
    // A fork's pipeline runs elsewhere than it says. GitLab before 18.2.2 does not tell, and is not let in.
    conditions.push(format!("{} == {}", read("job_project_id"), read("project_id")));
    Ok(conditions)
}

/// The workflow's file in the one repository: `workflow_ref` may name another one.
fn workflow_condition(files: &[Pattern], subject: &Subject) -> Option<String> {
    let Subject::Job(job) = subject else { return None };
    let (owner, repository) = (escaped(&job.owner), escaped(job.repository.as_ref()?));
    let files: Option<Vec<_>> =
        files.iter().map(|file| file.exact().map(|file| escaped(file.strip_prefix(WORKFLOWS).unwrap_or(&file)))).collect();
    let path = format!("{owner}/{repository}/{}({})@refs/(heads|tags|pull)/.*", escaped(WORKFLOWS), files?.join("|"));
    Some(matches(&read("workflow_ref"), &path))
}

/// A condition on a further claim, where a text says it.
fn further(Condition { claim, test, .. }: &Condition) -> Option<String> {
    // Anything else would have to be escaped, and no platform has such claims.
    if !claim.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
        return None;
    }
    match test {
        Test::Absent => Some(format!("!has({})", read(claim))),
        Test::Glob(pattern) => is_like(&read(claim), std::slice::from_ref(pattern)),
        Test::OneOf(scalars) => {
            let texts: Option<Vec<_>> =
                scalars.iter().map(|it| if let Scalar::Text(text) = it { Some(text.as_str()) } else { None }).collect();
            Some(is_one_of(&read(claim), &texts?))
        }
    }
}

fn read(claim: &str) -> String {
    format!("assertion.{claim}")
}

const SUBJECT: &str = "assertion.sub";

/// A name of a repository, of which `*` stands for every one.
const NAME: &str = "[A-Za-z0-9_.-]+";

/// A character of a ref: in a subject a colon begins another part.
const IN_REF: &str = "[^:]";

/// Google's limit, in characters; there is no other than ASCII in almost all.
const LONGEST: usize = 4096;
