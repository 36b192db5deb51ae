//! A workload identity: whom it admits, and what they may do.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::claims::Claims;
use crate::code::Code;
use crate::code::check::Check;
use crate::condition::Condition;
use crate::fingerprint::Fingerprint;
use crate::job::github::is_event;
use crate::job::{self, Job, MatchBy, github, gitlab, is_name, same_name};
use crate::messages::phrases as say;
use crate::pattern::Patterns;
use crate::place::Where;
use crate::problem::{Problem, Source, quoted, quoted_list};
use crate::role::Role;
use crate::time::UnixTime;
use crate::verified::Verified;
use crate::verifier::{check_age, is_same_owner_url};

/// A workload identity: a name for certain jobs of a platform, and the roles that they get.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) name: String,
    pub(crate) email: String,
    /// The project of which its e-mail address is, where it is one's.
    pub(crate) project: Option<String>,
    pub(crate) platform: Platform,
    pub(crate) issuer: Arc<str>,
    pub(crate) audiences: AcceptedAudiences,
    pub(crate) subject: Subject,
    pub(crate) workflow: Option<Patterns>,
    pub(crate) job_workflow: Option<Patterns>,
    /// The allowed `event_name`s, where the document lists them.
    pub(crate) events: Option<Vec<String>>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) max_age: Option<u64>,
    pub(crate) roles: Vec<Arc<Role>>,
    pub(crate) disabled: bool,
    pub(crate) conditions_as_written: Fingerprint,
}

/// Which grammar the claims of an identity follow.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Platform {
    /// GitHub Actions, on github.com, ghe.com or an Enterprise Server.
    GithubActions,
    /// GitLab CI, on gitlab.com or self-managed.
    GitlabCi,
    /// Any other issuer that speaks OpenID Connect.
    Oidc,
}

/// The audiences of which a token must have one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum AcceptedAudiences {
    /// As the document lists them, exactly.
    Listed(Vec<String>),
    /// The owner's URL, GitHub's default; owners know no case.
    OwnerUrl(String),
}

/// How an identity reads `sub`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Subject {
    /// Owner, repository and place.
    Job(Box<ExpectedJob>),
    /// A raw pattern with Bytebase's meaning.
    Raw(RawSubject),
    /// Not at all: conditions on other claims stand instead.
    Unread,
}

/// Whose jobs an identity admits, and where they ran.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ExpectedJob {
    pub(crate) owner: String,
    pub(crate) owner_id: Option<String>,
    /// None means every repository of the owner.
    pub(crate) repository: Option<String>,
    pub(crate) repository_id: Option<String>,
    pub(crate) place: Where,
    pub(crate) by: MatchBy,
}

/// The whole `sub`, or how it begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum RawSubject {
    Exact(String),
    Prefix(String),
}

impl AcceptedAudiences {
    pub(crate) fn contain(&self, audience: &str) -> bool {
        match self {
            Self::Listed(names) => names.iter().any(|name| name == audience),
            Self::OwnerUrl(url) => is_same_owner_url(audience, url),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Listed(names) => quoted_list(names.iter().map(String::as_str)),
            Self::OwnerUrl(url) => quoted(url),
        }
    }
}

impl RawSubject {
    fn matches(&self, subject: &str) -> bool {
        match self {
            Self::Exact(exact) => subject == exact,
            Self::Prefix(prefix) => subject.starts_with(prefix.as_str()),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Exact(exact) => quoted(exact),
            Self::Prefix(prefix) => quoted(&format!("{prefix}*")),
        }
    }
}

impl Platform {
    /// Every platform.
    pub const ALL: &[Self] = &[Self::GithubActions, Self::GitlabCi, Self::Oidc];

    /// The name in policy documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GithubActions => "github-actions",
            Self::GitlabCi => "gitlab-ci",
            Self::Oidc => "oidc",
        }
    }

    /// The claims that hold the numeric ids of owner and repository.
    pub(crate) const fn id_claims(self) -> (&'static str, &'static str) {
        match self {
            Self::GitlabCi => ("namespace_id", "project_id"),
            Self::GithubActions | Self::Oidc => ("repository_owner_id", "repository_id"),
        }
    }
}

impl Identity {
    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The e-mail address by which a caller names it; unique in its policy.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Where its tokens come from.
    #[must_use]
    pub const fn platform(&self) -> Platform {
        self.platform
    }

    /// The `iss` of its tokens.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The one project in which it may act, where its e-mail address is of one: `ID@PROJECT.DOMAIN`.
    #[must_use]
    pub fn project(&self) -> Option<&str> {
        self.project.as_deref()
    }

