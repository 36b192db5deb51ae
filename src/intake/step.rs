//! What was done to a pasted text, and what is worth knowing about it.

use crate::code::intake::{Change, Remark};
use crate::messages::{english_intake as texts, fill_in};

/// One change on the way from the pasted text to the token or the claims.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// Which change.
    pub code: Change,
    /// The name it is about, where there is one.
    pub name: Option<String>,
    /// How often, or how many bytes.
    pub count: usize,
    /// Where in the pasted text it begins, where that can be said.
    pub byte: Option<usize>,
}

/// Something worth knowing besides the form.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// What it is.
    pub code: Remark,
    /// The name it is about, where there is one.
    pub name: Option<String>,
    /// How many, or which length.
    pub count: usize,
    /// Where in the token it is, where that can be said.
    pub byte: Option<usize>,
}

impl Step {
    pub(super) const fn new(code: Change) -> Self {
        Self { code, name: None, count: 1, byte: None }
    }

    pub(super) fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    pub(super) fn times(self, count: usize) -> Self {
        Self { count, ..self }
    }

    pub(super) fn at(self, byte: usize) -> Self {
        Self { byte: Some(byte), ..self }
    }

    /// What was done, in a few words.
    #[must_use]
    pub fn text(&self) -> String {
        let (once, often) = texts::change(self.code);
        fill_in(if self.count == 1 { once } else { often }, self.name.as_deref().unwrap_or_default(), self.count)
    }
}

impl Note {
    pub(super) const fn new(code: Remark) -> Self {
        Self { code, name: None, count: 1, byte: None }
    }

    pub(super) fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    pub(super) fn times(self, count: usize) -> Self {
        Self { count, ..self }
    }

    pub(super) fn at(self, byte: usize) -> Self {
        Self { byte: Some(byte), ..self }
    }

    /// The remark in one sentence.
    #[must_use]
    pub fn text(&self) -> String {
        fill_in(texts::remark(self.code), self.name.as_deref().unwrap_or_default(), self.count)
    }
}
