//! What came of converting a document.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::code::difference::{Difference, Reach};
use crate::messages::phrases as say;
use crate::problem::Problem;

/// A converted document, and what became of each identity.
#[derive(Clone, Debug)]
pub struct Conversion {
    pub(super) document: Option<String>,
    pub(super) converted: Vec<Converted>,
    pub(super) problems: Vec<Problem>,
}

/// An identity that was converted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Converted {
    pub(super) pointer: String,
    pub(super) email: String,
    pub(super) differences: Vec<Difference>,
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

impl Serialize for Conversion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document: Option<Value> = self.document.as_deref().and_then(|text| serde_json::from_str(text).ok());
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
