//! What came of converting a document.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::code::Code;
use crate::code::difference::{Difference, Reach};
use crate::json_value::Json;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted};

/// A converted document, and what became of each identity.
#[derive(Clone, Debug)]
pub struct Conversion {
    pub(crate) document: Option<String>,
    pub(crate) converted: Vec<Converted>,
    pub(crate) problems: Vec<Problem>,
}

/// An identity that was converted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Converted {
    pub(crate) pointer: String,
    pub(crate) email: String,
    pub(crate) differences: Vec<Difference>,
}

impl Conversion {
    /// The new document, as JSON with line breaks; none if no identity could be converted.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.document.as_deref()
    }

    /// The identities of the new document, in its order.
    #[must_use]
    pub fn converted(&self) -> &[Converted] {
        &self.converted
    }

    /// Why the other identities stay behind, with pointers into the original.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl Difference {
    /// What it means for who is admitted, as the end of a sentence about an identity.
    #[must_use]
    pub fn message(self) -> String {
        say::difference(self)
    }
}

impl Converted {
    /// Where the identity stands in the original: an RFC 6901 JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Its e-mail address.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// What it admits more, or less, than the original.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// How the subjects that it admits compare with those of the original.
    #[must_use]
    pub fn subjects(&self) -> Reach {
        let of_subjects = self.differences.iter().filter(|difference| difference.is_of_subjects());
        of_subjects.map(|difference| difference.reach()).max().unwrap_or(Reach::Equal)
    }
}

/// The document and what it admits more or less than the identity, or the member that has no counterpart in the other system.
pub(crate) type Expressed = Result<(String, Vec<Difference>), &'static str>;

/// The other system has no counterpart of this member of the identity, or of the whole of it if there is no name.
pub(crate) fn inexpressible(identity: &str, member: &str, system: &str) -> Problem {
    let (pointer, what) = match member {
        "" => (identity.to_owned(), say::THE_IDENTITY),
        _ => (format!("{identity}/{member}"), member),
    };
    Problem::new(Code::ConditionInexpressible, Source::Policy, pointer).expected(system).actual(quoted(what))
}

impl Serialize for Conversion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = self.document.as_deref().and_then(Json::read);
        let mut flat = serializer.serialize_struct("Conversion", 3)?;
        flat.serialize_field("document", &document)?;
        flat.serialize_field("converted", &self.converted)?;
        flat.serialize_field("problems", &self.problems)?;
        flat.end()
    }
}

impl Serialize for Converted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Converted", 4)?;
        flat.serialize_field("pointer", &self.pointer)?;
        flat.serialize_field("email", &self.email)?;
        flat.serialize_field("subjects", &self.subjects())?;
        flat.serialize_field("differences", &self.differences)?;
        flat.end()
    }
}
