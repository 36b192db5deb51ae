//! Two identities that admit the same token. Without an e-mail the first one counts, and only its roles.

use std::collections::HashMap;

use super::finding::Finding;
use super::probe::Homes;
use super::trial::{refusal, token};
use crate::code::finding::FindingCode;
use crate::condition::{Condition, Test};
use crate::identity::{AcceptedAudiences, ExpectedJob, Identity, Platform, RawSubject, Subject};
use crate::job::github::WORKFLOWS;
use crate::job::{MatchBy, same_name};
use crate::pattern::{Pattern, Patterns};
use crate::place::Where;
use crate::problem::quoted;

/// What every identity in use shares with those before it, by its place; pointers begin at the identity.
pub(super) fn find(identities: &[Identity]) -> Vec<(usize, Finding)> {
    let mut shelves: HashMap<&str, Shelf> = HashMap::new();
    let mut budget = MOST_PAIRS;
    let mut findings = Vec::new();
    for (place, identity) in identities.iter().enumerate().filter(|(_, identity)| !identity.is_disabled()) {
        let shelf = shelves.entry(identity.issuer()).or_default();
        let earlier: Vec<_> = shelf.alike(identity).filter_map(|other| Some((other, identities.get(other)?))).collect();
        shelf.put(place, identity);
        let Some(rest) = budget.checked_sub(earlier.len()) else {
            let finding = Finding::new(FindingCode::OverlapsNotExamined, "").actual(MOST_PAIRS.to_string());
            findings.push((place, finding));
            break;
        };
        budget = rest;
        findings.extend(compare(identity, &earlier).into_iter().map(|finding| (place, finding)));
    }
    findings
}

/// Tells the first of each kind; the reader who separates these comes back for the next.
fn compare(identity: &Identity, earlier: &[(usize, &Identity)]) -> Option<Finding> {
    let finding = |code, (place, other): &(usize, &Identity)| {
        Finding::new(code, "").actual(format!("{} (`/identities/{place}`)", quoted(other.name())))
    };
    let overlapping: Vec<_> = earlier.iter().filter(|(_, other)| may_overlap(identity, other)).collect();
    if let Some(same) = overlapping.iter().find(|(_, other)| have_same_conditions(identity, other)) {
        return Some(finding(FindingCode::IdentityDuplicate, same));
    }
    let shared = overlapping.iter().take(MOST_TRIED).find_map(|one| Some((one, shared_subject(identity, one.1)?)));
    match (shared, overlapping.first()) {
        (Some((other, subject)), _) => Some(finding(FindingCode::IdentitiesOverlap, other).expected(quoted(&subject))),
        (None, Some(other)) => Some(finding(FindingCode::OverlapPossible, other)),
        (None, None) => None,
    }
}

/// Earlier identities of one issuer, found by whose jobs they admit.
#[derive(Default)]
struct Shelf {
    by_repository: HashMap<String, Vec<usize>>,
    by_owner: HashMap<String, Vec<usize>>,
    /// Those that may admit the jobs of any owner.
    open: Vec<usize>,
    all: Vec<usize>,
}

impl Shelf {
    fn alike(&self, identity: &Identity) -> impl Iterator<Item = usize> + use<> {
        let of = |shelf: &HashMap<String, Vec<usize>>, key: &str| shelf.get(key).cloned().unwrap_or_default();
        let mut found = match &identity.subject {
            Subject::Job(job) => {
                let mut found = match &job.repository {
                    Some(name) => of(&self.by_repository, &repository_key(&job.owner, name)),
                    None => of(&self.by_owner, &job.owner.to_ascii_lowercase()),
                };
                found.extend(of(&self.by_repository, &repository_key(&job.owner, "*")));
                found.extend(&self.open);
                found
            }
            Subject::Raw(_) | Subject::Unread => self.all.clone(),
        };
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }

    fn put(&mut self, place: usize, identity: &Identity) {
        self.all.push(place);
        match &identity.subject {
            Subject::Job(job) => {
                let key = repository_key(&job.owner, job.repository.as_deref().unwrap_or("*"));
                self.by_repository.entry(key).or_default().push(place);
                self.by_owner.entry(job.owner.to_ascii_lowercase()).or_default().push(place);
            }
            Subject::Raw(_) | Subject::Unread => self.open.push(place),
        }
    }
}

