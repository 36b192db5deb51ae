//! GitHub Actions: the default forms of `sub` and the claims beside it
//! (<https://docs.github.com/actions/reference/security/oidc>).

use super::{Job, MatchBy, agree, contradiction, customised, required, same_bytes, same_name};
use crate::claims::Claims;
use crate::json::Value;
use crate::place::{Place, Reference};
use crate::problem::{Problem, quoted};

/// A `sub` in GitHub's default form: `repo:OWNER/REPO:CONTEXT`, or `repo:OWNER@ID/REPO@ID:CONTEXT` as repositories have it
/// that were created or renamed after 2026-07-15.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Subject<'t> {
    owner: &'t str,
    repository: &'t str,
    /// Owner's and repository's id, never just one.
    ids: Option<(&'t str, &'t str)>,
    context: Context<'t>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Context<'t> {
    /// The name with `:` as `%3A`; `%` is not escaped, so two names can look alike here.
    Environment(&'t str),
    PullRequest,
    Reference(Reference<'t>),
}

impl<'t> Subject<'t> {
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let (repository, context) = text.strip_prefix("repo:")?.split_once(':')?;
        let (owner, repository) = repository.split_once('/')?;
        let (owner, repository, ids) = match (owner.split_once('@'), repository.split_once('@')) {
            (None, None) => (owner, repository, None),
            (Some((owner, owner_id)), Some((repository, id))) if is_id(owner_id) && is_id(id) => {
                (owner, repository, Some((owner_id, id)))
            }
            _ => return None,
        };
        if owner.is_empty() || repository.is_empty() || repository.contains('/') {
            return None;
        }
        Some(Self { owner, repository, ids, context: Context::parse(context)? })
    }
}

impl<'t> Context<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        if let Some(name) = text.strip_prefix("environment:") {
            // A raw colon separates the parts of a customised subject; in a name it would be `%3A`.
            return (!name.is_empty() && !name.contains(':')).then_some(Self::Environment(name));
        }
        if text == "pull_request" {
            return Some(Self::PullRequest);
        }
        match Reference::parse(text.strip_prefix("ref:")?) {
            Reference::Other(_) => None,
            reference => Some(Self::Reference(reference)),
        }
    }
}

/// Reads the job, or says why it cannot be believed or understood.
pub(crate) fn read(claims: &Claims, by: MatchBy) -> Result<Job<'_>, Problem> {
    let text = required(claims, "sub")?;
    let subject = Subject::parse(text);
    if let Some(subject) = &subject {
        refuse_contradictions(claims, subject)?;
    }
    match (by, subject) {
        (MatchBy::Subject, Some(subject)) => read_subject(claims, &subject),
        (MatchBy::Subject, None) => {
            Err(customised(text, "`repo:OWNER/REPOSITORY:` with a branch, tag, pull request or environment"))
        }
        (MatchBy::Claims, subject) => read_claims(claims, subject.as_ref()),
    }
}

fn read_subject<'t>(claims: &'t Claims, subject: &Subject<'t>) -> Result<Job<'t>, Problem> {
    let place = match subject.context {
        // Only under an environment do the other claims tell the place, for `sub` does not.
        Context::Environment(_) => place_by_claims(claims, "/sub")?,
        Context::PullRequest => Place { pull_request: true, ..nowhere("/sub") },
        Context::Reference(reference) => Place { reference: Some(reference), ..nowhere("/sub") },
    };
    Ok(Job { owner: subject.owner, repository: subject.repository, place })
}

fn read_claims<'t>(claims: &'t Claims, subject: Option<&Subject<'t>>) -> Result<Job<'t>, Problem> {
    let full_name = required(claims, "repository")?;
    let (owner, repository) =
        full_name.split_once('/').ok_or_else(|| contradiction("repository", "an owner and a name", claims))?;
    agree(claims, "repository_owner", owner, same_name)?;
    agree_ref_type(claims)?;
    let place = place_by_claims(claims, "/ref")?;
    let agrees = match subject.map(|subject| subject.context) {
        Some(Context::PullRequest) => place.pull_request,
        Some(Context::Reference(reference)) => !place.pull_request && place.reference == Some(reference),
        // Already held against the claim `environment`.
        Some(Context::Environment(_)) | None => true,
    };
    if !agrees {
        return Err(contradiction("event_name", "another kind of place", claims));
    }
    Ok(Job { owner, repository, place })
}

