//! One identity held against one token.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::identity::{Facts, Identity};
use crate::problem::Problem;

/// An identity held against a token.
#[derive(Clone, Debug)]
pub struct Match<'p> {
    identity: &'p Identity,
    mismatches: Vec<Problem>,
}

impl<'p> Match<'p> {
    pub(crate) fn new(identity: &'p Identity, facts: &Facts<'_>) -> Self {
        Self { identity, mismatches: identity.mismatches(facts).map(|(_, problem)| problem).collect() }
    }

    /// The identity.
    #[must_use]
    pub const fn identity(&self) -> &'p Identity {
        self.identity
    }

    /// Every reason why the token does not fit, in the order of the conditions.
    #[must_use]
    pub fn mismatches(&self) -> &[Problem] {
        &self.mismatches
    }

    /// Whether it fits.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.mismatches.is_empty()
    }

    /// How far the token is from fitting; reasons that make it another's identity weigh more than any number of others.
    pub(crate) fn distance(&self) -> (usize, usize) {
        let foreign = self.mismatches.iter().filter(|problem| problem.code().is_about_whose_job()).count();
        (foreign, self.mismatches.len())
    }
}

impl Serialize for Match<'_> {
    /// The form of the API: the e-mail address of the `identity`, its `name`, and all `mismatches`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Match", 3)?;
        flat.serialize_field("identity", self.identity.email())?;
        flat.serialize_field("name", self.identity.name())?;
        flat.serialize_field("mismatches", &self.mismatches)?;
        flat.end()
    }
}
