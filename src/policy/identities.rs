//! Reading one entry of `identities`.

use std::sync::Arc;

use super::faults::Faults;
use super::names;
use super::patterns::{read_pattern, read_patterns};
use super::reader::{Entry, Fields, one_of};
use super::roles::Roles;
use super::subjects;
use crate::code::Code;
use crate::condition::{Condition, Scalar, Test};
use crate::fingerprint::Fingerprint;
use crate::identity::{AcceptedAudiences, ExpectedJob, Identity, Platform, Subject};
use crate::job::MatchBy;
use crate::job::github::is_event;
use crate::messages::phrases as say;
use crate::pattern::{Case, Patterns};
use crate::place::{RefType, Where};
use crate::problem::quoted;

/// What the identities share.
pub(super) struct Surroundings<'a> {
    /// None if the document's own one has a fault.
    pub(super) email_domain: Option<&'a str>,
    pub(super) roles: &'a Roles,
}

/// The identity, if it has no fault. Its issuer is told even then, if it is known.
pub(super) fn read(
    entry: &Entry<'_, '_>,
    around: &Surroundings<'_>,
    faults: &mut Faults,
) -> (Option<Identity>, Option<(String, Platform)>) {
    let before = faults.count();
    let Some(mut fields) = Fields::open(entry, MEMBERS, faults) else { return (None, None) };
    let name = fields.required("name", faults).and_then(|it| it.text(say::NAME_FOR_PEOPLE, faults));
    let email = fields.required("email", faults).and_then(|it| read_email(&it, around.email_domain, faults));
    // Where it is unknown, the rest is judged as far as it is the same for all.
    let platform = fields.required("platform", faults).and_then(|it| one_of(&it, Platform::ALL, Platform::as_str, faults));
    let disabled = fields.optional("disabled").and_then(|it| it.boolean(faults)).unwrap_or_default();
    let max_age = fields.optional("maxAge").and_then(|it| it.integer(1..=u64::MAX, faults));
    let conditions = fields.optional("claims").map_or_else(Vec::new, |it| read_conditions(&it, faults));
    let roles =
        fields.optional("roles").and_then(|it| it.list(say::ROLE_NAMES, faults, |it, faults| around.roles.find(it, faults)));
    refuse_foreign_members(&mut fields, platform, faults);
    let issuer = read_issuer(&fields, platform, faults);
    let owner = fields.optional("owner").and_then(|it| read_name(&it, &|text| names::owner_fault(text, platform), faults));
    let subject = match (fields.optional("subject"), platform) {
        (Some(raw), _) => subjects::read(&raw, issuer.as_deref(), &conditions, faults).map(Subject::Raw),
        (None, Some(Platform::Oidc)) => read_unread_subject(&fields, &conditions, faults),
        (None, _) => read_job(&mut fields, owner, platform, faults).map(|job| Subject::Job(Box::new(job))),
    };
    let audiences = read_audiences(&fields, platform, owner, issuer.as_deref(), faults);
    let workflow = fields.optional("workflow").and_then(|it| read_patterns(&it, Case::Exact, faults));
    let job_workflow = fields.optional("jobWorkflow").and_then(|it| read_patterns(&it, Case::Exact, faults));
    let events = fields.optional("events").and_then(|it| it.list(say::EVENTS, faults, read_event));
    let found_issuer = issuer.clone().zip(platform);
    let needed = (name, email, around.email_domain, platform, issuer, audiences, subject);
    let identity = match needed {
        (Some(name), Some(email), Some(domain), Some(platform), Some(issuer), Some(audiences), Some(subject))
            if faults.count() == before =>
        {
            Some(Identity {
                name: name.to_owned(),
                email: email.to_owned(),
                project: names::project_of(email, domain).map(str::to_owned),
                platform,
                issuer: Arc::from(issuer),
                audiences,
                subject,
                workflow,
                job_workflow,
                events,
                conditions,
                max_age,
                roles: roles.unwrap_or_default(),
                disabled,
                conditions_as_written: fingerprint(entry),
            })
        }
        _ => None,
    };
    (identity, found_issuer)
}

