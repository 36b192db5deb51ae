//! The forms of `sub`: the platform's own, with and without ids, and customised ones, as a raw pattern shows them.

use super::names::ref_name_fault;
use super::sample::{JobSource, Sample};
use crate::identity::Platform;
use crate::job::github::is_id;
use crate::json_value::Json;
use crate::messages::phrases as say;
use crate::place::RefType;

/// How a subject is put together.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum SubjectForm {
    /// Parts joined by colons.
    Parts(Vec<Part>),
    /// A text of which nothing is known.
    Opaque(String),
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Part {
    /// `repo:OWNER/REPOSITORY`
    Names,
    /// `repo:OWNER@ID/REPOSITORY@ID`
    NamesWithIds,
    /// GitHub's `environment:NAME`, `pull_request` or `ref:REF`, whichever comes first.
    Context,
    /// `CLAIM:VALUE`
    Claim(String),
}

/// A raw pattern, understood: the form of its subjects, and one job that has such a subject.
#[derive(Clone, Debug)]
pub(super) struct Understood {
    pub(super) form: SubjectForm,
    pub(super) sample: Sample,
    /// The name of a place at the end of the pattern that a `*` leaves open.
    pub(super) open_place: Option<String>,
}

impl SubjectForm {
    /// The platform's own forms, the one that new repositories have last.
    pub(super) fn usual(platform: Platform, has_ids: bool) -> Vec<Self> {
        match platform {
            Platform::GithubActions => {
                let with_ids = has_ids.then(|| Self::Parts(vec![Part::NamesWithIds, Part::Context]));
                [Self::Parts(vec![Part::Names, Part::Context])].into_iter().chain(with_ids).collect()
            }
            Platform::GitlabCi => {
                let claim = |name: &str| Part::Claim(name.to_owned());
                vec![Self::Parts(vec![claim("project_path"), claim("ref_type"), claim("ref")])]
            }
            Platform::Oidc => vec![Self::Opaque("any-subject".to_owned())],
        }
    }

    pub(super) fn render(&self, sample: &Sample, claims: &Json) -> String {
        let parts = match self {
            Self::Opaque(text) => return text.clone(),
            Self::Parts(parts) => parts,
        };
        let text = |part: &Part| match part {
            Part::Names => format!("repo:{}/{}", sample.owner, sample.repository),
            Part::NamesWithIds => {
                let Sample { owner, owner_id, repository, repository_id, .. } = sample;
                format!("repo:{owner}@{owner_id}/{repository}@{repository_id}")
            }
            Part::Context => match (&sample.environment, &sample.source) {
                (Some(name), _) => format!("environment:{}", escaped(name)),
                (None, JobSource::PullRequest) => "pull_request".to_owned(),
                (None, JobSource::Ref(RefType::Branch, name)) => format!("ref:refs/heads/{name}"),
                (None, JobSource::Ref(RefType::Tag, name)) => format!("ref:refs/tags/{name}"),
            },
            Part::Claim(name) => {
                let value = claims.get(name).and_then(Json::as_str).unwrap_or_default();
                format!("{name}:{}", escaped(value))
            }
        };
        parts.iter().map(text).collect::<Vec<_>>().join(":")
    }

    pub(super) fn has_ids(&self) -> bool {
        matches!(self, Self::Parts(parts) if parts.contains(&Part::NamesWithIds))
    }

    /// Whether it names the repository without an id, as no new repository's subject does.
    pub(super) fn is_classic(&self) -> bool {
        matches!(self, Self::Parts(parts) if parts.contains(&Part::Names))
    }
}

/// GitHub writes every colon of a value so.
fn escaped(value: &str) -> String {
    value.replace(':', "%3A")
}

/// Understands a raw pattern, or says why the platform signs no such subject.
pub(super) fn understand(stem: &str, is_open: bool, platform: Platform) -> Result<Understood, &'static str> {
    if platform == Platform::Oidc {
        let form = SubjectForm::Opaque(stem.to_owned());
        return Ok(Understood { form, sample: Sample::usual(platform), open_place: None });
    }
    let mut reader =
        Reader { platform, parts: Vec::new(), sample: Sample::usual(platform), open_place: None, is_complete: false };
    let mut rest = Some(stem);
    while let Some(text) = rest {
        rest = reader.read_part(text, is_open)?;
    }
    if is_open && !reader.is_complete {
        reader.complete();
    }
    let Reader { parts, sample, open_place, .. } = reader;
    Ok(Understood { form: SubjectForm::Parts(parts), sample, open_place })
}

