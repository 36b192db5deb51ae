//! GitLab CI: `sub` and the claims beside it (<https://docs.gitlab.com/ci/secrets/id_token_authentication/>).

use super::{Job, MatchBy, agree, contradiction, customised, required, same_bytes, same_name};
use crate::claims::Claims;
use crate::code::Code;
use crate::json::Value;
use crate::messages::phrases as say;
use crate::place::{Place, Reference};
use crate::problem::{Problem, quoted};

/// A `sub` that begins as GitLab's default form: `project_path:GROUP/PROJECT:ref_type:TYPE:ref:REF`.
struct Subject<'t> {
    project_path: &'t str,
    /// Type and name of the ref; none if the project's settings changed what follows the path.
    reference: Option<(&'t str, &'t str)>,
}

impl<'t> Subject<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let behind_key = text.strip_prefix("project_path:")?;
        let (project_path, context) = behind_key.split_once(':').unwrap_or((behind_key, ""));
        // git allows no colon in a ref, so a raw one begins another part.
        let reference = context
            .strip_prefix("ref_type:")
            .and_then(|context| context.split_once(":ref:"))
            .filter(|(ref_type, name)| !ref_type.contains(':') && !name.contains(':'));
        Some(Self { project_path, reference })
    }
}

/// Reads the job, or says why it cannot be believed or understood.
pub(crate) fn read(claims: &Claims, by: MatchBy) -> Result<Job<'_>, Problem> {
    let text = required(claims, "sub")?;
    refuse_foreign_pipeline(claims)?;
    let subject = Subject::parse(text);
    if let Some(subject) = &subject {
        agree(claims, "project_path", subject.project_path, same_name)?;
        if let Some((ref_type, name)) = subject.reference {
            agree(claims, "ref_type", ref_type, same_bytes)?;
            agree(claims, "ref", name, same_bytes)?;
        }
    }
    let (project_path, ref_type, name, pointer) = match (by, subject) {
        (MatchBy::Subject, Some(Subject { project_path, reference: Some((ref_type, name)) })) => {
            (project_path, ref_type, name, "/sub")
        }
        (MatchBy::Subject, _) => return Err(customised(text, "`project_path:GROUP/PROJECT:ref_type:TYPE:ref:REF`")),
        (MatchBy::Claims, _) => {
            (required(claims, "project_path")?, required(claims, "ref_type")?, required(claims, "ref")?, "/ref")
        }
    };
    let (owner, repository) = project_path
        .rsplit_once('/')
        .filter(|(owner, repository)| !owner.is_empty() && !repository.is_empty())
        .ok_or_else(|| customised(text, say::PROJECT_IN_GROUP))?;
    agree(claims, "namespace_path", owner, same_name)?;
    let reference = match ref_type {
        "branch" => Reference::Branch(name),
        "tag" => Reference::Tag(name),
        _ => return Err(contradiction("ref_type", say::BRANCH_OR_TAG, claims)),
    };
    let is_merge_request_ref =
        claims.optional_text("ref_path")?.is_some_and(|path| path.starts_with("refs/merge-requests/"));
    let place = Place {
        environment: claims.optional_text("environment")?,
        // The subject of a merge-request pipeline names its source branch, as that of a push does.
        pull_request: claims.optional_text("pipeline_source")?.is_some_and(|source| MERGE_REQUESTS.contains(&source))
            || is_merge_request_ref,
        reference: Some(reference),
        environment_hides: false,
        pointer,
        reference_pointer: pointer,
    };
    Ok(Job { owner, repository, place })
}

/// A merge request from a fork runs in another project than the one it speaks of (GitLab 18.2.2 and later tell).
fn refuse_foreign_pipeline(claims: &Claims) -> Result<(), Problem> {
    let (Some(job), project) = (claims.get("job_project_id"), claims.get("project_id")) else { return Ok(()) };
    let in_words = |value: Option<Value<'_>>| value.map_or_else(|| say::NONE.to_owned(), |it| quoted(&it.to_string()));
    if job.as_str().is_some() && job.as_str() == project.and_then(Value::as_str) {
        return Ok(());
    }
    Err(Problem::claim(Code::JobProjectMismatch, "job_project_id").expected(in_words(project)).actual(in_words(Some(job))))
}

/// Sources of pipelines that run what is not merged yet, on GitLab or on the host that it mirrors.
pub(crate) const MERGE_REQUESTS: [&str; 2] = ["merge_request_event", "external_pull_request_event"];
