//! The conditions of one identity, each held against the token whatever became of the others.

use super::checked::Checked;
use super::hints;
use super::origin::dialect;
use crate::code::check::Check;
use crate::code::explain::State;
use crate::code::finding::Grade;
use crate::identity::{AcceptedAudiences, Facts, Identity, Platform, RawSubject, Subject};
use crate::job::{Job, github};
use crate::messages::explain as say;
use crate::pattern::Patterns;
use crate::place::{Place, RefType, Reference, Where};
use crate::problem::{Problem, quoted, quoted_list};
use crate::safety::Safety;
use crate::time::in_words;

/// Every condition that the identity has. Issuer and audience have been asked for the whole policy already, so they are told
/// only if they fail for this identity alone.
pub(super) fn run(identity: &Identity, facts: &Facts<'_>, verifier_checks: &[Checked]) -> Vec<Checked> {
    let mismatches: Vec<_> = identity.mismatches(facts).collect();
    let failed_before = |check| verifier_checks.iter().any(|it| it.is(check, State::Failed));
    let is_told = |check| match check {
        Check::IdentityIssuer => !failed_before(Check::Issuer),
        Check::IdentityAudience => !failed_before(Check::Audience),
        _ => true,
    };
    let is_foreign = is_foreign(identity, facts);
    let mut rows = Vec::new();
    for check in Identity::checks() {
        let shown = shown(identity, facts, check);
        if is_foreign && !matches!(check, Check::Enabled | Check::IdentityIssuer | Check::IdentityAudience) {
            rows.extend(shown.map(|_| Checked::new(check, State::NotReached)));
            continue;
        }
        let mismatch = mismatches.iter().find(|(it, _)| *it == check).map(|(_, problem)| problem);
        if (shown.is_none() && mismatch.is_none()) || !is_told(check) {
            continue;
        }
        let (expected, actual) = shown.unwrap_or_default();
        let checked = match mismatch {
            // A place has more to it than the one part that differs.
            Some(problem) if check == Check::Place => {
                Checked { expected: expected.clone(), ..failed(check, identity, facts, problem) }
            }
            Some(problem) => failed(check, identity, facts, problem),
            None if is_about_job(check) && !has_readable_job(identity, facts) => Checked::new(check, State::NotReached),
            None => Checked::new(check, State::Passed),
        };
        let is_read = check == Check::Subject && matches!(identity.subject, Subject::Job(_));
        let about_subject = facts.claims().subject().filter(|_| is_read).and_then(hints::of_subject);
        rows.push(
            checked
                .showing(expected, actual)
                .reading(reads(identity.platform(), check).iter().copied())
                .hinting(about_subject),
        );
    }
    if is_foreign {
        return rows;
    }
    for condition in &identity.conditions {
        let value = facts.claims().get(&condition.claim);
        let outcome = condition.mismatch(facts.claims());
        let checked = match &outcome {
            Some(problem) => failed(Check::Condition, identity, facts, problem),
            None => Checked::new(Check::Condition, State::Passed),
        };
        let actual = value.map_or_else(say::none, |value| quoted(&value.to_string()));
        rows.push(
            checked.showing(Some(quoted(&condition.written)), Some(actual)).reading([format!("claims/{}", condition.claim)]),
        );
    }
    if let Some(max_age) = identity.max_age {
        let mismatch = mismatches.iter().find(|(it, _)| *it == Check::Age);
        let checked = match mismatch {
            Some((_, problem)) => failed(Check::Age, identity, facts, problem),
            None => Checked::new(Check::Age, State::Passed),
        };
        let issued = facts.claims().optional_date("iat").ok().flatten();
        let age = issued.map(|date| date.rounded_up().relative_to(facts.now()));
        rows.push(checked.showing(Some(in_words(max_age)), age).reading(["claims/iat"]));
    }
    rows
}

/// Whether the token is of another platform than the identity, so that its conditions ask for what such a token never has.
pub(super) fn is_foreign(identity: &Identity, facts: &Facts<'_>) -> bool {
    let is_of_issuer = facts.claims().text("iss") == Some(identity.issuer());
    !is_of_issuer && dialect(facts.claims()) != identity.platform()
}

/// Whether there is an identity of the address that the caller names.
pub(super) fn named(outcome: Result<(), &Problem>, email: &str) -> Checked {
    Checked::of(Check::Identity, outcome.map_err(Clone::clone)).showing(Some(quoted(email)), Some(quoted(email)))
}

/// How safe the identity is, as the last row.
pub(super) fn safety(safety: &Safety) -> Checked {
    let state = match safety.grade() {
        Some(Grade::Exact | Grade::Narrow) => State::Passed,
        Some(Grade::Broad | Grade::Dangerous) | None => State::Warned,
    };
    let reason = safety.reasons().next();
    let mut checked = Checked::new(Check::Safety, state)
        .showing(Some(say::exact_or_narrow()), Some(say::grade(safety.grade()).to_owned()));
    if let Some(finding) = reason.filter(|_| state == State::Warned) {
        checked.code = Some(finding.code().as_str());
        checked.message = Some(finding.message());
        checked.fix = Some(finding.fix()).filter(|fix| !fix.is_empty());
    }
    checked
}

fn failed(check: Check, identity: &Identity, facts: &Facts<'_>, problem: &Problem) -> Checked {
    Checked::new(check, State::Failed).because(problem).hinting(hints::of_mismatch(identity, facts, problem))
}

