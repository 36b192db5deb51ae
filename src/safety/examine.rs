//! Examining one identity: jobs are made up and held against it, and what it admits is judged.

use super::audiences::service_of;
use super::example::Example;
use super::finding::Finding;
use super::names::{environment_pattern_fault, ref_pattern_fault};
use super::probe::{Homes, Probe, Shows, has_ids, settle_event};
use super::sample::{JobSource, Sample, is_of_the_job};
use super::subject_form::SubjectForm;
use super::summary::Safety;
use super::trial::{Trial, token};
use crate::code::Code;
use crate::code::finding::{FindingCode, Grade};
use crate::condition::{Condition, Test};
use crate::identity::{AcceptedAudiences, Identity, OUTSIDE_CODE_EVENTS, Platform, RawSubject, Subject};
use crate::messages::phrases as say;
use crate::pattern::Patterns;
use crate::place::RefType;
use crate::problem::{Problem, quoted, quoted_list};

pub(super) fn examine(identity: &Identity) -> Safety {
    let mut examination = Examination { identity, findings: Vec::new(), can_match: true };
    let (admits, refuses) = match Homes::of(identity) {
        Ok(mut homes) => examination.examine(&mut homes),
        Err(reason) => {
            examination.find_impossible(FindingCode::SubjectImpossible, "/subject", &written_subject(identity), reason);
            (Vec::new(), None)
        }
    };
    examination.find_in_audiences();
    if identity.is_disabled() {
        examination.find(FindingCode::IdentityDisabled, "/disabled", "", "");
    }
    if identity.roles.is_empty() {
        examination.find(FindingCode::RolesMissing, "", "", "");
    }
    let Examination { findings, can_match, .. } = examination;
    let grade = findings.iter().filter_map(Finding::grade).max().unwrap_or(Grade::Exact);
    Safety { grade: can_match.then_some(grade), admits, refuses, findings }
}

struct Examination<'i> {
    identity: &'i Identity,
    findings: Vec<Finding>,
    can_match: bool,
}

/// What a probe shows, and its job in the first form of subject that was admitted, or else in the first form.
struct Tried {
    shows: Shows,
    is_admitted: bool,
    example: Example,
}

