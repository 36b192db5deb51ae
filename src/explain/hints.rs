//! Why a check went as it did, in the words of the platform.

use super::checked::Explained;
use super::origin::Issuer;
use super::subject::SubjectAnatomy;
use crate::claims::Claims;
use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::{Hint, SubjectForm, SubjectPartKind as Kind};
use crate::code::intake::Remark;
use crate::header::Header;
use crate::identity::{AcceptedAudiences, Facts, Identity, OUTSIDE_CODE_EVENTS, RawSubject, Subject};
use crate::intake::Intake;
use crate::job::github;
use crate::pattern::Patterns;
use crate::place::{RefType, Reference};
use crate::problem::{Problem, quoted, quoted_list};
use crate::safety::audiences::service_of;
use crate::time::UnixTime;
use crate::verifier::Verifier;

pub(super) fn of_algorithm(header: &Header) -> Option<Explained> {
    let name = header.parameter("alg")?.as_str()?;
    let hint = match name {
        _ if name.eq_ignore_ascii_case("none") => Hint::AlgorithmNone,
        _ if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("HS")) => Hint::AlgorithmHmac,
        _ => return None,
    };
    Some(Explained::new(hint, &[("actual", &quoted(name))]))
}

pub(super) fn of_offered_keys(header: &Header) -> Vec<Explained> {
    header.offered_keys().map(|name| Explained::new(Hint::OfferedKey, &[("actual", &quoted(name))])).collect()
}

/// About an issuer that is not trusted.
pub(super) fn of_issuer(verifier: &Verifier, actual: Option<&str>) -> Vec<Explained> {
    let Some(actual) = actual.filter(|actual| verifier.issuer(actual).is_none()) else { return Vec::new() };
    let shape = Issuer::of(actual)
        .hint()
        .map(|(hint, name)| Explained::new(hint, &[("actual", &quoted(actual)), ("name", &quoted(name))]));
    let differs = trusted_alike(verifier, actual)
        .map(|(hint, trusted)| Explained::new(hint, &[("actual", &quoted(actual)), ("expected", &quoted(trusted))]));
    shape.into_iter().chain(differs).collect()
}

/// The trusted issuer that differs from the token's in a trailing slash, or in case, only.
pub(super) fn trusted_alike<'v>(verifier: &'v Verifier, actual: &str) -> Option<(Hint, &'v str)> {
    let mut trusted = verifier.issuers();
    trusted.find_map(|trusted| Some((difference(trusted, actual)?, trusted)))
}

fn difference(expected: &str, actual: &str) -> Option<Hint> {
    match (expected.trim_end_matches('/'), actual.trim_end_matches('/')) {
        _ if expected == actual => None,
        (left, right) if left == right => Some(Hint::TrailingSlash),
        (left, right) if left.eq_ignore_ascii_case(right) => Some(Hint::CaseOnly),
        _ => None,
    }
}

pub(super) fn key_rotated(issuer: &str) -> Explained {
    Explained::new(Hint::KeyRotated, &[("name", issuer)])
}

pub(super) fn of_signature(actual: usize, expected: usize) -> Option<Explained> {
    (actual < expected)
        .then(|| Explained::new(Hint::SignatureCut, &[("actual", &actual.to_string()), ("expected", &expected.to_string())]))
}

/// About a token that does not read well because its end is missing.
pub(super) fn of_cut(intake: &Intake) -> Option<Explained> {
    let note = intake.notes.iter().find(|note| matches!(note.code, Remark::SignatureShort | Remark::TokenCut))?;
    Some(Explained { hint: Hint::SignatureCut, text: note.text() })
}