fn place_by_claims<'t>(claims: &'t Claims, pointer: &'static str) -> Result<Place<'t>, Problem> {
    let (full_ref, event) = (claims.optional_text("ref")?, claims.optional_text("event_name")?);
    Ok(Place {
        environment: claims.optional_text("environment")?,
        pull_request: event == Some("pull_request") || full_ref.is_some_and(|full| full.starts_with("refs/pull/")),
        reference: full_ref.map(Reference::parse),
        ..nowhere(pointer)
    })
}

const fn nowhere(pointer: &'static str) -> Place<'static> {
    Place { environment: None, pull_request: false, reference: None, environment_hides: true, pointer }
}

/// GitHub mints no token whose claims contradict its subject.
fn refuse_contradictions(claims: &Claims, subject: &Subject<'_>) -> Result<(), Problem> {
    if let Some(full_name) = claims.get("repository") {
        let parts = full_name.as_str().and_then(|name| name.split_once('/'));
        let agrees =
            parts.is_some_and(|(owner, name)| same_name(owner, subject.owner) && same_name(name, subject.repository));
        if !agrees {
            return Err(contradiction("repository", &quoted(&format!("{}/{}", subject.owner, subject.repository)), claims));
        }
    }
    agree(claims, "repository_owner", subject.owner, same_name)?;
    if let Some((owner_id, id)) = subject.ids {
        agree(claims, "repository_owner_id", owner_id, same_bytes)?;
        agree(claims, "repository_id", id, same_bytes)?;
    }
    match subject.context {
        Context::Environment(escaped) => {
            let name = required(claims, "environment")?;
            if !same_name(&name.replace(':', "%3A"), escaped) {
                return Err(contradiction("environment", &quoted(escaped), claims));
            }
            agree_ref_type(claims)
        }
        Context::PullRequest => refuse_environment(claims),
        Context::Reference(reference) => {
            refuse_environment(claims)?;
            let is_other = |full: Value<'_>| full.as_str().map(Reference::parse) != Some(reference);
            if claims.get("ref").is_some_and(is_other) {
                return Err(contradiction("ref", "the same ref as `sub`", claims));
            }
            reference.ref_type().map_or(Ok(()), |ref_type| agree(claims, "ref_type", ref_type, same_bytes))
        }
    }
}

fn refuse_environment(claims: &Claims) -> Result<(), Problem> {
    match claims.get("environment") {
        Some(_) => Err(contradiction("environment", "none", claims)),
        None => Ok(()),
    }
}

fn agree_ref_type(claims: &Claims) -> Result<(), Problem> {
    match claims.text("ref").map(Reference::parse).and_then(Reference::ref_type) {
        Some(ref_type) => agree(claims, "ref_type", ref_type, same_bytes),
        None => Ok(()),
    }
}

/// The file of a workflow: `workflow_ref` is `OWNER/REPO/.github/workflows/FILE@REF`. The ref begins at the last `@` of the
/// file's own segment, for files and refs may hold an `@`, too.
pub(crate) fn workflow_file<'t>(workflow_ref: &'t str, repository: &str) -> Option<&'t str> {
    let mut parts = workflow_ref.splitn(3, '/');
    let (owner, name, path) = (parts.next()?, parts.next()?, parts.next()?);
    let (own_owner, own_name) = repository.split_once('/')?;
    let segment = path.strip_prefix(WORKFLOWS)?.split('/').next()?;
    let (file, _) = segment.rsplit_once('@')?;
    (same_name(owner, own_owner) && same_name(name, own_name) && !file.is_empty()).then_some(file)
}

/// The folder in which GitHub looks for workflows.
pub(crate) const WORKFLOWS: &str = ".github/workflows/";

/// An id: digits without a leading zero.
pub(crate) fn is_id(text: &str) -> bool {
    !text.starts_with('0') && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
