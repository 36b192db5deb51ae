//! Whether an identity admits what its author means and no more, told without any token.

mod audiences;
mod example;
mod finding;

pub(crate) use audiences::service_of;
pub use example::Example;
pub use finding::Finding;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::code::finding::{FindingCode, Grade};
use crate::identity::{AcceptedAudiences, ExpectedJob, Identity, RawSubject, Subject};
use crate::pattern::Patterns;
use crate::place::RefType;
use crate::policy::Policy;
use crate::problem::quoted;

/// What an identity admits.
#[derive(Clone, Debug)]
pub struct Safety {
    grade: Option<Grade>,
    admits: Vec<Example>,
    refuses: Option<Example>,
    findings: Vec<Finding>,
}

impl Safety {
    /// How much the identity admits; none if it can never match.
    #[must_use]
    pub const fn grade(&self) -> Option<Grade> {
        self.grade
    }

    /// What its author should know, in the order of its members. Pointers begin at the identity.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Why the grade is no better.
    pub fn reasons(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| match self.grade {
            Some(grade) => finding.grade() == Some(grade),
            None => finding.code().is_impossible(),
        })
    }

    /// Up to six jobs that it admits, those first that its author may not expect. Each was held against the identity.
    #[must_use]
    pub fn admits(&self) -> &[Example] {
        &self.admits
    }

    /// The nearest job that it does not admit.
    #[must_use]
    pub const fn refuses(&self) -> Option<&Example> {
        self.refuses.as_ref()
    }
}

impl Serialize for Safety {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Safety", 4)?;
        flat.serialize_field("grade", &self.grade)?;
        flat.serialize_field("admits", &self.admits)?;
        flat.serialize_field("refuses", &self.refuses)?;
        flat.serialize_field("findings", &self.findings)?;
        flat.end()
    }
}

impl Identity {
    /// What the identity admits, told without any token.
    #[must_use]
    pub fn safety(&self) -> Safety {
        let mut findings = Vec::new();
        match &self.subject {
            Subject::Job(job) => find_in_job(job, &mut findings),
            Subject::Raw(RawSubject::Prefix(prefix)) => {
                findings.push(Finding::new(FindingCode::SubjectOpen, "/subject").actual(quoted(prefix)));
            }
            Subject::Raw(RawSubject::Exact(_)) | Subject::Unread => {}
        }
        self.find_in_events(&mut findings);
        self.find_in_audiences(&mut findings);
        if self.roles.is_empty() {
            findings.push(Finding::new(FindingCode::RolesMissing, ""));
        }
        let grade = findings.iter().filter_map(Finding::grade).max().unwrap_or(Grade::Exact);
        Safety { grade: Some(grade), admits: Vec::new(), refuses: None, findings }
    }

    /// How much the identity admits; none if it can never match.
    #[must_use]
    pub fn grade(&self) -> Option<Grade> {
        self.safety().grade
    }

    fn find_in_events(&self, findings: &mut Vec<Finding>) {
        for (place, event) in self.events.iter().flatten().enumerate() {
            if crate::identity::OUTSIDE_CODE_EVENTS.contains(&event.as_str()) {
                let finding = Finding::new(FindingCode::OutsideCodeAdmitted, format!("/events/{place}"));
                findings.push(finding.actual(quoted(event)));
            }
        }
    }

    fn find_in_audiences(&self, findings: &mut Vec<Finding>) {
        match &self.audiences {
            AcceptedAudiences::OwnerUrl(url) => {
                findings.push(Finding::new(FindingCode::AudienceDefault, "").actual(quoted(url)));
            }
            AcceptedAudiences::Listed(names) => {
                for (place, name) in names.iter().enumerate() {
                    if let Some(service) = service_of(name) {
                        let finding = Finding::new(FindingCode::AudienceOfAnotherService, format!("/audiences/{place}"));
                        findings.push(finding.actual(quoted(name)).expected(service));
                    }
                }
            }
        }
    }
}

fn find_in_job(job: &ExpectedJob, findings: &mut Vec<Finding>) {
    if job.owner_id.is_none() {
        findings.push(Finding::new(FindingCode::OwnerNotPinned, "/owner").actual(quoted(&job.owner)));
    }
    match &job.repository {
        None => findings.push(Finding::new(FindingCode::RepositoryOpen, "/repository")),
        Some(name) if job.repository_id.is_none() => {
            findings.push(Finding::new(FindingCode::RepositoryNotPinned, "/repository").actual(quoted(name)));
        }
        Some(_) => {}
    }
    if job.place.pull_request {
        findings.push(Finding::new(FindingCode::PullRequestsAdmitted, "/pullRequest"));
    }
    let (code, pointer, names) = match &job.place.reference {
        Some((RefType::Branch, names)) => (FindingCode::BranchOpen, "/branch", names),
        Some((RefType::Tag, names)) => (FindingCode::TagOpen, "/tag", names),
        None => return,
    };
    if is_open(names) {
        findings.push(Finding::new(code, pointer));
    }
}

fn is_open(names: &Patterns) -> bool {
    names.matches("any") && names.matches("other/name")
}

impl Policy {
    /// What the author of the policy should know, in the order of the document.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let of_identity = |(place, identity): (usize, &Identity)| {
            let parent = format!("/identities/{place}");
            identity.safety().findings.into_iter().map(move |finding| finding.within(&parent)).collect::<Vec<_>>()
        };
        self.identities().iter().enumerate().flat_map(of_identity).collect()
    }
}
