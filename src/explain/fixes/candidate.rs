//! A change that might help, before it was tried.

use super::draft::Edit;
use crate::code::explain::Advice;

/// A change that might help.
pub(super) struct Candidate {
    pub(super) advice: Advice,
    /// What to change in the policy; nothing where the change is to be made elsewhere.
    pub(super) edits: Vec<Edit>,
    /// Whether the edits make a second identity instead of changing the one.
    pub(super) is_new: bool,
    /// What the words are about.
    pub(super) values: Vec<(&'static str, String)>,
}

impl Candidate {
    /// To be made in words.
    pub(super) const fn words(advice: Advice) -> Self {
        Self { advice, edits: Vec::new(), is_new: false, values: Vec::new() }
    }

    /// To be made to the identity.
    pub(super) const fn edit(advice: Advice, edits: Vec<Edit>) -> Self {
        Self { advice, edits, is_new: false, values: Vec::new() }
    }

    /// A second identity, which differs from the one in this.
    pub(super) const fn second(advice: Advice, edits: Vec<Edit>) -> Self {
        Self { advice, edits, is_new: true, values: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }
}