/// Expected and actual, in words; nothing where the identity has no such condition.
fn shown(identity: &Identity, facts: &Facts<'_>, check: Check) -> Option<(Option<String>, Option<String>)> {
    let both = |expected: String, actual: Option<String>| Some((Some(expected), actual));
    let claims = facts.claims();
    let text = |name| Some(claims.text(name).map_or_else(say::none, quoted));
    let id = |name: &str| claims.text(name);
    let (owner_id, repository_id) = identity.platform().id_claims();
    match (check, &identity.subject) {
        (Check::Subject, Subject::Job(_)) => {
            let is_gitlab = identity.platform() == Platform::GitlabCi;
            both(if is_gitlab { say::gitlab_subject() } else { say::github_subject() }, text("sub"))
        }
        (Check::Subject, Subject::Raw(RawSubject::Exact(exact))) => both(quoted(exact), text("sub")),
        (Check::Subject, Subject::Raw(RawSubject::Prefix(prefix))) => both(quoted(&format!("{prefix}*")), text("sub")),
        (Check::Owner, Subject::Job(expected)) => {
            let actual = readable_job(identity, facts).map(|job| name_with_id(job.owner, id(owner_id)));
            both(name_with_id(&expected.owner, expected.owner_id.as_deref()), actual)
        }
        (Check::Repository, Subject::Job(expected)) => {
            let actual = readable_job(identity, facts).map(|job| name_with_id(job.repository, id(repository_id)));
            let wanted = expected.repository.as_deref();
            both(
                wanted.map_or_else(say::every_repository, |name| name_with_id(name, expected.repository_id.as_deref())),
                actual,
            )
        }
        (Check::Place, Subject::Job(expected)) => {
            both(where_in_words(&expected.place), readable_job(identity, facts).map(|job| place_in_words(&job.place)))
        }
        (Check::Workflow, _) => {
            let expected = identity.workflow.as_ref()?;
            let own = claims.text("repository").unwrap_or_default();
            let file = claims.text("workflow_ref").and_then(|it| github::workflow_file(it, own));
            both(expected.in_words(), file.map(quoted).or_else(|| text("workflow_ref")))
        }
        (Check::JobWorkflow, _) => both(identity.job_workflow.as_ref()?.in_words(), text("job_workflow_ref")),
        (Check::Event, _) if identity.platform() == Platform::GithubActions => {
            let expected = identity.events.as_ref().map(|events| quoted_list(events.iter().map(String::as_str)));
            both(expected.unwrap_or_else(|| say::USUAL_EVENTS.to_owned()), text("event_name"))
        }
        _ => None,
    }
}

fn name_with_id(name: &str, id: Option<&str>) -> String {
    say::name_with_id(&quoted(name), id.map(quoted).as_deref())
}

/// The audiences that the identity accepts.
pub(super) fn audiences(identity: &Identity) -> String {
    match &identity.audiences {
        AcceptedAudiences::Listed(names) => quoted_list(names.iter().map(String::as_str)),
        AcceptedAudiences::OwnerUrl(url) => quoted(url),
    }
}

/// The job as the identity reads it, if it can.
pub(super) fn readable_job<'a>(identity: &Identity, facts: &'a Facts<'_>) -> Option<&'a Job<'a>> {
    let Subject::Job(expected) = &identity.subject else { return None };
    facts.job(identity.platform(), expected.by)?.as_ref().ok()
}

fn has_readable_job(identity: &Identity, facts: &Facts<'_>) -> bool {
    readable_job(identity, facts).is_some()
}

const fn is_about_job(check: Check) -> bool {
    matches!(check, Check::Owner | Check::Repository | Check::Place)
}

fn where_in_words(place: &Where) -> String {
    let patterns = |of| place.reference.as_ref().filter(|(kind, _)| *kind == of).map(|(_, patterns)| patterns.in_words());
    let environment = place.environment.as_ref().map(Patterns::in_words);
    say::place(
        environment.as_deref(),
        place.pull_request,
        patterns(RefType::Branch).as_deref(),
        patterns(RefType::Tag).as_deref(),
    )
}

/// Where the job ran, in words.
pub(super) fn place_in_words(place: &Place<'_>) -> String {
    let (branch, tag) = match place.reference {
        Some(Reference::Branch(name)) => (Some(quoted(name)), None),
        Some(Reference::Tag(name)) => (None, Some(quoted(name))),
        Some(Reference::Other(_)) | None => (None, None),
    };
    say::place(place.environment.map(quoted).as_deref(), place.pull_request, branch.as_deref(), tag.as_deref())
}

/// What a condition reads of the token.
fn reads(platform: Platform, check: Check) -> &'static [&'static str] {
    match (check, platform) {
        (Check::IdentityIssuer, _) => &["claims/iss"],
        (Check::IdentityAudience, _) => &["claims/aud"],
        (Check::Subject, _) => &["claims/sub"],
        (Check::Owner, Platform::GitlabCi) => {
            &["claims/sub", "claims/project_path", "claims/namespace_path", "claims/namespace_id"]
        }
        (Check::Owner, _) => &["claims/sub", "claims/repository", "claims/repository_owner", "claims/repository_owner_id"],
        (Check::Repository, Platform::GitlabCi) => {
            &["claims/sub", "claims/project_path", "claims/project_id", "claims/job_project_id"]
        }
        (Check::Repository, _) => &["claims/sub", "claims/repository", "claims/repository_id"],
        (Check::Place, Platform::GitlabCi) => {
            &["claims/sub", "claims/ref", "claims/ref_type", "claims/environment", "claims/pipeline_source"]
        }
        (Check::Place, _) => &["claims/sub", "claims/ref", "claims/ref_type", "claims/environment", "claims/event_name"],
        (Check::Workflow, _) => &["claims/workflow_ref"],
        (Check::JobWorkflow, _) => &["claims/job_workflow_ref"],
        (Check::Event, _) => &["claims/event_name"],
        _ => &[],
    }
}
