//! What an author should know about an identity.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::code::finding::{FindingCode, Grade, Severity};
use crate::messages;

/// Something that makes an identity wider, or narrower, than its author may think.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    code: FindingCode,
    pointer: String,
    expected: String,
    actual: String,
}

impl Finding {
    /// About a member of an identity.
    pub(super) fn new(code: FindingCode, pointer: impl Into<String>) -> Self {
        Self { code, pointer: pointer.into(), expected: String::new(), actual: String::new() }
    }

    pub(super) fn expected(self, expected: impl Into<String>) -> Self {
        Self { expected: expected.into(), ..self }
    }

    pub(super) fn actual(self, actual: impl Into<String>) -> Self {
        Self { actual: actual.into(), ..self }
    }

    /// The same with a pointer from the root of the policy document.
    pub(super) fn within(self, parent: &str) -> Self {
        Self { pointer: format!("{parent}{}", self.pointer), ..self }
    }

    /// The stable name of what was found.
    #[must_use]
    pub const fn code(&self) -> FindingCode {
        self.code
    }

    /// How urgent it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The best grade that the identity can have because of it, where it bears on the grade.
    #[must_use]
    pub const fn grade(&self) -> Option<Grade> {
        self.code.grade()
    }

    /// Where: an RFC 6901 JSON pointer. From [`Policy::lint`](crate::Policy::lint) it begins at the root of the document,
    /// from [`Identity::safety`](crate::Identity::safety) at the identity.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was found, in one sentence.
    #[must_use]
    pub fn message(&self) -> String {
        self.fill(messages::finding(self.code).text)
    }

    /// What to do about it, in one imperative sentence.
    #[must_use]
    pub fn fix(&self) -> String {
        self.fill(messages::finding(self.code).fix)
    }

    pub(super) fn serialize_into<S: SerializeStruct>(&self, flat: &mut S) -> Result<(), S::Error> {
        flat.serialize_field("code", &self.code)?;
        flat.serialize_field("severity", &self.severity())?;
        flat.serialize_field("grade", &self.grade())?;
        flat.serialize_field("pointer", &self.pointer)?;
        flat.serialize_field("message", &self.message())?;
        flat.serialize_field("fix", &self.fix())
    }

    fn fill(&self, template: &str) -> String {
        messages::fill(template, Some(&self.expected), Some(&self.actual))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.pointer, self.message())
    }
}

impl Serialize for Finding {
    /// The flat form of the API: `code`, `severity`, `grade`, `pointer`, `message`, `fix`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Finding", 6)?;
        self.serialize_into(&mut flat)?;
        flat.end()
    }
}