/// About a date, whether or not its check passed.
pub(super) fn of_date(check: Check, claims: &Claims, at: UnixTime) -> Option<Explained> {
    let name = match check {
        Check::Expiry => "exp",
        Check::NotBefore => "nbf",
        Check::IssuedAt => "iat",
        _ => return None,
    };
    let date = claims.optional_date(name).ok().flatten()?.rounded_up();
    if let Some(meant) = meant_in_milliseconds(date) {
        return Some(Explained::new(Hint::Milliseconds, &[("name", &quoted(name)), ("actual", &meant.in_utc())]));
    }
    let ahead = date.as_secs().saturating_sub(at.as_secs());
    let differs = check != Check::Expiry && (1..=A_CLOCK_MAY_DIFFER).contains(&ahead);
    differs.then(|| Explained::new(Hint::ClocksDiffer, &[]))
}

/// The date, if the number only makes sense as milliseconds.
pub(super) fn meant_in_milliseconds(date: UnixTime) -> Option<UnixTime> {
    (date.as_secs() >= YEAR_5138).then(|| UnixTime::from_secs(date.as_secs() / 1000))
}

/// About an audience that was refused, for these the accepted ones.
pub(super) fn of_audience(claims: &Claims, identity: Option<&Identity>) -> Vec<Explained> {
    let audiences = claims.audiences().unwrap_or_default();
    let accepted: Vec<&str> = match identity.map(|identity| &identity.audiences) {
        Some(AcceptedAudiences::Listed(names)) => names.iter().map(String::as_str).collect(),
        Some(AcceptedAudiences::OwnerUrl(url)) => vec![url],
        None => Vec::new(),
    };
    let expected = quoted_list(accepted.iter().copied());
    let mut hints = Vec::new();
    for audience in audiences.into_iter().take(MOST_AUDIENCES) {
        let shown = quoted(audience);
        if let Some(service) = service_of(audience) {
            hints.push(Explained::new(
                Hint::ForeignAudience,
                &[("name", service), ("actual", &shown), ("expected", &expected)],
            ));
        } else if is_default_audience(audience, claims) {
            hints.push(Explained::new(Hint::DefaultAudience, &[("actual", &shown), ("expected", &expected)]));
        }
        if let Some((hint, name)) = accepted.iter().find_map(|name| Some((difference(name, audience)?, name))) {
            hints.push(Explained::new(hint, &[("actual", &shown), ("expected", &quoted(name))]));
        }
    }
    hints
}

/// Whether the audience is what GitHub puts when the job asks for none: the owner's address.
pub(super) fn is_default_audience(audience: &str, claims: &Claims) -> bool {
    let Some(owner) = claims.text("repository_owner") else { return false };
    let issuer = claims.text("iss").map(Issuer::of);
    let end = audience.rsplit('/').next().unwrap_or_default();
    audience.starts_with("https://") && end.eq_ignore_ascii_case(owner) && issuer.is_some_and(Issuer::is_github)
}

/// About a subject, whether or not it fits.
pub(super) fn of_subject(subject: &str) -> Option<Explained> {
    let subject = SubjectAnatomy::of(subject);
    (subject.form == SubjectForm::Default && subject.has(Kind::OwnerId))
        .then(|| Explained::new(Hint::IdsInSubject, &[("actual", &quoted(&subject.text))]))
}