impl Examination<'_> {
    fn find(&mut self, code: FindingCode, pointer: &str, actual: &str, expected: &str) {
        self.findings.push(Finding::new(code, pointer).actual(actual).expected(expected));
    }

    fn find_impossible(&mut self, code: FindingCode, pointer: &str, actual: &str, reason: &str) {
        self.find(code, pointer, actual, reason);
        self.can_match = false;
    }

    fn examine(&mut self, homes: &mut Homes) -> (Vec<Example>, Option<Example>) {
        self.find_impossible_places();
        self.find_in_workflows();
        self.find_impossible_events();
        let at_home = self.try_homes(homes);
        if !self.can_match {
            return (Vec::new(), None);
        }
        if self.identity.platform == Platform::Oidc {
            return self.examine_opaque(at_home);
        }
        let tried: Vec<Tried> = homes
            .neighbours(self.identity.platform)
            .into_iter()
            .filter_map(|probe| self.try_probe(probe, &homes.forms))
            .collect();
        self.find_whose(&tried, homes);
        self.find_places(&tried, &at_home, homes);
        self.find_events(&tried);
        if matches!(self.identity.subject, Subject::Raw(RawSubject::Prefix(_)))
            && self.findings.iter().all(|finding| finding.grade().is_none())
        {
            let expected = at_home.first().map_or_else(String::new, |example| quoted(example.subject()));
            self.find(FindingCode::SubjectOpen, "/subject", &written_subject(self.identity), &expected);
        }
        (examples(&tried, at_home), first_refused(&tried))
    }

    fn try_probe(&self, probe: Probe, forms: &[SubjectForm]) -> Option<Tried> {
        let Probe { shows, mut sample, job } = probe;
        if !matches!(shows, Shows::OutsideCode(_)) {
            settle_event(&mut sample, self.identity);
        }
        let mut trials = forms.iter().map(|form| Trial::of(&sample, form, self.identity));
        let first = trials.next()?;
        let trial = match first.refusal {
            None => first,
            Some(_) => trials.find(|trial| trial.refusal.is_none()).unwrap_or(first),
        };
        Some(Tried { shows, is_admitted: trial.refusal.is_none(), example: trial.example(job) })
    }

    /// Tries the jobs that the identity is made for, in every form of their subjects. The first one that is admitted comes to stand first, for its neighbours are tried next.
    fn try_homes(&mut self, homes: &mut Homes) -> Vec<Example> {
        let mut admitted = Vec::new();
        let mut refusal = None;
        let mut first = None;
        for (place, sample) in homes.samples.iter().enumerate() {
            for form in &homes.forms {
                let trial = Trial::of(sample, form, self.identity);
                match trial.refusal {
                    None => {
                        first = first.or(Some(place));
                        let example = trial.example(sample.place_in_words(self.identity.platform));
                        if !admitted.contains(&example) {
                            admitted.push(example);
                        }
                    }
                    Some(problem) => refusal = refusal.or(Some(problem)),
                }
            }
        }
        homes.samples.rotate_left(first.unwrap_or_default());
        if let (true, true, Some(problem)) = (admitted.is_empty(), self.can_match, refusal) {
            self.find_why_nothing_matches(&problem);
        }
        admitted
    }

    /// A condition that one value fulfils was given that value, so a refusal is certain where all conditions are such; but not
    /// where the subject itself could not be made up.
    fn find_why_nothing_matches(&mut self, problem: &Problem) {
        let is_single = |condition: &Condition| match &condition.test {
            Test::OneOf(scalars) => scalars.len() == 1,
            Test::Absent => true,
            Test::Glob(_) => false,
        };
        let conditions = &self.identity.conditions;
        let is_certain = conditions.iter().all(|condition| !is_of_the_job(&condition.claim) || is_single(condition))
            && problem.code() != Code::SubjectMismatch;
        let pointer = if conditions.is_empty() { "" } else { "/claims" };
        if is_certain {
            self.find_impossible(FindingCode::ConditionsImpossible, pointer, &problem.message(), "");
        } else {
            self.find(FindingCode::ConditionsNotExamined, pointer, "", "");
        }
    }

    fn find_impossible_places(&mut self) {
        let Subject::Job(job) = &self.identity.subject else { return };
        let platform = self.identity.platform;
        if let Some(names) = &job.place.environment {
            let faults = names.0.iter().map(|it| (it.written(), environment_pattern_fault(it))).collect();
            self.find_all_impossible(FindingCode::PlaceImpossible, "/environment", faults);
        }
        if let Some((kind, names)) = &job.place.reference {
            let faults = names.0.iter().map(|it| (it.written(), ref_pattern_fault(it, platform))).collect();
            self.find_all_impossible(FindingCode::PlaceImpossible, ref_pointer(*kind), faults);
        }
    }

    fn find_in_workflows(&mut self) {
        if let Some(names) = &self.identity.workflow {
            let fault = |name: &str| {
                let is_file = name.ends_with(".yml") || name.ends_with(".yaml");
                (!is_file).then_some(say::WORKFLOW_FILE_ENDING)
            };
            let faults = names.0.iter().map(|it| (it.written(), it.exact().as_deref().and_then(fault))).collect();
            self.find_all_impossible(FindingCode::WorkflowImpossible, "/workflow", faults);
        }
        let Some(names) = &self.identity.job_workflow else { return };
        let fault = |name: &str| (!name.contains('@')).then_some(say::JOB_WORKFLOW_ENDING);
        let faults = names.0.iter().map(|it| (it.written(), it.exact().as_deref().and_then(fault))).collect();
        self.find_all_impossible(FindingCode::WorkflowImpossible, "/jobWorkflow", faults);
        for pattern in &names.0 {
            let pinned = pattern.written().rsplit_once('@').map(|(_, reference)| reference);
            let is_commit = |reference: &str| reference.len() >= 40 && reference.bytes().all(|it| it.is_ascii_hexdigit());
            let is_tag = |reference: &str| reference.starts_with("refs/tags/") && !reference.contains('*');
            if pinned.is_none() && pattern.exact().is_some() {
                continue;
            }
            if !pinned.is_some_and(|reference| is_commit(reference) || is_tag(reference)) {
                self.find(FindingCode::JobWorkflowMutable, "/jobWorkflow", &quoted(pattern.written()), "");
            }
        }
    }

    /// Tells every pattern that has a fault; if all of them have, nothing can match.
    fn find_all_impossible(&mut self, code: FindingCode, pointer: &str, faults: Vec<(&str, Option<&'static str>)>) {
        let is_any_possible = faults.iter().any(|(_, fault)| fault.is_none());
        for (written, fault) in faults {
            if let Some(fault) = fault {
                self.find(code, pointer, &quoted(written), fault);
            }
        }
        self.can_match &= is_any_possible;
    }

    fn find_impossible_events(&mut self) {
        let (Some(events), Subject::Job(job)) = (&self.identity.events, &self.identity.subject) else { return };
        let for_pull_requests = |event: &String| event.starts_with("pull_request") && event != OUTSIDE_CODE_EVENTS[0];
        let names = quoted_list(events.iter().map(String::as_str));
        if job.place.pull_request && !events.iter().any(for_pull_requests) {
            self.find_impossible(FindingCode::EventsImpossible, "/events", &names, "`pull_request`");
        } else if job.place.reference.is_some() && events.iter().all(for_pull_requests) {
            self.find_impossible(FindingCode::EventsImpossible, "/events", &names, "`push`");
        }
    }

    fn find_whose(&mut self, tried: &[Tried], homes: &Homes) {
        let (owner, repository) = match &self.identity.subject {
            Subject::Job(_) => ("/owner", "/repository"),
            Subject::Raw(_) | Subject::Unread => ("/subject", "/subject"),
        };
        let sample = homes.samples.first();
        let shown = |shows: &Shows| first_admitted(tried, shows);
        if let Some(subject) = shown(&Shows::AnyOwner) {
            self.find(FindingCode::OwnerOpen, owner, "", &quoted(subject));
        } else if let Some(subject) = shown(&Shows::OwnerAlike) {
            self.find(FindingCode::OwnerLookAlike, owner, "", &quoted(subject));
        } else if shown(&Shows::Stranger).is_some() {
            let name = sample.map_or("", |sample| &sample.owner);
            self.find(FindingCode::OwnerNotPinned, owner, &quoted(name), &self.where_ids_are(sample, true));
        }
        if let Some(subject) = shown(&Shows::AnyRepository) {
            self.find(FindingCode::RepositoryOpen, repository, "", &quoted(subject));
        } else if let Some(subject) = shown(&Shows::RepositoryAlike) {
            self.find(FindingCode::RepositoryLookAlike, repository, "", &quoted(subject));
        } else if shown(&Shows::NewRepository).is_some() {
            let name = sample.map_or("", |sample| &sample.repository);
            self.find(FindingCode::RepositoryNotPinned, repository, &quoted(name), &self.where_ids_are(sample, false));
        }
        let is_raw = matches!(self.identity.subject, Subject::Raw(_));
        let is_classic = homes.forms.iter().all(SubjectForm::is_classic);
        if let (true, true, true, Some(sample)) = (is_raw, is_classic, has_ids(self.identity), sample) {
            let with_ids = SubjectForm::usual(Platform::GithubActions, true).pop();
            let subject = with_ids.map(|form| token(sample, &form, self.identity).0);
            self.find(FindingCode::SubjectClassicOnly, "/subject", "", &quoted(&subject.unwrap_or_default()));
        }
    }

    /// Which member pins the id, and how to look it up.
    fn where_ids_are(&self, sample: Option<&Sample>, of_owner: bool) -> String {
        let Some(Sample { owner, repository, .. }) = sample else { return String::new() };
        let (owner_claim, repository_claim) = self.identity.platform.id_claims();
        let is_structured = matches!(self.identity.subject, Subject::Job(_));
        let member = match (is_structured, of_owner) {
            (true, true) => "`ownerId`".to_owned(),
            (true, false) => "`repositoryId`".to_owned(),
            (false, true) => say::claim_condition(owner_claim),
            (false, false) => say::claim_condition(repository_claim),
        };
        let source = match (self.identity.platform, of_owner) {
            (Platform::GitlabCi, true) => say::GROUP_ID.to_owned(),
            (Platform::GitlabCi, false) => say::PROJECT_ID.to_owned(),
            (_, true) => say::owner_id_at_github(owner),
            (_, false) => say::repository_id_at_github(owner, repository),
        };
        format!("{member}; {source}")
    }

    fn find_places(&mut self, tried: &[Tried], at_home: &[Example], homes: &Homes) {
        let place = match &self.identity.subject {
            Subject::Job(job) => Some(&job.place),
            Subject::Raw(_) | Subject::Unread => None,
        };
        let pointer = |member: &'static str| if place.is_some() { member } else { "/subject" };
        let (branch, environment) = (pointer("/branch"), pointer("/environment"));
        let reference = match place.and_then(|place| place.reference.as_ref()) {
            Some((kind, _)) => ref_pointer(*kind),
            None => environment,
        };
        let home = homes.samples.first();
        let by_home = home.filter(|home| home.source == JobSource::PullRequest).and(at_home.first());
        if let Some(subject) = by_home.map(Example::subject).or_else(|| first_admitted(tried, &Shows::PullRequests)) {
            let (pointer, expected) = (pointer("/pullRequest"), quoted(subject));
            let them = if self.identity.platform == Platform::GitlabCi { say::MERGE_REQUESTS } else { say::PULL_REQUESTS };
            self.find(FindingCode::PullRequestsAdmitted, pointer, them, &expected);
        }
        let mut is_open = false;
        for (shows, code, pointer) in [
            (Shows::AnyBranch, FindingCode::BranchOpen, branch),
            (Shows::AnyTag, FindingCode::TagOpen, pointer("/tag")),
            (Shows::AnyEnvironment, FindingCode::EnvironmentOpen, environment),
        ] {
            if let Some(subject) = all_admitted(tried, &shows) {
                self.find(code, pointer, "", &quoted(subject));
                is_open = true;
            }
        }
        for Tried { shows, example, .. } in tried.iter().filter(|tried| tried.is_admitted && !is_open) {
            let (code, name) = match shows {
                Shows::PlaceAlike(pattern) => (FindingCode::PlaceLookAlike, pattern),
                Shows::PlaceToCome(pattern) => (FindingCode::PlaceIsPattern, pattern),
                Shows::Twin(name) => (FindingCode::EnvironmentTwin, name),
                _ => continue,
            };
            let is_of_ref = place
                .and_then(|place| place.reference.as_ref())
                .is_some_and(|(_, names)| names.0.iter().any(|pattern| quoted(pattern.written()) == *name));
            self.find(code, if is_of_ref { reference } else { environment }, name, &quoted(example.subject()));
        }
        if let Some(subject) = first_admitted(tried, &Shows::MergeQueue) {
            self.find(FindingCode::MergeQueueAdmitted, branch, "", &quoted(subject));
        }
        let names = place.and_then(|place| place.environment.as_ref()).map(Patterns::in_words);
        let name = names.or_else(|| Some(quoted(home?.environment.as_deref()?)));
        let is_one_open = !is_open && first_admitted(tried, &Shows::EnvironmentFromAnywhere).is_some();
        if let (true, Some(name)) = (is_one_open, name) {
            self.find(FindingCode::EnvironmentUnprotected, environment, &name, "");
        }
    }

    fn find_events(&mut self, tried: &[Tried]) {
        for (place, event) in self.identity.events.iter().flatten().enumerate() {
            let shows_it = |tried: &Tried| matches!(tried.shows, Shows::OutsideCode(outside) if outside == event);
            if tried.iter().any(|tried| tried.is_admitted && shows_it(tried)) {
                self.find(FindingCode::OutsideCodeAdmitted, &format!("/events/{place}"), &quoted(event), "");
            }
        }
    }

    fn find_in_audiences(&mut self) {
        let identity = self.identity;
        let names = match &identity.audiences {
            AcceptedAudiences::OwnerUrl(url) => {
                return self.find(FindingCode::AudienceDefault, "", &quoted(url), "");
            }
            AcceptedAudiences::Listed(names) => names,
        };
        for (place, name) in names.iter().enumerate() {
            let is_default = match identity.platform {
                Platform::GithubActions => name.starts_with("https://github.com/"),
                Platform::GitlabCi => name == identity.issuer(),
                Platform::Oidc => false,
            };
            let pointer = format!("/audiences/{place}");
            if is_default && names.len() == 1 && identity.platform == Platform::GitlabCi {
                // Perhaps the document has no list at all.
                self.find(FindingCode::AudienceDefault, "", &quoted(name), "");
            } else if is_default {
                self.find(FindingCode::AudienceDefault, &pointer, &quoted(name), "");
            } else if let Some(service) = service_of(name) {
                self.find(FindingCode::AudienceOfAnotherService, &pointer, &quoted(name), service);
            }
        }
    }

    /// An issuer whose subjects have no known form: only their beginnings can be told.
    fn examine_opaque(&mut self, at_home: Vec<Example>) -> (Vec<Example>, Option<Example>) {
        let identity = self.identity;
        let (stem, is_open) = match &identity.subject {
            Subject::Raw(RawSubject::Exact(text)) => (text, false),
            Subject::Raw(RawSubject::Prefix(stem)) => (stem, true),
            Subject::Job(_) | Subject::Unread => {
                let is_exact = |condition: &&Condition| matches!(condition.test, Test::OneOf(_));
                let exact: Vec<_> = identity.conditions.iter().filter(is_exact).map(|it| it.claim.as_str()).collect();
                let code = if exact.is_empty() { FindingCode::ClaimsOpen } else { FindingCode::SubjectUnread };
                self.find(code, "/claims", &quoted_list(exact), "");
                return (at_home, None);
            }
        };
        let sample = Sample::usual(identity.platform);
        let try_subject = |subject: String| Trial::of(&sample, &SubjectForm::Opaque(subject), identity);
        let of_another = |trial: Trial| trial.example(say::ANOTHER_JOB);
        let others = ["another", "x/y", "-2"].iter().map(|end| try_subject(format!("{stem}{end}")));
        let admits: Vec<_> = others.filter(|trial| trial.refusal.is_none()).map(of_another).collect();
        if is_open {
            let within_word = stem.ends_with(char::is_alphanumeric);
            let code = if within_word { FindingCode::SubjectLookAlike } else { FindingCode::SubjectOpen };
            let expected = admits.first().map_or_else(String::new, |it| quoted(it.subject()));
            self.find(code, "/subject", &written_subject(identity), &expected);
        }
        let shorter: String = stem.chars().take(stem.chars().count().saturating_sub(1)).collect();
        let mut neighbours = [format!("{stem}-2"), format!("{shorter}-2")].into_iter().map(try_subject);
        let refused = neighbours.find(|trial| trial.refusal.is_some()).map(of_another);
        (if is_open { admits } else { at_home }, refused)
    }
}

