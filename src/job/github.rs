//! GitHub Actions: the default forms of `sub` and the claims beside it
//! (<https://docs.github.com/actions/reference/security/oidc>).

use super::{Job, MatchBy, agree, contradiction, customised, required, same_bytes, same_name};
use crate::claims::Claims;
use crate::json::Value;
use crate::messages::phrases as say;
use crate::place::{Place, Reference};
use crate::problem::{Problem, quoted};

/// A `sub` that begins as GitHub's default form: `repo:OWNER/REPO:CONTEXT`, or `repo:OWNER@ID/REPO@ID:CONTEXT` as
/// repositories have it that were created or renamed after 2026-07-15.
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
    /// A branch or a tag.
    Reference(Reference<'t>),
    /// Something else, or more than one place: the owner's settings changed it.
    Customised,
}

impl<'t> Subject<'t> {
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let behind_key = text.strip_prefix("repo:")?;
        let (repository, context) = behind_key.split_once(':').unwrap_or((behind_key, ""));
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
        Some(Self { owner, repository, ids, context: Context::parse(context) })
    }
}

impl<'t> Context<'t> {
    fn parse(text: &'t str) -> Self {
        match text.split_once(':') {
            None if text == "pull_request" => Self::PullRequest,
            // In a value a colon would be `%3A`; a raw one begins another part, which only a customised subject has.
            Some((_, value)) if value.contains(':') => Self::Customised,
            Some(("environment", name)) if !name.is_empty() => Self::Environment(name),
            Some(("ref", full)) => match Reference::parse(full) {
                Reference::Other(_) => Self::Customised,
                reference => Self::Reference(reference),
            },
            _ => Self::Customised,
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
    match by {
        MatchBy::Subject => read_subject(claims, text, subject),
        MatchBy::Claims => read_claims(claims, subject),
    }
}

fn read_subject<'t>(claims: &'t Claims, text: &str, subject: Option<Subject<'t>>) -> Result<Job<'t>, Problem> {
    let is_customised = || customised(text, say::GITHUB_SUBJECT_FORM);
    let subject = subject.ok_or_else(is_customised)?;
    let place = match subject.context {
        Context::Customised => return Err(is_customised()),
        // Only under an environment do the other claims tell the place, for `sub` does not.
        Context::Environment(_) => place_by_claims(claims, "/sub")?,
        Context::PullRequest => Place { pull_request: true, ..nowhere("/sub") },
        Context::Reference(reference) => Place { reference: Some(reference), ..nowhere("/sub") },
    };
    Ok(Job { owner: subject.owner, repository: subject.repository, place })
}

fn read_claims<'t>(claims: &'t Claims, subject: Option<Subject<'_>>) -> Result<Job<'t>, Problem> {
    let full_name = required(claims, "repository")?;
    let (owner, repository) =
        full_name.split_once('/').ok_or_else(|| contradiction("repository", say::OWNER_AND_NAME, claims))?;
    agree(claims, "repository_owner", owner, same_name)?;
    agree_ref_type(claims)?;
    let place = place_by_claims(claims, "/ref")?;
    // Every other context has been held against the claims already.
    if subject.is_some_and(|subject| subject.context == Context::PullRequest) && !place.pull_request {
        return Err(contradiction("event_name", "`pull_request`", claims));
    }
    Ok(Job { owner, repository, place })
}

fn place_by_claims<'t>(claims: &'t Claims, pointer: &'static str) -> Result<Place<'t>, Problem> {
    let (full_ref, event) = (claims.optional_text("ref")?, claims.optional_text("event_name")?);
    Ok(Place {
        environment: claims.optional_text("environment")?,
        pull_request: event == Some("pull_request") || full_ref.is_some_and(|full| full.starts_with("refs/pull/")),
        reference: full_ref.map(Reference::parse),
        reference_pointer: "/ref",
        ..nowhere(pointer)
    })
}

const fn nowhere(pointer: &'static str) -> Place<'static> {
    Place {
        environment: None,
        pull_request: false,
        reference: None,
        environment_hides: true,
        pointer,
        reference_pointer: pointer,
    }
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
                return Err(contradiction("ref", say::ANOTHER_REF, claims));
            }
            // By default the subject of this event is `pull_request`. Owners who put `ref` into `sub` get the base branch
            // here once a pull request is closed, and its code must not pass for a push.
            if claims.text("event_name") == Some("pull_request") {
                return Err(contradiction("event_name", say::BRANCH_OR_TAG_NOT_PULL_REQUEST, claims));
            }
            reference.ref_type().map_or(Ok(()), |ref_type| agree(claims, "ref_type", ref_type, same_bytes))
        }
        Context::Customised => Ok(()),
    }
}

fn refuse_environment(claims: &Claims) -> Result<(), Problem> {
    match claims.get("environment") {
        Some(_) => Err(contradiction("environment", say::NONE, claims)),
        None => Ok(()),
    }
}

fn agree_ref_type(claims: &Claims) -> Result<(), Problem> {
    match claims.text("ref").map(Reference::parse).and_then(Reference::ref_type) {
        Some(ref_type) => agree(claims, "ref_type", ref_type, same_bytes),
        None => Ok(()),
    }
}

/// The file of a workflow: `workflow_ref` is `OWNER/REPO/.github/workflows/FILE@REF`, where REF is a full ref or a commit. The
/// ref begins at the last `@` of the file's own segment, for files and refs may hold an `@`, too.
pub(crate) fn workflow_file<'t>(workflow_ref: &'t str, repository: &str) -> Option<&'t str> {
    let mut parts = workflow_ref.splitn(3, '/');
    let (owner, name, path) = (parts.next()?, parts.next()?, parts.next()?);
    let (own_owner, own_name) = repository.split_once('/')?;
    let path = path.strip_prefix(WORKFLOWS)?;
    let (file, _) = path.split('/').next()?.rsplit_once('@')?;
    let version = path.strip_prefix(file)?.strip_prefix('@')?;
    // Else the file would lie in a folder whose name holds an `@`, and GitHub runs no workflow from there.
    let is_version = ["refs/heads/", "refs/tags/", "refs/pull/"].iter().any(|kind| version.starts_with(kind))
        || (!version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit()));
    (same_name(owner, own_owner) && same_name(name, own_name) && !file.is_empty() && is_version).then_some(file)
}

/// The folder in which GitHub looks for workflows.
pub(crate) const WORKFLOWS: &str = ".github/workflows/";

/// An id: digits without a leading zero.
pub(crate) fn is_id(text: &str) -> bool {
    !text.starts_with('0') && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of an event: lower case and `_`.
pub(crate) fn is_event(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