/// About a condition of an identity that does not hold.
pub(super) fn of_mismatch(identity: &Identity, facts: &Facts<'_>, problem: &Problem) -> Vec<Explained> {
    let claims = facts.claims();
    match problem.code() {
        Code::BranchHiddenByEnvironment | Code::TagHiddenByEnvironment | Code::PullRequestHiddenByEnvironment => {
            environment_replaces(claims).into_iter().collect()
        }
        Code::BranchHiddenByPullRequest | Code::TagHiddenByPullRequest => {
            vec![Explained::new(Hint::PullRequestWithoutBranch, &[])]
        }
        Code::BranchMismatch | Code::TagMismatch => of_ref(identity, facts),
        Code::EnvironmentMismatch => twin_environments(identity, claims).into_iter().collect(),
        Code::SubjectCustomised => customised(claims).into_iter().collect(),
        Code::SubjectMismatch => of_raw_subject(identity, claims),
        Code::WorkflowMismatch => of_workflow(identity, claims).into_iter().collect(),
        Code::JobWorkflowMismatch => of_job_workflow(identity, claims).into_iter().collect(),
        Code::EventNotAllowed => {
            let event = claims.text("event_name").filter(|event| OUTSIDE_CODE_EVENTS.contains(event));
            event.map(|event| Explained::new(Hint::OutsideCodeEvent, &[("actual", &quoted(event))])).into_iter().collect()
        }
        Code::AudienceOfAnotherIdentity => of_audience(claims, Some(identity)),
        Code::ClaimMismatch => of_condition(identity, claims, problem).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn environment_replaces(claims: &Claims) -> Option<Explained> {
    let environment = claims.text("environment")?;
    let reference = claims.text("ref").map_or_else(String::new, quoted);
    Some(Explained::new(Hint::EnvironmentReplacesRef, &[("name", &quoted(environment)), ("actual", &reference)]))
}

fn of_ref(identity: &Identity, facts: &Facts<'_>) -> Vec<Explained> {
    let Subject::Job(expected) = &identity.subject else { return Vec::new() };
    let Some((kind, patterns)) = &expected.place.reference else { return Vec::new() };
    let Some(Ok(job)) = facts.job(identity.platform(), expected.by) else { return Vec::new() };
    let values = |name: &str| [("actual", quoted(name)), ("expected", patterns.in_words())];
    let hint = |hint, name: &str| {
        let values = values(name);
        Explained::new(hint, &values.each_ref().map(|(key, value)| (*key, value.as_str())))
    };
    match (kind, job.place.reference) {
        (RefType::Branch, Some(Reference::Tag(name))) => vec![hint(Hint::TagNotBranch, name)],
        (RefType::Tag, Some(Reference::Branch(name))) => vec![hint(Hint::BranchNotTag, name)],
        (RefType::Branch, Some(Reference::Branch(name))) if merge_queue_base(name).is_some() => {
            vec![hint(Hint::MergeQueue, name)]
        }
        (_, Some(Reference::Branch(name) | Reference::Tag(name))) => case_only(patterns, name).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The branch into which a merge queue's branch goes.
pub(super) fn merge_queue_base(branch: &str) -> Option<&str> {
    branch.strip_prefix("gh-readonly-queue/")?.rsplit_once('/').map(|(base, _)| base)
}

fn case_only(patterns: &Patterns, actual: &str) -> Option<Explained> {
    let alike = patterns.written().find(|written| written.eq_ignore_ascii_case(actual))?;
    Some(Explained::new(Hint::CaseOnly, &[("actual", &quoted(actual)), ("expected", &quoted(alike))]))
}

fn twin_environments(identity: &Identity, claims: &Claims) -> Option<Explained> {
    let Subject::Job(expected) = &identity.subject else { return None };
    let actual = claims.text("environment")?;
    let encoded = actual.replace(':', "%3A");
    let twin =
        expected.place.environment.as_ref()?.written().find(|it| it.replace(':', "%3A").eq_ignore_ascii_case(&encoded))?;
    Some(Explained::new(Hint::TwinEnvironments, &[("actual", &quoted(actual)), ("expected", &quoted(twin))]))
}

fn customised(claims: &Claims) -> Option<Explained> {
    let subject = SubjectAnatomy::of(claims.subject()?);
    (subject.form == SubjectForm::Customised).then(|| {
        let names = quoted_list(subject.claim_names());
        Explained::new(Hint::SubjectCustomised, &[("name", &names), ("actual", &quoted(&subject.text))])
    })
}

pub(super) fn of_raw_subject(identity: &Identity, claims: &Claims) -> Vec<Explained> {
    let (Subject::Raw(pattern), Some(actual)) = (&identity.subject, claims.subject()) else { return Vec::new() };
    let (RawSubject::Exact(written) | RawSubject::Prefix(written)) = pattern;
    let fits = |text: &str| match pattern {
        RawSubject::Exact(exact) => text == exact,
        RawSubject::Prefix(prefix) => text.starts_with(prefix.as_str()),
    };
    let (subject, folded) = (SubjectAnatomy::of(actual), written.to_ascii_lowercase());
    let mut hints = Vec::new();
    let mut push = |hint: Hint| {
        hints.push(Explained::new(hint, &[("actual", &quoted(actual)), ("expected", &quoted(written))]));
    };
    if actual.to_ascii_lowercase().starts_with(&folded) {
        push(Hint::CaseOnly);
    }
    if subject.has(Kind::OwnerId) && fits(&subject.without_ids()) {
        push(Hint::PatternWithoutIds);
    }
    if folded.contains(":ref:") && !folded.contains(":ref:refs/") && actual.contains(":ref:refs/") {
        push(Hint::FullRefName);
    }
    if folded.ends_with(":pull-request") {
        push(Hint::HyphenForUnderscore);
    }
    if folded.contains(":ref:") {
        match (subject.has(Kind::Environment), subject.has(Kind::PullRequest)) {
            (true, _) => hints.extend(environment_replaces(claims)),
            (_, true) => hints.push(Explained::new(Hint::PullRequestWithoutBranch, &[])),
            _ => {}
        }
    }
    hints
}

fn of_workflow(identity: &Identity, claims: &Claims) -> Option<Explained> {
    let expected = identity.workflow.as_ref()?;
    let (reference, name) = (claims.text("workflow_ref")?, claims.text("workflow").unwrap_or_default());
    let file = github::workflow_file(reference, claims.text("repository")?)?;
    let stem = |file: &str| file.trim_end_matches(".yaml").trim_end_matches(".yml").to_owned();
    let base = |written: &str| written.trim_start_matches(github::WORKFLOWS).to_owned();
    let values = |written: &str| [("actual", quoted(file)), ("expected", quoted(written))];
    let hint = |hint, written: &str| {
        Some(Explained::new(hint, &values(written).each_ref().map(|(key, value)| (*key, value.as_str()))))
    };
    if let Some(twin) = expected.written().find(|it| base(it) != file && stem(&base(it)) == stem(file)) {
        return hint(Hint::YmlYaml, twin);
    }
    if let Some(named) = expected.written().find(|it| *it == name) {
        return hint(Hint::WorkflowName, named);
    }
    let cased = expected.written().find(|it| base(it).eq_ignore_ascii_case(file))?;
    hint(Hint::CaseOnly, cased)
}

fn of_job_workflow(identity: &Identity, claims: &Claims) -> Option<Explained> {
    let expected = identity.job_workflow.as_ref()?;
    let actual = claims.text("job_workflow_ref")?;
    let file = |reference: &str| reference.rsplit_once('@').map(|(file, _)| file.to_owned());
    let same_file = expected.written().find(|it| file(it).is_some_and(|it| Some(it) == file(actual)));
    match same_file {
        Some(written) => {
            Some(Explained::new(Hint::OtherWorkflowRef, &[("actual", &quoted(actual)), ("expected", &quoted(written))]))
        }
        None => case_only(expected, actual),
    }
}

fn of_condition(identity: &Identity, claims: &Claims, problem: &Problem) -> Option<Explained> {
    let condition = identity
        .conditions
        .iter()
        .find(|condition| problem.pointer() == crate::problem::member_pointer(&condition.claim))?;
    let actual = claims.text(&condition.claim)?;
    let written = condition.texts().find(|text| {
        text.eq_ignore_ascii_case(actual)
            || (condition.claim == "ref" && actual.rsplit_once("refs/heads/").is_some_and(|it| it.1 == *text))
    })?;
    let hint = if written.eq_ignore_ascii_case(actual) { Hint::CaseOnly } else { Hint::FullRefName };
    Some(Explained::new(hint, &[("actual", &quoted(actual)), ("expected", &quoted(written))]))
}

/// 10^11 seconds: beyond the year 5000, and in milliseconds the year 1973.
const YEAR_5138: u64 = 100_000_000_000;
/// Ten minutes.
const A_CLOCK_MAY_DIFFER: u64 = 600;
const MOST_AUDIENCES: usize = 8;