    /// Whether the document has it out of use, so that it matches nothing.
    #[must_use]
    pub const fn is_disabled(&self) -> bool {
        self.disabled
    }

    /// The names of its roles.
    pub fn roles(&self) -> impl ExactSizeIterator<Item = &str> {
        self.roles.iter().map(|role| role.name.as_str())
    }

    /// Every reason why the facts do not fit, in the order of the conditions; none means that they do.
    pub(crate) fn mismatches<'a>(&'a self, facts: &'a Facts<'_>) -> impl Iterator<Item = (Check, Problem)> {
        let further = self.conditions.len().saturating_add(1);
        (0..CONDITIONS.len().saturating_add(further)).filter_map(|place| self.mismatch(place, facts))
    }

    /// That of one condition: first those of every identity, then those of `claims`, then `maxAge`.
    fn mismatch(&self, place: usize, facts: &Facts<'_>) -> Option<(Check, Problem)> {
        if let Some((check, condition)) = CONDITIONS.get(place) {
            return Some((*check, condition(self, facts)?));
        }
        match self.conditions.get(place.saturating_sub(CONDITIONS.len())) {
            Some(condition) => Some((Check::Condition, condition.mismatch(facts.claims)?)),
            None => Some((Check::Age, check_age(facts.claims, self.max_age?, facts.now).err()?)),
        }
    }

    /// The names of the conditions that every identity has, in order. Those of `claims` and `maxAge` follow.
    pub(crate) fn checks() -> impl Iterator<Item = Check> {
        CONDITIONS.iter().map(|(check, _)| *check)
    }

    pub(crate) fn holds(&self, facts: &Facts<'_>) -> bool {
        self.mismatches(facts).next().is_none()
    }

    /// Why it matches nothing, if it is disabled.
    pub(crate) fn out_of_use(&self) -> Option<Problem> {
        self.disabled
            .then(|| Problem::new(Code::IdentityDisabled, Source::Policy, "/identities").actual(quoted(&self.email)))
    }

    fn issuer_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        let actual = facts.issuer;
        (actual != &*self.issuer).then(|| {
            Problem::claim(Code::IssuerOfAnotherIdentity, "iss").expected(quoted(&self.issuer)).actual(quoted(actual))
        })
    }

    fn audience_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        let actual = match &facts.audiences {
            Ok(actual) => actual,
            Err(problem) => return Some(problem.clone()),
        };
        let holds = actual.iter().any(|audience| self.audiences.contain(audience));
        (!holds).then(|| {
            Problem::claim(Code::AudienceOfAnotherIdentity, "aud")
                .expected(self.audiences.in_words())
                .actual(quoted_list(actual.iter().copied()))
        })
    }

    fn subject_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        if let Some(problem) = facts.job(self.platform, self.match_by()).and_then(|job| job.as_ref().err()) {
            // A raw pattern may well expect a customised subject, but no contradiction.
            let is_expected = matches!(self.subject, Subject::Raw(_)) && problem.code() == Code::SubjectCustomised;
            if !is_expected {
                return Some(problem.clone());
            }
        }
        let Some(subject) = facts.subject else { return job::required(facts.claims, "sub").err() };
        let Subject::Raw(pattern) = &self.subject else { return None };
        (!pattern.matches(subject))
            .then(|| Problem::claim(Code::SubjectMismatch, "sub").expected(pattern.in_words()).actual(quoted(subject)))
    }

    /// The claims that hold the pinned ids, and the ids.
    pub(crate) fn pinned_ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let (owner, repository) = self.platform.id_claims();
        let pinned = match &self.subject {
            Subject::Job(job) => [(owner, job.owner_id.as_deref()), (repository, job.repository_id.as_deref())],
            Subject::Raw(_) | Subject::Unread => [(owner, None), (repository, None)],
        };
        pinned.into_iter().filter_map(|(claim, id)| Some((claim, id?)))
    }

    const fn match_by(&self) -> MatchBy {
        match &self.subject {
            Subject::Job(expected) => expected.by,
            Subject::Raw(_) | Subject::Unread => MatchBy::Subject,
        }
    }

    /// What the identity expects of the job, and what the token says of it, where both can be told.
    fn jobs<'a>(&'a self, facts: &'a Facts<'_>) -> Option<(&'a ExpectedJob, &'a Job<'a>)> {
        let Subject::Job(expected) = &self.subject else { return None };
        let job = facts.job(self.platform, expected.by)?.as_ref().ok()?;
        Some((expected, job))
    }

    fn owner_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        let (expected, job) = self.jobs(facts)?;
        let (owner_id_claim, repository_id_claim) = self.platform.id_claims();
        let names = Names { expected: &expected.owner, actual: job.owner, told_by: self.name_claim() };
        let repository_id = expected.repository_id.as_deref();
        let is_transferred = expected.owner_id.is_none()
            && repository_id.is_some_and(|id| facts.claims.text(repository_id_claim) == Some(id))
            && !same_name(names.expected, names.actual);
        if is_transferred && let Some(repository) = &expected.repository {
            let full_name = |owner: &str, repository: &str| quoted(&format!("{owner}/{repository}"));
            return Some(
                Problem::claim(Code::RepositoryRenamed, names.told_by)
                    .expected(full_name(names.expected, repository))
                    .actual(full_name(names.actual, job.repository)),
            );
        }
        let codes = (Code::OwnerMismatch, Code::OwnerIdMismatch, Code::OwnerRenamed);
        name_mismatch(facts, codes, names, expected.owner_id.as_deref(), owner_id_claim)
    }

    fn repository_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        let (expected, job) = self.jobs(facts)?;
        let Some(repository) = expected.repository.as_deref() else {
            // Every repository, but nothing that could not be one.
            return (!is_name(job.repository)).then(|| {
                Problem::claim(Code::RepositoryMismatch, self.name_claim())
                    .expected(say::ANY_REPOSITORY)
                    .actual(quoted(job.repository))
            });
        };
        let codes = (Code::RepositoryMismatch, Code::RepositoryIdMismatch, Code::RepositoryRenamed);
        let names = Names { expected: repository, actual: job.repository, told_by: self.name_claim() };
        name_mismatch(facts, codes, names, expected.repository_id.as_deref(), self.platform.id_claims().1)
    }

    /// The claim from which the names of owner and repository are read.
    const fn name_claim(&self) -> &'static str {
        match (self.match_by(), self.platform) {
            (MatchBy::Subject, _) => "sub",
            (MatchBy::Claims, Platform::GitlabCi) => "project_path",
            (MatchBy::Claims, Platform::GithubActions | Platform::Oidc) => "repository",
        }
    }

    fn place_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        let (expected, job) = self.jobs(facts)?;
        expected.place.mismatch(&job.place)
    }

    fn workflow_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        let expected = self.workflow.as_ref()?;
        let workflow_ref = match job::required(facts.claims, "workflow_ref") {
            Ok(workflow_ref) => workflow_ref,
            Err(problem) => return Some(problem),
        };
        let own = match (facts.claims.text("repository"), facts.job(self.platform, MatchBy::Subject)) {
            (Some(repository), _) => repository.to_owned(),
            (None, Some(Ok(job))) => format!("{}/{}", job.owner, job.repository),
            (None, _) => String::new(),
        };
        let file = github::workflow_file(workflow_ref, &own);
        let holds =
            file.is_some_and(|file| expected.matches(file) || expected.matches(&format!("{}{file}", github::WORKFLOWS)));
        (!holds).then(|| {
            Problem::claim(Code::WorkflowMismatch, "workflow_ref").expected(expected.in_words()).actual(quoted(workflow_ref))
        })
    }

    fn job_workflow_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        let expected = self.job_workflow.as_ref()?;
        let actual = match job::required(facts.claims, "job_workflow_ref") {
            Ok(actual) => actual,
            Err(problem) => return Some(problem),
        };
        (!expected.matches(actual)).then(|| {
            Problem::claim(Code::JobWorkflowMismatch, "job_workflow_ref")
                .expected(expected.in_words())
                .actual(quoted(actual))
        })
    }

    fn event_mismatch(&self, facts: &Facts<'_>) -> Option<Problem> {
        if self.platform != Platform::GithubActions {
            return None;
        }
        let event = match job::required(facts.claims, "event_name") {
            Ok(event) => event,
            Err(problem) => return Some(problem),
        };
        let holds = match &self.events {
            Some(allowed) => allowed.iter().any(|it| it == event),
            None => is_event(event) && !OUTSIDE_CODE_EVENTS.contains(&event),
        };
        (!holds).then(|| {
            let expected = match &self.events {
                Some(allowed) => quoted_list(allowed.iter().map(String::as_str)),
                None => say::USUAL_EVENTS.to_owned(),
            };
            Problem::claim(Code::EventNotAllowed, "event_name").expected(expected).actual(quoted(event))
        })
    }
}

