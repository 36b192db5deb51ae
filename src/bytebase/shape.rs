//! Owner, repository and place that the subject patterns of Bytebase's form can express.

use crate::code::difference::Difference;
use crate::identity::Platform;
use crate::job::github::is_id;
use crate::job::is_name;
use crate::pattern::Pattern;
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