fn repository_key(owner: &str, repository: &str) -> String {
    format!("{owner}/{repository}").to_ascii_lowercase()
}

/// A subject that both admit, found by holding the jobs that one is made for against the other.
fn shared_subject(left: &Identity, right: &Identity) -> Option<String> {
    let audience = shared_audience(&left.audiences, &right.audiences)?;
    [(left, right), (right, left)].into_iter().find_map(|(one, other)| {
        let homes = Homes::of(one).ok()?;
        let tokens = homes.samples.iter().flat_map(|sample| homes.forms.iter().map(|form| token(sample, form, one)));
        tokens.into_iter().find_map(|(subject, mut claims)| {
            claims.set("aud", audience);
            let text = claims.to_string();
            let is_shared = refusal(one, &text).is_none() && refusal(other, &text).is_none();
            is_shared.then_some(subject)
        })
    })
}

fn have_same_conditions(left: &Identity, right: &Identity) -> bool {
    left.audiences == right.audiences
        && left.subject == right.subject
        && left.workflow == right.workflow
        && left.job_workflow == right.job_workflow
        && left.events == right.events
        && left.conditions == right.conditions
        && left.max_age == right.max_age
}

/// Whether some token could match both; never "no" if there is one.
fn may_overlap(left: &Identity, right: &Identity) -> bool {
    left.issuer() == right.issuer()
        && shared_audience(&left.audiences, &right.audiences).is_some()
        && may_share_subject(left, right)
        && both_may_fit(left.workflow.as_ref(), right.workflow.as_ref(), may_be_one_file)
        && both_may_fit(left.job_workflow.as_ref(), right.job_workflow.as_ref(), may_both_fit)
        && may_share(left.events.as_deref(), right.events.as_deref())
        && left.conditions.iter().all(|one| right.conditions.iter().all(|other| may_hold_together(one, other)))
}

fn shared_audience<'a>(left: &'a AcceptedAudiences, right: &'a AcceptedAudiences) -> Option<&'a str> {
    let names = |audiences: &'a AcceptedAudiences| match audiences {
        AcceptedAudiences::Listed(names) => names.iter().map(String::as_str).collect(),
        AcceptedAudiences::OwnerUrl(url) => vec![url.as_str()],
    };
    names(left).into_iter().chain(names(right)).find(|name| left.contain(name) && right.contain(name))
}

fn may_share(left: Option<&[String]>, right: Option<&[String]>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.iter().any(|name| right.contains(name)),
        _ => true,
    }
}

fn may_share_subject(left: &Identity, right: &Identity) -> bool {
    match (&left.subject, &right.subject) {
        (Subject::Job(left_job), Subject::Job(right_job)) => {
            // One issuer may serve several platforms, but no job runs at two.
            left.platform == right.platform
                && may_share_job(left_job, right_job)
                && may_share_place(&left_job.place, &right_job.place, left.platform)
        }
        (Subject::Raw(left), Subject::Raw(right)) => match (left, right) {
            (RawSubject::Exact(left), RawSubject::Exact(right)) => left == right,
            (RawSubject::Exact(text), RawSubject::Prefix(stem)) | (RawSubject::Prefix(stem), RawSubject::Exact(text)) => {
                text.starts_with(stem)
            }
            (RawSubject::Prefix(left), RawSubject::Prefix(right)) => left.starts_with(right) || right.starts_with(left),
        },
        (Subject::Raw(raw), Subject::Job(job)) => may_speak_of(raw, job, right.platform),
        (Subject::Job(job), Subject::Raw(raw)) => may_speak_of(raw, job, left.platform),
        (Subject::Unread, _) | (_, Subject::Unread) => true,
    }
}

fn may_share_job(left: &ExpectedJob, right: &ExpectedJob) -> bool {
    let may_agree = |left: &Option<String>, right: &Option<String>| match (left, right) {
        (Some(left), Some(right)) => same_name(left, right),
        _ => true,
    };
    same_name(&left.owner, &right.owner)
        && may_agree(&left.repository, &right.repository)
        && may_agree(&left.owner_id, &right.owner_id)
        && may_agree(&left.repository_id, &right.repository_id)
}