struct Reader {
    platform: Platform,
    parts: Vec<Part>,
    sample: Sample,
    open_place: Option<String>,
    /// Whether the parts tell where the job runs.
    is_complete: bool,
}

impl Reader {
    /// Reads the first part and gives the rest, where there is one.
    fn read_part<'t>(&mut self, text: &'t str, is_open: bool) -> Result<Option<&'t str>, &'static str> {
        let (key, behind) = text.split_once(':').map_or((text, None), |(key, behind)| (key, Some(behind)));
        if key == "pull_request" && self.platform == Platform::GithubActions {
            self.sample = self.sample.clone().for_pull_request(self.platform);
            self.push_context();
            return Ok(behind);
        }
        let Some(behind) = behind else { return self.read_open_key(key, is_open).map(|()| None) };
        let (value, rest) = behind.split_once(':').map_or((behind, None), |(value, rest)| (value, Some(rest)));
        self.read_value(key, value, is_open && rest.is_none())?;
        Ok(rest)
    }

    /// The beginning of a key, which the pattern leaves open.
    fn read_open_key(&mut self, beginning: &str, is_open: bool) -> Result<(), &'static str> {
        match self.platform {
            _ if is_open && beginning.is_empty() => {
                if self.is_complete {
                    // A customised subject goes on behind the place.
                    self.parts.push(Part::Claim("job_workflow_ref".to_owned()));
                }
                Ok(())
            }
            Platform::GithubActions if is_open && "pull_request".starts_with(beginning) => {
                self.sample = self.sample.clone().for_pull_request(self.platform);
                self.push_context();
                Ok(())
            }
            _ if is_open && self.keys().iter().any(|key| key.starts_with(beginning)) => {
                if "environment".starts_with(beginning) {
                    self.sample.environment = Some("production".to_owned());
                }
                Ok(())
            }
            Platform::GithubActions if self.sample.environment.is_some() => Err(say::RAW_COLON),
            Platform::GithubActions => Err(say::GITHUB_CONTEXTS),
            _ => Err(say::GITLAB_CONTEXTS),
        }
    }

    fn read_value(&mut self, key: &str, value: &str, is_open: bool) -> Result<(), &'static str> {
        if value.is_empty() && !is_open {
            return Err(say::EMPTY_PART);
        }
        let is_github = self.platform == Platform::GithubActions;
        match key {
            "repo" if is_github => self.read_names(value, is_open)?,
            "project_path" if !is_github => self.read_path(value, is_open)?,
            "ref" if is_github => self.read_full_ref(value, is_open)?,
            "ref_type" => self.read_ref_type(value, is_open)?,
            "ref" => self.read_ref_name(value, is_open)?,
            "environment" => self.read_environment(value, is_open),
            _ if self.keys().contains(&key) || key.starts_with("repo_property_") => self.read_claim(key, value, is_open),
            _ if self.sample.environment.is_some() => return Err(say::RAW_COLON),
            _ => return Err(say::FOREIGN_PART),
        }
        Ok(())
    }

    fn read_names(&mut self, value: &str, is_open: bool) -> Result<(), &'static str> {
        let (owner, repository) = value.split_once('/').unwrap_or((value, ""));
        let has_slash = value.contains('/');
        if !has_slash && !is_open {
            return Err(say::GITHUB_REPOSITORY);
        }
        let (owner_name, owner_id) = split_id(owner, is_open && !has_slash)?;
        let (name, id) = split_id(repository, is_open)?;
        let is_one_sided = match (owner_id, id) {
            (None, Some(_)) => true,
            // The `*` may yet stand for the id.
            (Some(_), None) => !is_open,
            _ => false,
        };
        if is_one_sided {
            return Err(say::ONE_SIDED_ID);
        }
        let is_plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !is_plain(owner_name) || !is_plain(name) || (has_slash && owner_name.is_empty()) {
            return Err(say::NO_SUCH_NAME);
        }
        if name.is_empty() && !is_open {
            return Err(say::EMPTY_REPOSITORY);
        }
        let usual = Sample::usual(self.platform);
        let filled = |text: &str, usual: String| if text.is_empty() { usual } else { text.to_owned() };
        self.sample.owner = filled(owner_name, usual.owner);
        self.sample.repository = filled(name, usual.repository);
        self.sample.owner_id = filled(owner_id.unwrap_or_default(), usual.owner_id);
        self.sample.repository_id = filled(id.unwrap_or_default(), usual.repository_id);
        self.parts.push(if owner_id.is_some() { Part::NamesWithIds } else { Part::Names });
        Ok(())
    }

    fn read_path(&mut self, value: &str, is_open: bool) -> Result<(), &'static str> {
        let usual = Sample::usual(self.platform);
        let (owner, repository) = match value.rsplit_once('/') {
            Some((owner, "")) if is_open => (owner, usual.repository.as_str()),
            Some((owner, repository)) => (owner, repository),
            None if is_open => (value, usual.repository.as_str()),
            None => return Err(say::GITLAB_PROJECT),
        };
        if owner.is_empty() || repository.is_empty() || value.contains("//") {
            return Err(say::EMPTY_PART_OF_PATH);
        }
        self.sample.owner = owner.to_owned();
        self.sample.repository = repository.to_owned();
        self.parts.push(Part::Claim("project_path".to_owned()));
        Ok(())
    }

    fn read_environment(&mut self, value: &str, is_open: bool) {
        self.sample.environment = Some(named(value, is_open, "production").replace("%3A", ":"));
        self.leave_open(value, is_open);
        if self.platform == Platform::GithubActions {
            self.push_context();
        } else {
            self.parts.push(Part::Claim("environment".to_owned()));
        }
    }

    fn read_full_ref(&mut self, value: &str, is_open: bool) -> Result<(), &'static str> {
        let kinds = [("refs/heads/", RefType::Branch), ("refs/tags/", RefType::Tag)];
        let found = kinds.into_iter().find_map(|(prefix, kind)| Some((kind, value.strip_prefix(prefix)?)));
        match found {
            Some((kind, name)) => self.set_ref(kind, name, is_open)?,
            None if is_open && kinds.iter().any(|(prefix, _)| prefix.starts_with(value)) => {
                if "refs/tags/".starts_with(value) && !"refs/heads/".starts_with(value) {
                    self.set_ref(RefType::Tag, "", true)?;
                }
            }
            None if value.starts_with("refs/pull/") => {
                self.sample = self.sample.clone().for_pull_request(self.platform);
                self.sample.further.push(("ref".to_owned(), named(value, is_open, value)));
                self.parts.push(Part::Claim("ref".to_owned()));
                self.is_complete = true;
                return Ok(());
            }
            None => return Err(say::GITHUB_REF),
        }
        self.push_context();
        Ok(())
    }

    fn read_ref_type(&mut self, value: &str, is_open: bool) -> Result<(), &'static str> {
        let is = |word: &str| if is_open { word.starts_with(value) } else { word == value };
        match (is("branch"), is("tag")) {
            (true, _) => {}
            (_, true) => self.sample.source = JobSource::Ref(RefType::Tag, "v1.0.0".to_owned()),
            _ => return Err(say::GITLAB_REF_TYPE),
        }
        self.parts.push(Part::Claim("ref_type".to_owned()));
        Ok(())
    }

    fn read_ref_name(&mut self, value: &str, is_open: bool) -> Result<(), &'static str> {
        let kind = match self.sample.source {
            JobSource::Ref(RefType::Tag, _) => RefType::Tag,
            _ => RefType::Branch,
        };
        self.set_ref(kind, value, is_open)?;
        self.parts.push(Part::Claim("ref".to_owned()));
        self.is_complete = true;
        Ok(())
    }

    fn set_ref(&mut self, kind: RefType, name: &str, is_open: bool) -> Result<(), &'static str> {
        if let Some(fault) = ref_name_fault(name, is_open, self.platform) {
            return Err(fault);
        }
        let usual = if kind == RefType::Tag { "v1.0.0" } else { "main" };
        self.sample.source = JobSource::Ref(kind, named(name, is_open, usual));
        self.leave_open(name, is_open);
        Ok(())
    }

    fn read_claim(&mut self, claim: &str, value: &str, is_open: bool) {
        let value = value.replace("%3A", ":");
        let usual = match claim {
            "repository_owner_id" | "namespace_id" => Some(&mut self.sample.owner_id),
            "repository_id" | "project_id" => Some(&mut self.sample.repository_id),
            "repository_owner" | "namespace_path" => Some(&mut self.sample.owner),
            "event_name" => Some(&mut self.sample.event),
            _ => None,
        };
        match usual {
            Some(field) => *field = named(&value, is_open, field),
            None if claim == "repository" => self.sample.set_full_name(&value),
            None if claim == "workflow_ref" => self.sample.set_workflow_ref(&value),
            None => self.sample.further.push((claim.to_owned(), named(&value, is_open, "1"))),
        }
        self.parts.push(Part::Claim(claim.to_owned()));
    }

    fn leave_open(&mut self, name: &str, is_open: bool) {
        if is_open {
            self.open_place = Some(name.to_owned());
        }
    }

    fn push_context(&mut self) {
        self.parts.push(Part::Context);
        self.is_complete = true;
    }

    /// Adds what the platform would write where the pattern ends openly before the place.
    fn complete(&mut self) {
        match self.platform {
            Platform::GitlabCi => {
                for claim in ["ref_type", "ref"].map(|claim| Part::Claim(claim.to_owned())) {
                    if !self.parts.contains(&claim) {
                        self.parts.push(claim);
                    }
                }
            }
            Platform::GithubActions | Platform::Oidc => self.push_context(),
        }
    }

    const fn keys(&self) -> &'static [&'static str] {
        match self.platform {
            Platform::GitlabCi => GITLAB_KEYS,
            Platform::GithubActions | Platform::Oidc => GITHUB_KEYS,
        }
    }
}

