//! What `lint` and `safety` say about a policy, with the lines of its document.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::example::Example;
use super::finding::Finding;
use super::summary::Safety;
use crate::code::finding::{Grade, Severity};
use crate::identity::Identity;
use crate::location::{Location, Locator};
use crate::policy::Policy;

/// What the author of a policy document should know, and where in the document.
#[derive(Clone, Debug, Serialize)]
pub struct LintReport<'p> {
    /// The document's name, such as that of its file.
    #[serde(rename = "policy")]
    pub name: &'p str,
    /// In the order of the document.
    pub identities: Vec<GradedIdentity<'p>>,
    /// In the order of the document.
    pub findings: Vec<LocatedFinding>,
}

/// What an identity admits.
#[derive(Clone, Debug, Serialize)]
pub struct GradedIdentity<'p> {
    /// Its e-mail address.
    pub email: &'p str,
    /// Its name.
    pub name: &'p str,
    /// Where it is in the document.
    pub pointer: String,
    /// How much it admits; none if it can never match.
    pub grade: Option<Grade>,
    /// Jobs that it admits.
    pub admits: Vec<Example>,
    /// The nearest job that it does not admit.
    pub refuses: Option<Example>,
    #[serde(skip)]
    pub(super) line: usize,
}

/// A finding, and where in the document it is.
#[derive(Clone, Debug)]
pub struct LocatedFinding {
    /// What was found.
    pub finding: Finding,
    /// Where.
    pub location: Location,
}

impl Serialize for LocatedFinding {
    /// The members of the finding, then `line` and `column`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("LocatedFinding", 8)?;
        self.finding.serialize_into(&mut flat)?;
        flat.serialize_field("line", &self.location.line)?;
        flat.serialize_field("column", &self.location.column)?;
        flat.end()
    }
}

impl<'p> LintReport<'p> {
    /// About a policy, and the document that it was read from.
    #[must_use]
    pub fn new(name: &'p str, policy: &'p Policy, document: &str) -> Self {
        let locator = Locator::new(document);
        let graded = |(place, identity): (usize, &'p Identity)| GradedIdentity::new(place, identity, &locator);
        let located = |finding: Finding| LocatedFinding { location: locator.locate(finding.pointer()), finding };
        Self {
            name,
            identities: policy.identities().iter().enumerate().map(graded).collect(),
            findings: policy.lint().into_iter().map(located).collect(),
        }
    }

    /// How urgent the worst finding is; none if there is none.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|located| located.finding.severity()).max()
    }
}

impl<'p> GradedIdentity<'p> {
    fn new(place: usize, identity: &'p Identity, locator: &Locator<'_>) -> Self {
        let Safety { grade, admits, refuses, .. } = identity.safety();
        let pointer = format!("/identities/{place}");
        let line = locator.locate(&pointer).line;
        Self { email: identity.email(), name: identity.name(), pointer, grade, admits, refuses, line }
    }
}
