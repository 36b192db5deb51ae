//! What is tried on an identity: the jobs it is made for, and their neighbours.

use super::names::{ends_within_word, environment_pattern_fault, ref_pattern_fault};
use super::sample::{JobSource, Sample};
use super::subject_form::{SubjectForm, Understood, understand};
use crate::condition::{Condition, Scalar, Test};
use crate::identity::{ExpectedJob, Identity, OUTSIDE_CODE_EVENTS, Platform, RawSubject, Subject};
use crate::messages::phrases as say;
use crate::pattern::{Pattern, Patterns};
use crate::place::RefType;
use crate::problem::quoted;

/// A job to be tried, and what it would show.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub(super) shows: Shows,
    pub(super) sample: Sample,
    /// What the job is, in words.
    pub(super) job: String,
}

/// What it shows if the identity admits a job.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Shows {
    PullRequests,
    AnyOwner,
    OwnerAlike,
    AnyRepository,
    RepositoryAlike,
    /// Everything was registered anew under the same names.
    Stranger,
    /// The repository was made anew under the same name.
    NewRepository,
    AnyBranch,
    AnyTag,
    AnyEnvironment,
    /// This name of an environment looks the same in `sub`.
    Twin(String),
    /// This pattern means names that begin alike, too.
    PlaceAlike(String),
    /// This pattern means names that are yet to be made.
    PlaceToCome(String),
    MergeQueue,
    /// The environment may be used from anywhere.
    EnvironmentFromAnywhere,
    /// This event starts it.
    OutsideCode(&'static str),
    /// Nothing but that it is a neighbour.
    Neighbour,
}

/// The jobs that the identity is made for, and the forms of their subjects.
pub(super) struct Homes {
    pub(super) forms: Vec<SubjectForm>,
    pub(super) samples: Vec<Sample>,
    /// Names of places that a pattern leaves open, each with its pattern.
    open_places: Vec<(Sample, Shows)>,
}

