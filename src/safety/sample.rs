//! Jobs that a platform could run, made up to be held against an identity.

use crate::condition::{Scalar, Test};
use crate::identity::{AcceptedAudiences, Identity, Platform};
use crate::job::github::{WORKFLOWS, workflow_file};
use crate::json::Number;
use crate::json_value::Json;
use crate::messages::phrases as say;
use crate::place::{RefType, Reference};
use crate::problem::quoted;

/// A job: whose it is, where it runs, and what started it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Sample {
    pub(super) owner: String,
    pub(super) owner_id: String,
    pub(super) repository: String,
    pub(super) repository_id: String,
    pub(super) environment: Option<String>,
    pub(super) source: JobSource,
    pub(super) event: String,
    /// The file of the workflow that was started.
    pub(super) workflow: String,
    /// Claims that a customised subject names.
    pub(super) further: Vec<(String, String)>,
}

/// What code runs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum JobSource {
    Ref(RefType, String),
    PullRequest,
}

impl Sample {
    /// A push to `main` of a repository that stands for any.
    pub(super) fn usual(platform: Platform) -> Self {
        let (owner, repository) = match platform {
            Platform::GithubActions | Platform::Oidc => ("my-org", "my-repo"),
            Platform::GitlabCi => ("my-group", "my-project"),
        };
        Self {
            owner: owner.to_owned(),
            owner_id: "1234567".to_owned(),
            repository: repository.to_owned(),
            repository_id: "456789012".to_owned(),
            environment: None,
            source: JobSource::Ref(RefType::Branch, "main".to_owned()),
            event: "push".to_owned(),
            workflow: "deploy.yml".to_owned(),
            further: Vec::new(),
        }
    }

    pub(super) fn on_branch(self, name: &str) -> Self {
        self.on_ref(RefType::Branch, name)
    }

    pub(super) fn on_tag(self, name: &str) -> Self {
        self.on_ref(RefType::Tag, name)
    }

    pub(super) fn on_ref(self, kind: RefType, name: &str) -> Self {
        let event = if self.source == JobSource::PullRequest { "push".to_owned() } else { self.event };
        let mut further = self.further;
        further.retain(|(claim, _)| claim != "ref");
        Self { source: JobSource::Ref(kind, name.to_owned()), event, further, ..self }
    }

    pub(super) fn for_pull_request(self, platform: Platform) -> Self {
        let event = if platform == Platform::GitlabCi { "merge_request_event" } else { "pull_request" };
        Self { source: JobSource::PullRequest, event: event.to_owned(), ..self }
    }

    pub(super) fn in_environment(self, name: Option<&str>) -> Self {
        Self { environment: name.map(str::to_owned), ..self }
    }

    /// `OWNER/REPOSITORY`
    pub(super) fn set_full_name(&mut self, full_name: &str) {
        if let Some((owner, repository)) = full_name.rsplit_once('/') {
            self.owner = owner.to_owned();
            self.repository = repository.to_owned();
        }
    }

    /// `refs/heads/BRANCH` or `refs/tags/TAG`
    pub(super) fn set_full_ref(&mut self, full_ref: &str) {
        match Reference::parse(full_ref) {
            Reference::Branch(name) => self.source = JobSource::Ref(RefType::Branch, name.to_owned()),
            Reference::Tag(name) => self.source = JobSource::Ref(RefType::Tag, name.to_owned()),
            Reference::Other(_) => {}
        }
    }

    /// `OWNER/REPOSITORY/.github/workflows/FILE@REF`
    pub(super) fn set_workflow_ref(&mut self, workflow_ref: &str) {
        let full_name = workflow_ref.split('/').take(2).collect::<Vec<_>>().join("/");
        if let Some(file) = workflow_file(workflow_ref, &full_name) {
            file.clone_into(&mut self.workflow);
            if let Some((_, full_ref)) = workflow_ref.split_once(&format!("{file}@")) {
                self.set_full_ref(full_ref);
            }
            self.set_full_name(&full_name);
        }
    }

    /// The place in words.
    pub(super) fn place_in_words(&self, platform: Platform) -> String {
        if platform == Platform::Oidc {
            return say::A_JOB.to_owned();
        }
        let source = match &self.source {
            JobSource::Ref(RefType::Branch, name) => say::branch(&quoted(name)),
            JobSource::Ref(RefType::Tag, name) => say::tag(&quoted(name)),
            JobSource::PullRequest if platform == Platform::GitlabCi => say::A_MERGE_REQUEST.to_owned(),
            JobSource::PullRequest => say::A_PULL_REQUEST.to_owned(),
        };
        match &self.environment {
            Some(name) => say::environment_from(&quoted(name), &source),
            None => source,
        }
    }