/// Of all members but those that say what it is called, and what whoever it admits may do.
fn fingerprint(entry: &Entry<'_, '_>) -> Fingerprint {
    let mut written = String::new();
    for name in MEMBERS.iter().filter(|name| !["name", "email", "roles", "disabled"].contains(name)) {
        if let Some(value) = entry.value.get(name) {
            written.push_str(&format!("{name}:{value}\n"));
        }
    }
    Fingerprint::of(&written)
}

fn read_email<'d>(entry: &Entry<'d, '_>, domain: Option<&str>, faults: &mut Faults) -> Option<&'d str> {
    let email = entry.text(say::EMAIL_ADDRESS, faults)?;
    match names::email_fault(email, domain?) {
        None => return Some(email),
        Some(expected) => entry.malformed(&expected, faults),
    }
    None
}

/// Members that this platform, or the raw subject beside them, leaves without a meaning.
fn refuse_foreign_members(fields: &mut Fields<'_, '_>, platform: Option<Platform>, faults: &mut Faults) {
    match platform {
        None | Some(Platform::GithubActions) => {}
        Some(Platform::GitlabCi) => fields.refuse(GITHUB_MEMBERS, say::NOT_AT_GITLAB, faults),
        Some(Platform::Oidc) => {
            fields.refuse(GITHUB_MEMBERS, say::ONLY_AT_GITHUB, faults);
            fields.refuse(JOB_MEMBERS, say::NOT_AT_OTHER_ISSUERS, faults);
        }
    }
    if fields.optional("subject").is_some() {
        fields.refuse(JOB_MEMBERS, say::SUBJECT_INSTEAD, faults);
    }
}

fn read_issuer(fields: &Fields<'_, '_>, platform: Option<Platform>, faults: &mut Faults) -> Option<String> {
    let entry = match (fields.optional("issuer"), platform) {
        (Some(entry), _) => entry,
        (None, Some(Platform::Oidc)) => fields.required("issuer", faults)?,
        (None, platform) => return platform.and_then(names::default_issuer).map(str::to_owned),
    };
    let issuer = entry.plain_text(say::ADDRESS_OF_ISSUER, faults)?;
    if let Some(expected) = names::issuer_fault(issuer, platform) {
        entry.malformed(&expected, faults);
        return None;
    }
    if let Some(other) = names::platform_of(issuer).filter(|other| platform.is_some_and(|platform| platform != *other)) {
        let fault = entry.at.fault(Code::IssuerPlatformMismatch);
        faults.push(fault.expected(other.as_str()).actual(quoted(issuer)));
        return None;
    }
    Some(issuer.to_owned())
}

fn read_audiences(
    fields: &Fields<'_, '_>,
    platform: Option<Platform>,
    owner: Option<&str>,
    issuer: Option<&str>,
    faults: &mut Faults,
) -> Option<AcceptedAudiences> {
    let must_list = platform == Some(Platform::Oidc) || fields.optional("subject").is_some();
    if let Some(entry) = fields.optional("audiences") {
        let listed = entry
            .list(say::AUDIENCES, faults, |item, faults| item.plain_text(say::EXACT_AUDIENCE, faults).map(str::to_owned));
        return listed.map(AcceptedAudiences::Listed);
    }
    if must_list {
        fields.required("audiences", faults);
        return None;
    }
    match platform? {
        Platform::GithubActions => {
            Some(AcceptedAudiences::OwnerUrl(format!("{}/{}", names::github_web_address(issuer?), owner?)))
        }
        Platform::GitlabCi | Platform::Oidc => Some(AcceptedAudiences::Listed(vec![issuer?.to_owned()])),
    }
}

