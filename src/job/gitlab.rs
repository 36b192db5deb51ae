//! GitLab CI: `sub` and the claims beside it (<https://docs.gitlab.com/ci/secrets/id_token_authentication/>).

use super::{Job, MatchBy, agree, contradiction, customised, required, same_bytes, same_name};
use crate::claims::Claims;
use crate::code::Code;
use crate::place::{Place, Reference};
use crate::problem::{Problem, quoted};

/// A `sub` in GitLab's default form: `project_path:GROUP/PROJECT:ref_type:TYPE:ref:REF`.
struct Subject<'t> {
    project_path: &'t str,
    ref_type: &'t str,
    name: &'t str,
}

impl<'t> Subject<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (project_path, context) = text.strip_prefix("project_path:")?.split_once(":ref_type:")?;
        let (ref_type, name) = context.split_once(":ref:")?;
        (!project_path.contains(':')).then_some(Self { project_path, ref_type, name })
    }
}

/// Reads the job, or says why it cannot be believed or understood.
pub(crate) fn read(claims: &Claims, by: MatchBy) -> Result<Job<'_>, Problem> {
    let text = required(claims, "sub")?;
    refuse_foreign_pipeline(claims)?;
    let subject = Subject::parse(text);
    if let Some(subject) = &subject {
        agree(claims, "project_path", subject.project_path, same_name)?;
        agree(claims, "ref_type", subject.ref_type, same_bytes)?;
        agree(claims, "ref", subject.name, same_bytes)?;
    }
    let (project_path, ref_type, name, pointer) = match (by, subject) {
        (MatchBy::Subject, Some(subject)) => (subject.project_path, subject.ref_type, subject.name, "/sub"),
        (MatchBy::Subject, None) => return Err(customised(text, "`project_path:GROUP/PROJECT:ref_type:TYPE:ref:REF`")),
        (MatchBy::Claims, _) => {
            (required(claims, "project_path")?, required(claims, "ref_type")?, required(claims, "ref")?, "/ref")
        }
    };
    let (owner, repository) = project_path
        .rsplit_once('/')
        .filter(|(owner, repository)| !owner.is_empty() && !repository.is_empty())
        .ok_or_else(|| customised(text, "a project in a group"))?;
    agree(claims, "namespace_path", owner, same_name)?;
    let reference = match ref_type {
        "branch" => Reference::Branch(name),
        "tag" => Reference::Tag(name),
        _ => return Err(contradiction("ref_type", "`branch` or `tag`", claims)),
    };
    let place = Place {
        environment: claims.optional_text("environment")?,
        // The subject of a merge-request pipeline names its source branch and nothing else tells it from a push.
        pull_request: claims.optional_text("pipeline_source")? == Some("merge_request_event"),
        reference: Some(reference),
        environment_hides: false,
        pointer,
    };
    Ok(Job { owner, repository, place })
}

/// A merge request from a fork runs in another project than the one it speaks of (GitLab 18.2.2 and later tell).
fn refuse_foreign_pipeline(claims: &Claims) -> Result<(), Problem> {
    let (Some(job), project) = (claims.get("job_project_id"), claims.get("project_id")) else { return Ok(()) };
    let in_words =
        |value: Option<crate::json::Value<'_>>| value.map_or_else(|| "none".to_owned(), |it| quoted(&it.to_string()));
    if job.as_str().is_some() && job.as_str() == project.and_then(crate::json::Value::as_str) {
        return Ok(());
    }
    Err(Problem::claim(Code::JobProjectMismatch, "job_project_id").expected(in_words(project)).actual(in_words(Some(job))))
}
