//! What helps when a job is somebody else's, or its subject cannot be read or does not fit.

use super::candidate::Candidate;
use super::draft::{Edit, literally};
use super::place::place_edits;
use crate::claims::Claims;
use crate::code::Code;
use crate::code::explain::{Advice, Hint, SubjectPartKind as Kind};
use crate::explain::hints::of_raw_subject;
use crate::explain::identity_checks::place_in_words;
use crate::explain::subject::SubjectAnatomy;
use crate::identity::{ExpectedJob, Identity, Platform, RawSubject, Subject};
use crate::job::Job;
use crate::problem::{Problem, quoted};

/// When owner or repository do not fit. Another owner is never proposed: whoever pastes a stranger's token must not be led to
/// trust the stranger.
pub(super) fn of_job(
    identity: &Identity,
    expected: &ExpectedJob,
    job: &Job<'_>,
    claims: &Claims,
    problem: &Problem,
) -> Vec<Candidate> {
    let wanted = problem.expected_value().unwrap_or_default();
    match problem.code() {
        Code::OwnerMismatch => vec![Candidate::words(Advice::UseOtherIdentity).with("actual", quoted(job.owner))],
        Code::OwnerIdMismatch | Code::RepositoryIdMismatch => {
            let name = if problem.code() == Code::OwnerIdMismatch { job.owner } else { job.repository };
            vec![Candidate::words(Advice::CheckOwner).with("name", quoted(name)).with("expected", wanted)]
        }
        Code::OwnerRenamed => {
            let edit = Candidate::edit(Advice::RenameOwner, vec![Edit::set("owner", job.owner)]);
            vec![edit.with("actual", quoted(job.owner)).with("expected", wanted)]
        }
        Code::RepositoryRenamed => {
            let edit = Candidate::edit(Advice::RenameRepository, vec![Edit::set("repository", job.repository)]);
            vec![edit.with("actual", quoted(job.repository)).with("expected", wanted)]
        }
        Code::RepositoryMismatch => {
            let id = claims.text(identity.platform().id_claims().1).filter(|_| expected.repository_id.is_some());
            let edits: Vec<_> = [Edit::set("repository", job.repository)]
                .into_iter()
                .chain(id.map(|id| Edit::set("repositoryId", id)))
                .collect();
            let second = |edits| Candidate::second(Advice::NewIdentityForRepository, edits);
            let here = place_edits(&job.place, Advice::NewIdentityForRepository).map(|place| {
                let name = format!("{} ({})", quoted(job.repository), place_in_words(&job.place));
                second(edits.iter().cloned().chain(place).collect()).with("name", name)
            });
            let same_place = second(edits.clone()).with("name", quoted(job.repository));
            let there = Candidate::words(Advice::RunThere).with("expected", wanted);
            [Some(there), Some(same_place), here].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// When the subject cannot be read, or a raw pattern does not fit.
pub(super) fn of_subject(identity: &Identity, claims: &Claims, problem: &Problem) -> Vec<Candidate> {
    match (problem.code(), &identity.subject, claims.subject()) {
        (Code::SubjectCustomised, Subject::Job(_), _) if identity.platform() != Platform::Oidc => {
            vec![Candidate::edit(Advice::MatchClaims, vec![Edit::set("match", "claims")])]
        }
        (Code::SubjectMismatch, Subject::Raw(pattern), Some(subject)) => {
            let (RawSubject::Exact(written) | RawSubject::Prefix(written)) = pattern;
            if !is_of_same_owner(written, subject) || subject.ends_with('*') {
                return vec![Candidate::words(Advice::UseOtherIdentity).with("actual", quoted(subject))];
            }
            let set = Candidate::edit(Advice::SetSubject, vec![Edit::set("subject", subject)]);
            let set = set.with("actual", quoted(subject)).with("expected", quoted(written));
            let there = Candidate::words(Advice::RunThere).with("expected", problem.expected_value().unwrap_or_default());
            if is_slip(identity, claims) { vec![set] } else { vec![there, set] }
        }
        _ => Vec::new(),
    }
}

/// Whether the pattern means this very subject, and is only written wrongly.
fn is_slip(identity: &Identity, claims: &Claims) -> bool {
    of_raw_subject(identity, claims).iter().any(|it| {
        matches!(it.hint, Hint::CaseOnly | Hint::PatternWithoutIds | Hint::FullRefName | Hint::HyphenForUnderscore)
    })
}

/// Whether a pattern and a subject name one owner, or differ in case only.
fn is_of_same_owner(written: &str, subject: &str) -> bool {
    let anatomy = SubjectAnatomy::of(subject);
    let named = |owner: &str| {
        [("repo:", "/"), ("repo:", "@"), ("project_path:", "/"), ("repository_owner:", "")].iter().any(|(key, end)| {
            let beginning = format!("{key}{}{end}", literally(owner)).to_ascii_lowercase();
            written.to_ascii_lowercase().starts_with(&beginning)
        })
    };
    written.eq_ignore_ascii_case(subject) || anatomy.part(Kind::Owner).is_some_and(named)
}