fn read_unread_subject(fields: &Fields<'_, '_>, conditions: &[Condition], faults: &mut Faults) -> Option<Subject> {
    let Some(entry) = fields.optional("claims") else {
        faults.push(fields.at.fault(Code::PlaceMissing).expected(say::SUBJECT_OR_CLAIMS));
        return None;
    };
    // Faults inside `claims` have been told already.
    if !conditions.is_empty() && !conditions.iter().any(Condition::tells_jobs_apart) {
        let expected = say::SUBJECT_OR_CLAIM;
        faults.push(entry.at.fault(Code::PlaceMissing).expected(expected));
        return None;
    }
    Some(Subject::Unread)
}

fn read_job(
    fields: &mut Fields<'_, '_>,
    owner: Option<&str>,
    platform: Option<Platform>,
    faults: &mut Faults,
) -> Option<ExpectedJob> {
    if platform.is_some() {
        fields.required("owner", faults);
        fields.required("repository", faults);
    }
    let repository = fields.optional("repository");
    let is_any = repository.is_some_and(|entry| entry.value.as_str() == Some("*"));
    if is_any {
        fields.refuse(&["repositoryId"], say::REPOSITORY_IS_EVERY, faults);
    }
    let name = match repository {
        Some(entry) if !is_any => read_name(&entry, &names::repository_fault, faults),
        _ => None,
    };
    let id = |name, faults: &mut Faults| {
        fields.optional(name).and_then(|it| read_name(&it, &names::id_fault, faults)).map(str::to_owned)
    };
    let (owner_id, repository_id) = (id("ownerId", faults), id("repositoryId", faults));
    let by = match fields.optional("match") {
        Some(entry) => one_of(&entry, &[MatchBy::Subject, MatchBy::Claims], match_name, faults),
        None => Some(MatchBy::Subject),
    };
    let place = read_place(fields, platform, faults);
    let repository = if is_any { None } else { Some(name?.to_owned()) };
    Some(ExpectedJob { owner: owner?.to_owned(), owner_id, repository, repository_id, place, by: by? })
}

const fn match_name(by: MatchBy) -> &'static str {
    match by {
        MatchBy::Subject => "subject",
        MatchBy::Claims => "claims",
    }
}

fn read_place(fields: &Fields<'_, '_>, platform: Option<Platform>, faults: &mut Faults) -> Where {
    let (branch, tag) = (fields.optional("branch"), fields.optional("tag"));
    let (environment, pull_request) = (fields.optional("environment"), fields.optional("pullRequest"));
    let is_pull_request = match pull_request {
        Some(entry) if entry.value.as_bool() == Some(true) => true,
        Some(entry) => {
            entry.wrong_type("`true`", faults);
            false
        }
        None => false,
    };
    let contradictory = match (&branch, &tag, &pull_request) {
        (Some(_), Some(_), _) => Some(say::BRANCH_AND_TAG),
        (Some(_), None, Some(_)) => Some(say::BRANCH_AND_PULL_REQUEST),
        (None, Some(_), Some(_)) => Some(say::TAG_AND_PULL_REQUEST),
        _ => None,
    };
    if let Some(pair) = contradictory {
        faults.push(fields.at.fault(Code::ConditionsContradictory).actual(pair));
    }
    if let Some(platform) = platform
        && [&branch, &tag, &environment, &pull_request].iter().all(|place| place.is_none())
    {
        let expected = match platform {
            Platform::GithubActions => say::PLACE_AT_GITHUB,
            Platform::GitlabCi | Platform::Oidc => say::PLACE_AT_GITLAB,
        };
        faults.push(fields.at.fault(Code::PlaceMissing).expected(expected));
    }
    let branches = branch.and_then(|it| read_ref_names(&it, "refs/heads/", faults));
    let tags = tag.and_then(|it| read_ref_names(&it, "refs/tags/", faults));
    let reference = branches.map(|names| (RefType::Branch, names)).or(tags.map(|names| (RefType::Tag, names)));
    let environment = environment.and_then(|it| read_patterns(&it, Case::Ignored, faults));
    Where { environment, pull_request: is_pull_request, reference }
}