impl Homes {
    /// Makes them up, or says why the platform signs no subject like the raw pattern.
    pub(super) fn of(identity: &Identity) -> Result<Self, &'static str> {
        let platform = identity.platform;
        let mut homes = match &identity.subject {
            Subject::Job(job) => Self::of_job(job, identity),
            Subject::Raw(raw) => {
                let (stem, is_open) = match raw {
                    RawSubject::Exact(text) => (text, false),
                    RawSubject::Prefix(stem) => (stem, true),
                };
                Self::of_raw(understand(stem, is_open, platform)?)
            }
            Subject::Unread => {
                let samples = vec![Sample::usual(platform)];
                Self { forms: SubjectForm::usual(platform, false), samples, open_places: Vec::new() }
            }
        };
        let demanded = identity.conditions.iter().find(|condition| condition.claim == "sub").and_then(text_of);
        if let Some(subject) = demanded {
            let understood = understand(&subject, false, platform);
            homes.forms.insert(0, understood.map_or(SubjectForm::Opaque(subject), |it| it.form));
        }
        let open = homes.open_places.iter_mut().map(|(sample, _)| sample);
        for sample in homes.samples.iter_mut().chain(open) {
            settle(sample, identity);
        }
        Ok(homes)
    }

    fn of_job(job: &ExpectedJob, identity: &Identity) -> Self {
        let platform = identity.platform;
        let usual = Sample::usual(platform);
        let whose = Sample {
            owner: job.owner.clone(),
            owner_id: job.owner_id.clone().unwrap_or(usual.owner_id),
            repository: job.repository.clone().unwrap_or(usual.repository),
            repository_id: job.repository_id.clone().unwrap_or(usual.repository_id),
            ..Sample::usual(platform)
        };
        let whose = if job.place.pull_request { whose.for_pull_request(platform) } else { whose };
        let in_environments = match &job.place.environment {
            None => vec![whose],
            Some(names) => {
                let possible = possible(names, environment_pattern_fault);
                possible.map(|it| whose.clone().in_environment(Some(&sample_of(it, "production")))).collect()
            }
        };
        let samples: Vec<_> = match &job.place.reference {
            None => in_environments,
            Some((kind, names)) => in_environments
                .iter()
                .flat_map(|sample| {
                    let possible = possible(names, |it| ref_pattern_fault(it, platform));
                    possible.map(|it| sample.clone().on_ref(*kind, &sample_of(it, usual_name(*kind))))
                })
                .take(MOST_HOMES)
                .collect(),
        };
        let mut open_places = Vec::new();
        if let Some(home) = samples.first() {
            for pattern in job.place.environment.iter().flat_map(|names| &names.0) {
                let place = |name: &str| home.clone().in_environment(Some(name));
                open_places.extend(open_place(pattern, place));
            }
            if let Some((kind, names)) = &job.place.reference {
                open_places.extend(
                    names.0.iter().filter_map(|pattern| open_place(pattern, |name| home.clone().on_ref(*kind, name))),
                );
            }
        }
        open_places.truncate(MOST_HOMES);
        Self { forms: SubjectForm::usual(platform, has_ids(identity)), samples, open_places }
    }

    fn of_raw(understood: Understood) -> Self {
        let Understood { form, sample, open_place } = understood;
        let open_places = open_place.filter(|stem| !stem.is_empty()).map(|name| {
            let longer = |end: &str| {
                let name = format!("{name}{end}").replace("%3A", ":");
                match (&sample.environment, &sample.source) {
                    (Some(_), _) => sample.clone().in_environment(Some(&name)),
                    (None, JobSource::Ref(RefType::Tag, _)) => sample.clone().on_tag(&name),
                    (None, _) => sample.clone().on_branch(&name),
                }
            };
            let written = quoted(&format!("{name}*"));
            if ends_within_word(&name) {
                (longer("-2"), Shows::PlaceAlike(written))
            } else {
                (longer("2"), Shows::PlaceToCome(written))
            }
        });
        let open_places = open_places.into_iter().collect();
        Self { forms: vec![form], samples: vec![sample], open_places }
    }

    /// Everything that is tried, in the order in which an author should hear of it.
    pub(super) fn neighbours(&self, platform: Platform) -> Vec<Probe> {
        let Some(home) = self.samples.first() else { return Vec::new() };
        if platform == Platform::Oidc {
            return Vec::new();
        }
        let has_ids = self.forms.iter().all(SubjectForm::has_ids);
        let mut probes = Probes { platform, has_ids, found: Vec::new() };
        probes.whose(home);
        probes.places(home);
        for (sample, shows) in &self.open_places {
            probes.add(shows.clone(), sample.clone());
        }
        for home in self.samples.iter().filter(|home| home.source != JobSource::PullRequest) {
            for event in OUTSIDE_CODE_EVENTS.iter().filter(|_| platform == Platform::GithubActions) {
                let job = say::started_by(&home.place_in_words(platform), &quoted(event));
                let sample = Sample { event: (*event).to_owned(), ..home.clone() };
                probes.found.push(Probe { shows: Shows::OutsideCode(event), sample, job });
            }
        }
        probes.found
    }
}

struct Probes {
    platform: Platform,
    /// Whether every subject names the ids.
    has_ids: bool,
    found: Vec<Probe>,
}

impl Probes {
    fn add(&mut self, shows: Shows, sample: Sample) {
        let job = sample.place_in_words(self.platform);
        self.found.push(Probe { shows, sample, job });
    }

    fn add_of(&mut self, shows: Shows, of: &str, sample: Sample) {
        let job = format!(
            "{of} {}: {}",
            quoted(&format!("{}/{}", sample.owner, sample.repository)),
            sample.place_in_words(self.platform)
        );
        self.found.push(Probe { shows, sample, job });
    }

