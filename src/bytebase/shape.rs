//! The subject patterns of Bytebase's form that owner, repository and place can express, and the reverse.

use crate::code::difference::Difference;
use crate::identity::{ExpectedJob, Platform};
use crate::job::github::is_id;
use crate::job::{MatchBy, is_name};
use crate::pattern::{Pattern, Patterns};
use crate::place::{RefType, Where};
use crate::policy::draft::Draft;

/// Writes owner, repository and place instead of the pattern, where they can say the same. What they admit besides is told.
pub(super) fn to_structured(pattern: &str, platform: Platform, draft: &mut Draft) -> Option<Vec<Difference>> {
    match platform {
        Platform::GithubActions => github_to_structured(pattern, draft),
        Platform::GitlabCi => gitlab_to_structured(pattern, draft),
        Platform::Oidc => None,
    }
}

fn github_to_structured(pattern: &str, draft: &mut Draft) -> Option<Vec<Difference>> {
    let (names, context) = pattern.strip_prefix("repo:")?.split_once(':')?;
    let (owner, repository) = names.split_once('/')?;
    let place = [("ref:refs/heads/", "branch"), ("ref:refs/tags/", "tag"), ("environment:", "environment")]
        .into_iter()
        .find_map(|(prefix, member)| Some((member, context.strip_prefix(prefix)?)));
    let (owner, repository, ids) = match (owner.split_once('@'), repository.split_once('@')) {
        (None, None) => (owner, repository, None),
        (Some((owner, owner_id)), Some((name, id))) if is_id(owner_id) && is_id(id) => (owner, name, Some((owner_id, id))),
        _ => return None,
    };
    if !is_name(owner) || !is_name(repository) {
        return None;
    }
    match place {
        None if context == "pull_request" => draft.set("pullRequest", true),
        Some(("environment", name)) if !name.contains('*') && !name.contains(':') => {
            draft.set("environment", name.replace("%3A", ":"));
        }
        Some((member @ ("branch" | "tag"), name)) => draft.set(member, as_glob(name)?),
        _ => return None,
    }
    draft.set("owner", owner);
    draft.set("repository", repository);
    let Some((owner_id, id)) = ids else { return Some(vec![Difference::IdFormAdmitted, Difference::CaseIgnored]) };
    draft.set("ownerId", owner_id);
    draft.set("repositoryId", id);
    Some(vec![Difference::PlainFormAdmitted, Difference::CaseIgnored])
}

fn gitlab_to_structured(pattern: &str, draft: &mut Draft) -> Option<Vec<Difference>> {
    let (path, context) = pattern.strip_prefix("project_path:")?.split_once(":ref_type:")?;
    let (owner, repository) = path.rsplit_once('/')?;
    let (kind, name) = context.split_once(":ref:")?;
    let member = match kind {
        "branch" => "branch",
        "tag" => "tag",
        _ => return None,
    };
    if !is_name(repository) || !owner.split('/').all(is_name) {
        return None;
    }
    draft.set(member, as_glob(name)?);
    draft.set("owner", owner);
    draft.set("repository", repository);
    let mut differences = vec![Difference::CaseIgnored];
    if member == "branch" {
        differences.push(Difference::MergeRequestsDenied);
    }
    Some(differences)
}

/// A prefix as a glob that means the same, where there is one.
fn as_glob(name: &str) -> Option<String> {
    let Some(stem) = name.strip_suffix('*') else { return Some(Pattern::escape(name)) };
    match stem {
        "" => Some("*".to_owned()),
        // `release/**` would mean `release`, too, and a star in the middle is none in Bytebase.
        _ if stem.ends_with('/') || stem.contains('*') => None,
        _ => Some(format!("{stem}**")),
    }
}

/// Bytebase's pattern for owner, repository and place, or the member that it cannot express.
pub(super) fn to_pattern(job: &ExpectedJob, platform: Platform) -> Result<(String, Vec<Difference>), &'static str> {
    let Some(repository) = &job.repository else { return Err("repository") };
    if job.by == MatchBy::Claims {
        return Err("match");
    }
    match platform {
        Platform::GitlabCi => gitlab_pattern(job, repository),
        Platform::GithubActions | Platform::Oidc => github_pattern(job, repository),
    }
}

fn github_pattern(job: &ExpectedJob, repository: &str) -> Result<(String, Vec<Difference>), &'static str> {
    let (names, difference) = match (&job.owner_id, &job.repository_id) {
        (None, None) => (format!("repo:{}/{repository}", job.owner), Difference::IdFormLost),
        (Some(owner_id), Some(id)) => {
            (format!("repo:{}@{owner_id}/{repository}@{id}", job.owner), Difference::PlainFormLost)
        }
        (Some(_), None) => return Err("ownerId"),
        (None, Some(_)) => return Err("repositoryId"),
    };
    let mut differences = vec![difference, Difference::CaseExact];
    let context = match &job.place {
        Where { environment: Some(names), pull_request: false, reference: None } => {
            format!("environment:{}", exact(names).ok_or("environment")?.replace(':', "%3A"))
        }
        Where { environment: Some(_), .. } => return Err("environment"),
        Where { environment: None, pull_request: true, .. } => "pull_request".to_owned(),
        Where { environment: None, pull_request: false, reference } => {
            let (kind, names) = reference.as_ref().ok_or("branch")?;
            let (folder, member) = ref_words(*kind);
            if *kind == RefType::Branch {
                differences.push(Difference::EventsUnguarded);
            }
            format!("ref:refs/{folder}/{}", prefix(names).ok_or(member)?)
        }
    };
    Ok((format!("{names}:{context}"), differences))
}

fn gitlab_pattern(job: &ExpectedJob, repository: &str) -> Result<(String, Vec<Difference>), &'static str> {
    for (member, id) in [("ownerId", &job.owner_id), ("repositoryId", &job.repository_id)] {
        if id.is_some() {
            return Err(member);
        }
    }
    let Where { environment: None, pull_request: false, reference: Some((kind, names)) } = &job.place else {
        return Err(if job.place.environment.is_some() { "environment" } else { "pullRequest" });
    };
    let (_, member) = ref_words(*kind);
    let name = prefix(names).ok_or(member)?;
    let mut differences = vec![Difference::CaseExact, Difference::ForksUnguarded];
    if *kind == RefType::Branch {
        differences.push(Difference::MergeRequestsAdmitted);
    }
    Ok((format!("project_path:{}/{repository}:ref_type:{member}:ref:{name}", job.owner), differences))
}

const fn ref_words(kind: RefType) -> (&'static str, &'static str) {
    match kind {
        RefType::Branch => ("heads", "branch"),
        RefType::Tag => ("tags", "tag"),
    }
}

/// The one exact name.
fn exact(names: &Patterns) -> Option<String> {
    match names.0.as_slice() {
        [name] => name.exact().filter(|name| !name.contains('*')),
        _ => None,
    }
}

/// The one name, or prefix with a star behind it. `*` alone and a last `**` cross slashes, as a prefix does.
fn prefix(names: &Patterns) -> Option<String> {
    let [pattern] = names.0.as_slice() else { return None };
    if let Some(name) = exact(names) {
        return Some(name);
    }
    if pattern.is_anything() {
        return Some("*".to_owned());
    }
    let stem = pattern.written().strip_suffix("**")?;
    let is_plain = !stem.contains('*') && !stem.ends_with('/');
    is_plain.then(|| format!("{stem}*"))
}
