//! A job in one sentence, and the parts of its subject.

use crate::code::explain::SubjectPartKind;

/// What is known of a job, each value quoted.
#[derive(Default)]
pub(crate) struct Job {
    pub(crate) repository: Option<String>,
    pub(crate) visibility: Option<&'static str>,
    pub(crate) place: Option<String>,
    pub(crate) is_protected: Option<bool>,
    pub(crate) actor: Option<String>,
    pub(crate) event: Option<String>,
    pub(crate) workflow: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) runner: Option<&'static str>,
}

pub(crate) fn job(job: &Job) -> String {
    let mut sentence = "this job ran".to_owned();
    let mut say = |part: String| sentence.push_str(&part);
    if let Some(repository) = &job.repository {
        say(format!(" in {repository}"));
    }
    if let Some(visibility) = job.visibility {
        say(format!(" ({visibility})"));
    }
    if let Some(place) = &job.place {
        let preposition = if place.starts_with("a pull request") {
            "for"
        } else if place.starts_with("the environment") {
            "in"
        } else {
            "on"
        };
        say(format!(" {preposition} {place}"));
    }
    match job.is_protected {
        Some(true) => say(" (a protected ref)".to_owned()),
        Some(false) => say(" (not a protected ref)".to_owned()),
        None => {}
    }
    match (&job.actor, &job.event) {
        (Some(actor), Some(event)) => say(format!(", started by {actor} with {event}")),
        (Some(actor), None) => say(format!(", started by {actor}")),
        (None, Some(event)) => say(format!(", started with {event}")),
        (None, None) => {}
    }
    match (&job.workflow, &job.file) {
        (Some(workflow), Some(file)) => say(format!(", by the workflow {workflow} ({file})")),
        (Some(workflow), None) => say(format!(", by the workflow {workflow}")),
        (None, Some(file)) => say(format!(", by {file}")),
        (None, None) => {}
    }
    if let Some(runner) = job.runner {
        say(format!(", on {runner}"));
    }
    sentence
}

pub(crate) fn other_job(issuer: Option<&str>, subject: Option<&str>) -> String {
    match (issuer, subject) {
        (Some(issuer), Some(subject)) => format!("this token is of {issuer}, and speaks of {subject}"),
        (Some(issuer), None) => format!("this token is of {issuer}, and names no subject"),
        (None, Some(subject)) => format!("this token speaks of {subject}, and names no issuer"),
        (None, None) => "this token names neither an issuer nor a subject".to_owned(),
    }
}

/// The whole, as sentences.
pub(crate) fn sentence(job: &str, audiences: Option<&str>, life: Option<&str>, is_genuine: bool) -> String {
    let job = if is_genuine { capitalised(job) } else { format!("By its own account, {job}") };
    let rest = match (audiences, life) {
        (Some(audiences), Some(life)) => format!(" It was made for {audiences} and lives {life}."),
        (Some(audiences), None) => format!(" It was made for {audiences}."),
        (None, Some(life)) => format!(" It lives {life}."),
        (None, None) => String::new(),
    };
    format!("{job}.{rest}")
}

/// The text with its first letter large.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(crate) fn visibility(quoted: &str) -> Option<&'static str> {
    match quoted {
        "`public`" => Some("public"),
        "`private`" => Some("private"),
        "`internal`" => Some("internal"),
        _ => None,
    }
}

pub(crate) fn runner(name: &str) -> Option<&'static str> {
    match name {
        "github-hosted" => Some("a GitHub-hosted runner"),
        "gitlab-hosted" => Some("a GitLab-hosted runner"),
        "self-hosted" => Some("a self-hosted runner"),
        _ => None,
    }
}

pub(crate) fn known_issuer(name: &str, address: &str) -> String {
    format!("{name} ({address})")
}

pub(crate) fn enterprise_cloud(tenant: &str) -> String {
    format!("the GitHub Enterprise `{tenant}`")
}

pub(crate) fn enterprise_server(host: &str) -> String {
    format!("the GitHub Enterprise Server `{host}`")
}

// Subjects.

pub(crate) const fn subject_part(kind: SubjectPartKind) -> &'static str {
    match kind {
        SubjectPartKind::Keyword => "a fixed word",
        SubjectPartKind::Owner => "the owner",
        SubjectPartKind::OwnerId => "the owner's number, which stays when the name changes",
        SubjectPartKind::Repository => "the repository",
        SubjectPartKind::RepositoryId => "the repository's number, which stays when the name changes",
        SubjectPartKind::Branch => "the branch",
        SubjectPartKind::Tag => "the tag",
        SubjectPartKind::Environment => "the environment, which stands here instead of a branch or tag",
        SubjectPartKind::PullRequest => "a pull request, which stands here instead of a branch",
        SubjectPartKind::ClaimName => "the name of a claim: the owner's settings put it here",
        SubjectPartKind::ClaimValue => "the value of that claim",
        SubjectPartKind::Other => "not known here",
    }
}
