//! What the examination of an identity comes to.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::example::Example;
use super::finding::Finding;
use crate::code::finding::Grade;

/// What an identity admits.
#[derive(Clone, Debug)]
pub struct Safety {
    pub(super) grade: Option<Grade>,
    pub(super) admits: Vec<Example>,
    pub(super) refuses: Option<Example>,
    pub(super) findings: Vec<Finding>,
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