fn read_ref_names(entry: &Entry<'_, '_>, prefix: &str, faults: &mut Faults) -> Option<Patterns> {
    let names = entry.one_or_list(say::NAME_OR_PATTERN_OR_LIST, faults, |item, faults| {
        if let Some(name) = item.value.as_str().and_then(|text| text.strip_prefix(prefix)) {
            item.malformed(&say::without_prefix(name, prefix), faults);
            return None;
        }
        read_pattern(item, Case::Exact, faults)
    });
    names.map(Patterns)
}

fn read_name<'d>(entry: &Entry<'d, '_>, fault: &dyn Fn(&str) -> Option<String>, faults: &mut Faults) -> Option<&'d str> {
    let expected = fault("").unwrap_or_default();
    let text = entry.plain_text(&expected, faults)?;
    match fault(text) {
        None => return Some(text),
        Some(expected) => entry.malformed(&expected, faults),
    }
    None
}

fn read_event(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<String> {
    const EXPECTED: &str = say::NAME_OF_EVENT;
    let name = entry.plain_text(EXPECTED, faults)?;
    if is_event(name) {
        return Some(name.to_owned());
    }
    entry.malformed(EXPECTED, faults);
    None
}

fn read_conditions(entry: &Entry<'_, '_>, faults: &mut Faults) -> Vec<Condition> {
    const EXPECTED: &str = say::CONDITION_FOR_EACH_CLAIM;
    let Some(members) = entry.value.members() else {
        entry.wrong_type(EXPECTED, faults);
        return Vec::new();
    };
    if members.len() == 0 {
        faults.push(entry.at.fault(Code::ValueEmpty).expected(EXPECTED));
    }
    let mut conditions = Vec::new();
    for (claim, value) in members {
        if let Some(test) = read_test(&Entry { value, at: entry.at.member(claim, value) }, faults) {
            conditions.push(Condition { claim: claim.to_owned(), test, written: value.to_string() });
        }
    }
    conditions
}

fn read_test(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<Test> {
    const EXPECTED: &str = say::A_CONDITION;
    if let Some(scalar) = Scalar::read(entry.value) {
        return Some(Test::OneOf(vec![scalar]));
    }
    let Some(members) = entry.value.members() else {
        entry.wrong_type(EXPECTED, faults);
        return None;
    };
    let known = members.clone().filter(|(name, _)| OPERATORS.contains(name)).count();
    if members.len() == 0 || known > 1 {
        let code = if known > 1 { Code::ValueMalformed } else { Code::ValueEmpty };
        faults.push(entry.at.fault(code).expected(EXPECTED).actual(say::SEVERAL_OPERATORS));
    }
    let fields = Fields::open(entry, OPERATORS, faults).filter(|_| known == 1)?;
    if let Some(glob) = fields.optional("glob") {
        return read_pattern(&glob, Case::Exact, faults).map(Test::Glob);
    }
    if let Some(list) = fields.optional("oneOf") {
        return list.list(say::LIST_OF_SCALARS, faults, read_scalar).map(Test::OneOf);
    }
    let absent = fields.optional("absent")?;
    if absent.value.as_bool() != Some(true) {
        absent.wrong_type("`true`", faults);
        return None;
    }
    Some(Test::Absent)
}

fn read_scalar(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<Scalar> {
    let scalar = Scalar::read(entry.value);
    if scalar.is_none() {
        entry.wrong_type(say::A_SCALAR, faults);
    }
    scalar
}

/// Every member of an identity, in the order of the documentation.
pub(super) const MEMBERS: &[&str] = &[
    "name",
    "email",
    "platform",
    "issuer",
    "audiences",
    "owner",
    "ownerId",
    "repository",
    "repositoryId",
    "branch",
    "tag",
    "environment",
    "pullRequest",
    "workflow",
    "jobWorkflow",
    "events",
    "claims",
    "subject",
    "match",
    "maxAge",
    "roles",
    "disabled",
];
const OPERATORS: &[&str] = &["glob", "oneOf", "absent"];
const GITHUB_MEMBERS: &[&str] = &["workflow", "jobWorkflow", "events"];
const JOB_MEMBERS: &[&str] =
    &["owner", "ownerId", "repository", "repositoryId", "branch", "tag", "environment", "pullRequest", "match"];
