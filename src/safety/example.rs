//! A job that shows what an identity admits.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A subject, and what its job is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Example {
    pub(super) subject: String,
    pub(super) job: String,
    pub(super) claims: String,
}

impl Example {
    /// The `sub` of its token.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What the job is, such as `a pull request`.
    #[must_use]
    pub fn job(&self) -> &str {
        &self.job
    }

    /// The claims with which it was held against the identity, as JSON.
    #[must_use]
    pub fn claims(&self) -> &str {
        &self.claims
    }
}

impl Serialize for Example {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Example", 2)?;
        flat.serialize_field("subject", &self.subject)?;
        flat.serialize_field("job", &self.job)?;
        flat.end()
    }
}