/// What a token says, each part worked out once however many identities ask.
pub(crate) struct Facts<'c> {
    claims: &'c Claims,
    now: UnixTime,
    issuer: &'c str,
    subject: Option<&'c str>,
    audiences: Result<Vec<&'c str>, Problem>,
    github: [OnceCell<Result<Job<'c>, Problem>>; 2],
    gitlab: [OnceCell<Result<Job<'c>, Problem>>; 2],
}

impl<'c> Facts<'c> {
    pub(crate) fn of(verified: &'c Verified) -> Self {
        Self::as_if(verified.claims(), verified.verified_at())
    }

    /// The facts if the claims were true.
    pub(crate) fn as_if(claims: &'c Claims, now: UnixTime) -> Self {
        Self {
            claims,
            now,
            issuer: claims.text("iss").unwrap_or_default(),
            subject: claims.subject(),
            audiences: claims.audiences(),
            github: Default::default(),
            gitlab: Default::default(),
        }
    }

    pub(crate) const fn now(&self) -> UnixTime {
        self.now
    }

    pub(crate) const fn claims(&self) -> &'c Claims {
        self.claims
    }

    /// The claim `iss`; a token without it has none that is an identity's.
    pub(crate) const fn issuer(&self) -> &'c str {
        self.issuer
    }

    /// The claim `sub`, if it is a string.
    pub(crate) const fn subject(&self) -> Option<&'c str> {
        self.subject
    }

    /// The job by the platform's grammar; a generic issuer has none.
    pub(crate) fn job(&self, platform: Platform, by: MatchBy) -> Option<&Result<Job<'c>, Problem>> {
        let ([by_subject, by_claims], read): (_, fn(&'c Claims, MatchBy) -> _) = match platform {
            Platform::GithubActions => (&self.github, github::read),
            Platform::GitlabCi => (&self.gitlab, gitlab::read),
            Platform::Oidc => return None,
        };
        let cell = match by {
            MatchBy::Subject => by_subject,
            MatchBy::Claims => by_claims,
        };
        Some(cell.get_or_init(|| read(self.claims, by)))
    }
}