    fn whose(&mut self, home: &Sample) {
        let (owner_id, repository_id) = ("7654321".to_owned(), "987654321".to_owned());
        let elsewhere = Sample { owner_id: owner_id.clone(), repository_id: repository_id.clone(), ..home.clone() };
        let other =
            |name: &str| Sample { repository: name.to_owned(), repository_id: repository_id.clone(), ..home.clone() };
        self.add_of(
            Shows::AnyOwner,
            say::OF_ANOTHER_OWNER,
            Sample { owner: "someone-else".to_owned(), ..elsewhere.clone() },
        );
        let alike = Sample { owner: format!("{}-2", home.owner), ..elsewhere.clone() };
        self.add_of(Shows::OwnerAlike, say::OF_ANOTHER_OWNER, alike);
        self.add_of(Shows::AnyRepository, say::OF_THE_REPOSITORY, other("another-one"));
        if self.platform == Platform::GitlabCi {
            let below = Sample { owner: format!("{}/a-subgroup", home.owner), ..other("another-one") };
            self.add_of(Shows::AnyRepository, say::OF_THE_PROJECT, below);
        }
        self.add_of(Shows::RepositoryAlike, say::OF_THE_REPOSITORY, other(&format!("{}-2", home.repository)));
        if self.has_ids {
            let longer_id = Sample { repository_id: format!("{}0", home.repository_id), ..home.clone() };
            self.add_of(Shows::RepositoryAlike, say::OF_ANOTHER_ID, longer_id);
        }
        self.add_of(Shows::Stranger, say::OF_NAMES_ANEW, elsewhere);
        self.add_of(Shows::NewRepository, say::OF_A_NAME_ANEW, other(&home.repository));
    }

    fn places(&mut self, home: &Sample) {
        let bare = || home.clone().in_environment(None);
        self.add(Shows::PullRequests, bare().for_pull_request(self.platform));
        if home.environment.is_some() && home.source != JobSource::PullRequest {
            self.add(Shows::EnvironmentFromAnywhere, home.clone().for_pull_request(self.platform));
            self.add(Shows::EnvironmentFromAnywhere, home.clone().on_branch(ANY_BRANCHES[0]));
        }
        if let Some(twin) =
            home.environment.as_deref().filter(|name| name.contains(':')).map(|name| name.replace(':', "%3A"))
        {
            self.add(Shows::Twin(quoted(&twin)), home.clone().in_environment(Some(&twin)));
        }
        for name in ANY_BRANCHES {
            self.add(Shows::AnyBranch, bare().on_branch(name));
        }
        if self.platform == Platform::GithubActions {
            let sample = bare().on_branch(MERGE_QUEUE_BRANCH);
            self.found.push(Probe { shows: Shows::MergeQueue, sample, job: say::BRANCH_OF_MERGE_QUEUE.to_owned() });
        }
        for name in ANY_TAGS {
            self.add(Shows::AnyTag, bare().on_tag(name));
        }
        // At GitLab an environment hides nothing, so it is open wherever no condition speaks of it.
        let is_told = self.platform == Platform::GithubActions || home.environment.is_some();
        for name in ANY_ENVIRONMENTS.iter().filter(|_| is_told) {
            self.add(Shows::AnyEnvironment, home.clone().in_environment(Some(name)));
        }
        if let (None, JobSource::Ref(RefType::Branch, name)) = (&home.environment, &home.source) {
            self.add(Shows::Neighbour, bare().on_branch(&format!("{name}-2")));
        }
    }
}

/// Suits the sample to what the identity demands of the job's claims, so far as one value can be told.
fn settle(sample: &mut Sample, identity: &Identity) {
    if let Some(pattern) = identity.workflow.as_ref().and_then(|it| it.0.first()) {
        pattern.sample("deploy").trim_start_matches(crate::job::github::WORKFLOWS).clone_into(&mut sample.workflow);
    }
    settle_event(sample, identity);
    for condition in &identity.conditions {
        if let Some(value) = text_of(condition) {
            settle_claim(sample, &condition.claim, value, identity.platform);
        } else if condition.claim == "environment" && matches!(condition.test, Test::Absent) {
            sample.environment = None;
        }
    }
}