/// The nearest job that is refused: another place first, then another repository, then another owner.
fn first_refused(tried: &[Tried]) -> Option<Example> {
    let order = [
        Shows::Neighbour,
        Shows::AnyBranch,
        Shows::PullRequests,
        Shows::AnyTag,
        Shows::AnyEnvironment,
        Shows::RepositoryAlike,
        Shows::AnyRepository,
        Shows::OwnerAlike,
        Shows::AnyOwner,
    ];
    let refused = |shows: &Shows| tried.iter().find(|tried| tried.shows == *shows && !tried.is_admitted);
    order.iter().find_map(refused).map(|tried| tried.example.clone())
}

fn first_admitted<'t>(tried: &'t [Tried], shows: &Shows) -> Option<&'t str> {
    tried.iter().find(|tried| tried.is_admitted && tried.shows == *shows).map(|tried| tried.example.subject())
}

/// The first subject, if every probe that shows it was admitted.
fn all_admitted<'t>(tried: &'t [Tried], shows: &Shows) -> Option<&'t str> {
    let all = tried.iter().filter(|tried| tried.shows == *shows).all(|tried| tried.is_admitted);
    if all { first_admitted(tried, shows) } else { None }
}

/// What is admitted, the unexpected first.
fn examples(tried: &[Tried], at_home: Vec<Example>) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut shown = vec![&Shows::Stranger, &Shows::NewRepository, &Shows::Neighbour];
    let room = MOST_EXAMPLES.saturating_sub(at_home.len().min(2));
    for Tried { shows, example, .. } in tried.iter().filter(|tried| tried.is_admitted) {
        let is_known = |known: &Example| known.subject() == example.subject() && known.job() == example.job();
        if examples.len() < room && !shown.contains(&shows) && !examples.iter().chain(&at_home).any(is_known) {
            shown.push(shows);
            examples.push(example.clone());
        }
    }
    examples.extend(at_home);
    examples.truncate(MOST_EXAMPLES);
    examples
}

fn written_subject(identity: &Identity) -> String {
    match &identity.subject {
        Subject::Raw(RawSubject::Exact(text)) => quoted(text),
        Subject::Raw(RawSubject::Prefix(stem)) => quoted(&format!("{stem}*")),
        Subject::Job(_) | Subject::Unread => String::new(),
    }
}

const fn ref_pointer(kind: RefType) -> &'static str {
    match kind {
        RefType::Branch => "/branch",
        RefType::Tag => "/tag",
    }
}

const MOST_EXAMPLES: usize = 6;