/// A name and the id behind it, each of which may be open at its end.
fn split_id(text: &str, is_open: bool) -> Result<(&str, Option<&str>), &'static str> {
    match text.split_once('@') {
        None => Ok((text, None)),
        Some((name, id)) if is_id(id) || (is_open && id.is_empty()) => Ok((name, Some(id))),
        Some(_) => Err(say::NUMBER_BEHIND_AT),
    }
}

/// The name, or one that begins so.
fn named(beginning: &str, is_open: bool, usual: &str) -> String {
    match beginning {
        "" => usual.to_owned(),
        _ if is_open && beginning.ends_with(|end: char| !end.is_alphanumeric()) => format!("{beginning}1"),
        _ => beginning.to_owned(),
    }
}

/// What GitHub's `include_claim_keys` may name (<https://docs.github.com/actions/reference/security/oidc>).
const GITHUB_KEYS: &[&str] = &[
    "repo",
    "ref",
    "environment",
    "actor",
    "actor_id",
    "base_ref",
    "check_run_id",
    "context",
    "enterprise",
    "enterprise_id",
    "environment_node_id",
    "event_name",
    "head_ref",
    "job_workflow_ref",
    "job_workflow_sha",
    "ref_protected",
    "ref_type",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "repository_visibility",
    "run_attempt",
    "run_id",
    "run_number",
    "runner_environment",
    "sha",
    "workflow",
    "workflow_ref",
    "workflow_sha",
];

/// What GitLab's `ci_id_token_sub_claim_components` may name, and some more of its claims.
const GITLAB_KEYS: &[&str] = &[
    "project_path",
    "project_id",
    "ref_type",
    "ref",
    "ref_path",
    "ref_protected",
    "namespace_path",
    "namespace_id",
    "environment",
    "environment_protected",
    "deployment_tier",
    "pipeline_source",
    "user_login",
    "user_id",
    "user_email",
    "user_access_level",
    "runner_id",
    "runner_environment",
    "sha",
    "ci_config_ref_uri",
];