type ConditionFn = fn(&Identity, &Facts<'_>) -> Option<Problem>;

/// The conditions of every identity, in order; the first that fails names the refusal.
const CONDITIONS: [(Check, ConditionFn); 10] = [
    (Check::Enabled, |identity, _| identity.out_of_use()),
    (Check::IdentityIssuer, Identity::issuer_mismatch),
    (Check::IdentityAudience, Identity::audience_mismatch),
    (Check::Subject, Identity::subject_mismatch),
    (Check::Owner, Identity::owner_mismatch),
    (Check::Repository, Identity::repository_mismatch),
    (Check::Place, Identity::place_mismatch),
    (Check::Workflow, Identity::workflow_mismatch),
    (Check::JobWorkflow, Identity::job_workflow_mismatch),
    (Check::Event, Identity::event_mismatch),
];

struct Names<'a> {
    expected: &'a str,
    actual: &'a str,
    told_by: &'static str,
}

/// Holds a name, and the id where one is pinned, against the token. A renamed owner or repository is told apart from another.
fn name_mismatch(
    facts: &Facts<'_>,
    (other_name, other_id, renamed): (Code, Code, Code),
    names: Names<'_>,
    pinned_id: Option<&str>,
    id_claim: &'static str,
) -> Option<Problem> {
    let is_same_id = pinned_id.map(|pinned| facts.claims.text(id_claim) == Some(pinned));
    match (same_name(names.expected, names.actual), is_same_id) {
        (true, None | Some(true)) => None,
        (true, Some(false)) => {
            let actual = match facts.claims.get(id_claim) {
                Some(value) => value.as_str().map_or_else(|| say::instead_of_string(value.kind()), quoted),
                None => say::MISSING.to_owned(),
            };
            Some(Problem::claim(other_id, id_claim).expected(quoted(pinned_id.unwrap_or_default())).actual(actual))
        }
        (false, is_same_id) => {
            let code = if is_same_id == Some(true) { renamed } else { other_name };
            Some(Problem::claim(code, names.told_by).expected(quoted(names.expected)).actual(quoted(names.actual)))
        }
    }
}

/// Events that run with the rights of the base branch on code or input from outside; PyPI and crates.io refuse them, too.
pub(crate) const OUTSIDE_CODE_EVENTS: [&str; 2] = ["pull_request_target", "workflow_run"];