fn may_share_place(left: &Where, right: &Where, platform: Platform) -> bool {
    let hides = platform == Platform::GithubActions;
    let in_one_environment = match (&left.environment, &right.environment) {
        (Some(left), Some(right)) => may_both_fit(left, right),
        (None, None) => true,
        _ => !hides,
    };
    let is_one_ref = match (&left.reference, &right.reference) {
        (Some((left_kind, left)), Some((right_kind, right))) => left_kind == right_kind && may_both_fit(left, right),
        _ => true,
    };
    // A pull request's job is on no branch and no tag.
    let is_apart = |one: &Where, other: &Where| one.pull_request && other.reference.is_some();
    in_one_environment && is_one_ref && !is_apart(left, right) && !is_apart(right, left)
}

/// Whether a raw pattern can fit the owner's and the repository's subjects.
fn may_speak_of(raw: &RawSubject, job: &ExpectedJob, platform: Platform) -> bool {
    let (text, is_open) = match raw {
        RawSubject::Exact(text) => (text, false),
        RawSubject::Prefix(stem) => (stem, true),
    };
    let text = text.to_ascii_lowercase();
    let repository = job.repository.as_deref().map_or_else(String::new, |name| format!("{name}:"));
    let beginnings = match platform {
        Platform::GithubActions if job.by == MatchBy::Subject => {
            vec![format!("repo:{}/{repository}", job.owner), format!("repo:{}@", job.owner)]
        }
        Platform::GitlabCi if job.by == MatchBy::Subject => vec![format!("project_path:{}/{repository}", job.owner)],
        _ => return true,
    };
    beginnings.iter().map(|it| it.to_ascii_lowercase()).any(|it| text.starts_with(&it) || (is_open && it.starts_with(&text)))
}

fn both_may_fit(left: Option<&Patterns>, right: Option<&Patterns>, may_fit: fn(&Patterns, &Patterns) -> bool) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => may_fit(left, right),
        _ => true,
    }
}

/// A workflow is called by its file's name or by its path.
fn may_be_one_file(left: &Patterns, right: &Patterns) -> bool {
    let file = |text: &str| text.strip_prefix(WORKFLOWS).unwrap_or(text).to_owned();
    let fits = |pattern: &Pattern, text: &str| {
        let file = file(text);
        pattern.matches(&file) || pattern.matches(&format!("{WORKFLOWS}{file}"))
    };
    let opening = |opening: &str| if WORKFLOWS.starts_with(opening) { String::new() } else { file(opening) };
    may_fit_by(left, right, fits, opening)
}

fn may_both_fit(left: &Patterns, right: &Patterns) -> bool {
    may_fit_by(left, right, Pattern::matches, str::to_owned)
}

/// `fits` tells whether a pattern fits a text, `opening` what of the text before a pattern's first star counts.
fn may_fit_by(
    left: &Patterns,
    right: &Patterns,
    fits: impl Fn(&Pattern, &str) -> bool,
    opening: impl Fn(&str) -> String,
) -> bool {
    left.0.iter().any(|left| {
        right.0.iter().any(|right| match (left.exact(), right.exact()) {
            (Some(text), _) => fits(right, &text),
            (None, Some(text)) => fits(left, &text),
            (None, None) => {
                let [left, right] = [left, right].map(|pattern| opening(pattern.opening().unwrap_or_default()));
                left.starts_with(&right) || right.starts_with(&left)
            }
        })
    })
}

fn may_hold_together(left: &Condition, right: &Condition) -> bool {
    if left.claim != right.claim {
        return true;
    }
    match (&left.test, &right.test) {
        (Test::OneOf(left), Test::OneOf(right)) => left.iter().any(|scalar| right.contains(scalar)),
        (Test::Absent, other) | (other, Test::Absent) => *other == Test::Absent,
        _ => true,
    }
}

/// Bounds the work for policies of very many identities of one repository.
const MOST_PAIRS: usize = 1_000_000;
/// Jobs are made up for so many of the earlier identities that may overlap; one that does is enough.
const MOST_TRIED: usize = 16;
