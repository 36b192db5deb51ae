//! Identities as systems have them that look at the issuer, at audiences and at the text of `sub`, and at nothing else.

use crate::code::difference::Difference;
use crate::glob::{self, Piece};
use crate::identity::{ExpectedJob, Identity, Platform, RawSubject, Subject};
use crate::job::MatchBy;
use crate::pattern::{Pattern, Patterns};
use crate::place::{RefType, Where};

/// The subjects of an identity: texts of which one must be the whole `sub`. A `*` in them stands for any run of characters; no text
/// has one that means itself.
#[derive(Debug)]
pub(crate) struct SubjectTexts {
    pub(crate) texts: Vec<String>,
    /// The member of the identity that made several of them, or stars.
    pub(crate) member: &'static str,
    /// What they admit more, or less, than the identity.
    pub(crate) differences: Vec<Difference>,
}

impl SubjectTexts {
    /// Those of an identity, or the member without whose meaning more would get in.
    pub(crate) fn of(identity: &Identity) -> Result<Self, &'static str> {
        for (member, is_there) in [
            ("workflow", identity.workflow.is_some()),
            ("jobWorkflow", identity.job_workflow.is_some()),
            ("events", identity.events.is_some()),
            ("claims", !identity.conditions.is_empty()),
            ("maxAge", identity.max_age.is_some()),
        ] {
            if is_there {
                return Err(member);
            }
        }
        match &identity.subject {
            Subject::Job(job) => of_job(job, identity.platform),
            Subject::Raw(raw) => Ok(of_raw(raw, identity.platform)),
            Subject::Unread => Err("claims"),
        }
    }
}

fn of_raw(raw: &RawSubject, platform: Platform) -> SubjectTexts {
    let text = match raw {
        RawSubject::Exact(text) => text.clone(),
        RawSubject::Prefix(stem) => format!("{stem}*"),
    };
    let differences = match platform {
        Platform::GithubActions => vec![Difference::EventsUnguarded],
        Platform::GitlabCi => vec![Difference::ForksUnguarded],
        Platform::Oidc => Vec::new(),
    };
    SubjectTexts { texts: vec![text], member: "subject", differences }
}

fn of_job(job: &ExpectedJob, platform: Platform) -> Result<SubjectTexts, &'static str> {
    let Some(repository) = &job.repository else { return Err("repository") };
    if job.by == MatchBy::Claims {
        return Err("match");
    }
    match platform {
        Platform::GitlabCi => of_gitlab_job(job, repository),
        Platform::GithubActions | Platform::Oidc => of_github_job(job, repository),
    }
}

fn of_github_job(job: &ExpectedJob, repository: &str) -> Result<SubjectTexts, &'static str> {
    let (names, difference) = match (&job.owner_id, &job.repository_id) {
        (None, None) => (format!("repo:{}/{repository}", job.owner), Difference::IdFormLost),
        (Some(owner_id), Some(id)) => {
            (format!("repo:{}@{owner_id}/{repository}@{id}", job.owner), Difference::PlainFormLost)
        }
        (Some(_), None) => return Err("ownerId"),
        (None, Some(_)) => return Err("repositoryId"),
    };
    let mut differences = vec![difference, Difference::CaseExact];
    let (member, contexts) = match &job.place {
        Where { environment: Some(names), pull_request: false, reference: None } => {
            differences.push(Difference::EventsUnguarded);
            let names = texts_of(names).ok_or("environment")?;
            let encoded = names.into_iter().map(|name| format!("environment:{}", name.replace(':', "%3A")));
            ("environment", encoded.collect())
        }
        Where { environment: Some(_), .. } => return Err("environment"),
        Where { environment: None, pull_request: true, .. } => ("pullRequest", vec!["pull_request".to_owned()]),
        Where { environment: None, pull_request: false, reference } => {
            let (kind, names) = reference.as_ref().ok_or("branch")?;
            let (folder, member) = ref_words(*kind);
            if *kind == RefType::Branch {
                differences.push(Difference::EventsUnguarded);
            }
            let names = texts_of(names).ok_or(member)?;
            (member, names.into_iter().map(|name| format!("ref:refs/{folder}/{name}")).collect::<Vec<_>>())
        }
    };
    let texts = contexts.into_iter().map(|context| format!("{names}:{context}")).collect();
    Ok(SubjectTexts { texts, member, differences })
}

fn of_gitlab_job(job: &ExpectedJob, repository: &str) -> Result<SubjectTexts, &'static str> {
    for (member, id) in [("ownerId", &job.owner_id), ("repositoryId", &job.repository_id)] {
        if id.is_some() {
            return Err(member);
        }
    }
    let Where { environment: None, pull_request: false, reference: Some((kind, names)) } = &job.place else {
        return Err(if job.place.environment.is_some() { "environment" } else { "pullRequest" });
    };
    let (_, member) = ref_words(*kind);
    let mut differences = vec![Difference::CaseExact, Difference::ForksUnguarded];
    if *kind == RefType::Branch {
        differences.push(Difference::MergeRequestsAdmitted);
    }
    let names = texts_of(names).ok_or(member)?;
    let path = format!("project_path:{}/{repository}:ref_type:{member}:ref", job.owner);
    Ok(SubjectTexts { texts: names.into_iter().map(|name| format!("{path}:{name}")).collect(), member, differences })
}

/// The folder of such refs, and the member of an identity that names them.
pub(crate) const fn ref_words(kind: RefType) -> (&'static str, &'static str) {
    match kind {
        RefType::Branch => ("heads", "branch"),
        RefType::Tag => ("tags", "tag"),
    }
}

/// The names, if stars that stand for any run can say the same.
fn texts_of(names: &Patterns) -> Option<Vec<String>> {
    let texts: Option<Vec<_>> = names.0.iter().map(text_of).collect();
    Some(texts?.into_iter().flatten().collect())
}

fn text_of(pattern: &Pattern) -> Option<Vec<String>> {
    if pattern.is_anything() {
        return Some(vec!["*".to_owned()]);
    }
    let pieces = glob::pieces(pattern.written()).ok()?;
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Literal(text) => (!text.contains('*')).then_some(&**text),
        Piece::WithinSegment => None,
        Piece::AcrossSegments => Some("*"),
    });
    let text = texts.collect::<Option<String>>()?;
    // `releases/**` means `releases`, too.
    let parent = text.strip_suffix("/*").map(str::to_owned);
    Some([Some(text), parent].into_iter().flatten().collect())
}