/// Lets an event start the job that the identity allows, where one can.
pub(super) fn settle_event(sample: &mut Sample, identity: &Identity) {
    let Some(events) = identity.events.as_ref().filter(|events| !events.contains(&sample.event)) else { return };
    let is_for_pull_requests = sample.source == JobSource::PullRequest;
    let fits = |event: &&String| {
        !OUTSIDE_CODE_EVENTS.contains(&event.as_str()) && event.starts_with("pull_request") == is_for_pull_requests
    };
    let outside = events.first().filter(|_| !is_for_pull_requests);
    if let Some(event) = events.iter().find(fits).or(outside) {
        event.clone_into(&mut sample.event);
    }
}

fn settle_claim(sample: &mut Sample, claim: &str, value: String, platform: Platform) {
    match claim {
        "repository" | "project_path" => sample.set_full_name(&value),
        "repository_owner" | "namespace_path" => sample.owner = value,
        "repository_id" | "project_id" => sample.repository_id = value,
        "repository_owner_id" | "namespace_id" => sample.owner_id = value,
        "environment" => sample.environment = Some(value),
        "event_name" | "pipeline_source" if is_pull_request(&value) => {
            *sample = sample.clone().for_pull_request(platform);
        }
        "event_name" | "pipeline_source" => sample.event = value,
        "ref" if platform == Platform::GitlabCi => sample.source = JobSource::Ref(RefType::Branch, value),
        "ref" => sample.set_full_ref(&value),
        "ref_type" if value == "tag" => sample.source = JobSource::Ref(RefType::Tag, usual_name(RefType::Tag).to_owned()),
        "workflow_ref" => sample.set_workflow_ref(&value),
        _ => {}
    }
}

fn is_pull_request(event: &str) -> bool {
    matches!(event, "pull_request" | "merge_request_event")
}

fn text_of(condition: &Condition) -> Option<String> {
    match &condition.test {
        Test::OneOf(scalars) => match scalars.first() {
            Some(Scalar::Text(text)) => Some(text.clone()),
            _ => None,
        },
        Test::Glob(pattern) => Some(pattern.sample("1")),
        Test::Absent => None,
    }
}

/// The patterns that something can fit.
fn possible(names: &Patterns, fault: impl Fn(&Pattern) -> Option<&'static str>) -> impl Iterator<Item = &Pattern> {
    names.0.iter().filter(move |pattern| fault(pattern).is_none()).take(MOST_HOMES)
}

/// A name that fits: the usual one if any does.
fn sample_of(pattern: &Pattern, usual: &str) -> String {
    match pattern.opening() {
        Some(_) if pattern.literals().next().is_none() => pattern.sample(usual),
        Some(opening) if ends_within_word(opening) => pattern.sample(""),
        _ => pattern.sample("1"),
    }
}

fn open_place(pattern: &Pattern, place: impl Fn(&str) -> Sample) -> Option<(Sample, Shows)> {
    let opening = pattern.opening()?;
    let written = quoted(pattern.written());
    if ends_within_word(opening) {
        return Some((place(&pattern.sample("-2")), Shows::PlaceAlike(written)));
    }
    pattern.literals().next()?;
    Some((place(&pattern.sample("2")), Shows::PlaceToCome(written)))
}

const fn usual_name(kind: RefType) -> &'static str {
    match kind {
        RefType::Branch => "main",
        RefType::Tag => "v1.0.0",
    }
}

/// Whether the issuer's newer repositories have subjects with ids: github.com's, but no Enterprise Server's.
pub(super) fn has_ids(identity: &Identity) -> bool {
    let own = crate::policy::default_issuer(Platform::GithubActions);
    identity.platform == Platform::GithubActions && own.is_some_and(|own| identity.issuer().starts_with(own))
}

const ANY_BRANCHES: [&str; 2] = ["feature/login", "wip"];
const ANY_TAGS: [&str; 2] = ["v9.9.9", "nightly/2"];
const ANY_ENVIRONMENTS: [&str; 2] = ["a-new-environment", "test"];
/// As GitHub names the branches of its merge queue.
const MERGE_QUEUE_BRANCH: &str = "gh-readonly-queue/main/pr-7-2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";
/// Identities with longer lists are examined by their first entries.
const MOST_HOMES: usize = 8;