    /// The token's claims but for its subject.
    pub(super) fn claims(&self, identity: &Identity) -> Json {
        let mut claims = Json::object();
        let mut set = |name: &str, value: &str| claims.set(name, value);
        match identity.platform {
            Platform::GithubActions => self.set_github_claims(identity, &mut set),
            Platform::GitlabCi => self.set_gitlab_claims(&mut set),
            Platform::Oidc => {}
        }
        for (name, value) in &self.further {
            set(name, value);
        }
        set("iss", identity.issuer());
        set(
            "aud",
            match &identity.audiences {
                AcceptedAudiences::Listed(names) => names.first().map_or("", String::as_str),
                AcceptedAudiences::OwnerUrl(url) => url,
            },
        );
        claims.set("iat", ISSUED_AT);
        fulfil_free_conditions(identity, &mut claims);
        claims
    }

    fn full_ref(&self) -> String {
        match &self.source {
            JobSource::Ref(RefType::Branch, name) => format!("refs/heads/{name}"),
            JobSource::Ref(RefType::Tag, name) => format!("refs/tags/{name}"),
            JobSource::PullRequest => "refs/pull/7/merge".to_owned(),
        }
    }

    const fn ref_type(&self) -> &'static str {
        match &self.source {
            JobSource::Ref(RefType::Tag, _) => "tag",
            JobSource::Ref(RefType::Branch, _) | JobSource::PullRequest => "branch",
        }
    }

    fn set_github_claims<R>(&self, identity: &Identity, set: &mut impl FnMut(&str, &str) -> R) {
        let full_name = format!("{}/{}", self.owner, self.repository);
        set("repository", &full_name);
        set("repository_owner", &self.owner);
        set("repository_id", &self.repository_id);
        set("repository_owner_id", &self.owner_id);
        set("ref", &self.full_ref());
        set("ref_type", self.ref_type());
        set("event_name", &self.event);
        if let Some(name) = &self.environment {
            set("environment", name);
        }
        let workflow = format!("{full_name}/{WORKFLOWS}{}@{}", self.workflow, self.full_ref());
        set("workflow_ref", &workflow);
        let job_workflow = identity.job_workflow.as_ref().and_then(|it| it.0.first());
        set("job_workflow_ref", &job_workflow.map_or(workflow, |pattern| pattern.sample("main")));
    }

    fn set_gitlab_claims<R>(&self, set: &mut impl FnMut(&str, &str) -> R) {
        set("namespace_path", &self.owner);
        set("namespace_id", &self.owner_id);
        set("project_path", &format!("{}/{}", self.owner, self.repository));
        set("project_id", &self.repository_id);
        set("job_project_id", &self.repository_id);
        let name = match &self.source {
            JobSource::Ref(_, name) => name,
            // The subject of a merge request's pipeline names its source branch.
            JobSource::PullRequest => MERGE_REQUEST_BRANCH,
        };
        set("ref", name);
        set("ref_type", self.ref_type());
        set("pipeline_source", &self.event);
        if let Some(name) = &self.environment {
            set("environment", name);
        }
    }
}

/// Gives claims that say nothing of whose the job is and where it runs the values that the identity demands of them.
fn fulfil_free_conditions(identity: &Identity, claims: &mut Json) {
    for condition in identity.conditions.iter().filter(|condition| !is_of_the_job(&condition.claim)) {
        let value = match &condition.test {
            Test::Absent => {
                claims.remove(&condition.claim);
                continue;
            }
            Test::Glob(pattern) => Json::from(pattern.sample("1")),
            Test::OneOf(scalars) => match scalars.first() {
                Some(Scalar::Text(text)) => Json::from(text.as_str()),
                Some(Scalar::Bool(value)) => Json::from(*value),
                Some(Scalar::Integer(Number::Unsigned(number))) => Json::Unsigned(*number),
                Some(Scalar::Integer(Number::Negative(number))) => Json::Negative(*number),
                Some(Scalar::Integer(Number::Float(_))) | None => continue,
            },
        };
        claims.set(&condition.claim, value);
    }
}

/// Whether the claim follows from whose the job is, where it runs and what started it.
pub(super) fn is_of_the_job(claim: &str) -> bool {
    OF_THE_JOB.contains(&claim)
}

const OF_THE_JOB: [&str; 20] = [
    "iss",
    "aud",
    "sub",
    "iat",
    "repository",
    "repository_owner",
    "repository_id",
    "repository_owner_id",
    "ref",
    "ref_type",
    "event_name",
    "environment",
    "workflow_ref",
    "namespace_path",
    "namespace_id",
    "project_path",
    "project_id",
    "job_project_id",
    "pipeline_source",
    "ref_path",
];

const MERGE_REQUEST_BRANCH: &str = "contributor/patch-1";
/// Any time; conditions on the age of a token are fulfilled by a fresh one.
pub(super) const ISSUED_AT: u64 = 1_800_000_000;
