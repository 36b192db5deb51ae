//! A made-up job held against an identity, by the identity's own matcher.

use super::example::Example;
use super::sample::{ISSUED_AT, Sample};
use super::subject_form::SubjectForm;
use crate::claims::Claims;
use crate::code::check::Check;
use crate::identity::{Facts, Identity};
use crate::json::Document;
use crate::json_value::Json;
use crate::problem::{Problem, Source};
use crate::time::UnixTime;

/// The sample's subject in this form, and all of its claims.
pub(super) fn token(sample: &Sample, form: &SubjectForm, identity: &Identity) -> (String, Json) {
    let mut claims = sample.claims(identity);
    let subject = form.render(sample, &claims);
    claims.set("sub", subject.as_str());
    (subject, claims)
}

/// A sample held against an identity.
pub(super) struct Trial {
    pub(super) subject: String,
    /// The whole claims, as JSON.
    pub(super) claims: String,
    /// Why it is not admitted.
    pub(super) refusal: Option<Problem>,
}

impl Trial {
    pub(super) fn of(sample: &Sample, form: &SubjectForm, identity: &Identity) -> Self {
        let (subject, claims) = token(sample, form, identity);
        let claims = claims.to_string();
        Self { subject, refusal: refusal(identity, &claims), claims }
    }

    pub(super) fn example(self, job: impl Into<String>) -> Example {
        Example { subject: self.subject, job: job.into(), claims: self.claims }
    }
}

/// Why the identity, in use, does not admit a token of these claims.
pub(super) fn refusal(identity: &Identity, claims: &str) -> Option<Problem> {
    let document = match Document::parse_object(claims.as_bytes().to_vec(), Source::Claims) {
        Ok(document) => document,
        Err(problem) => return Some(problem),
    };
    let claims = Claims::new(document);
    let facts = Facts::as_if(&claims, UnixTime::from_secs(ISSUED_AT));
    // What a disabled one admits is what it would admit if it were enabled.
    identity.mismatches(&facts).find(|(check, _)| *check != Check::Enabled).map(|(_, problem)| problem)
}
