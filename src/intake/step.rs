//! What was done to a pasted text, and what is worth knowing about it.

use crate::code::intake::{Change, Remark};
use crate::messages::{fill_in, intake as texts};

/// One change on the way from the pasted text to the token or the claims. [`byte`](Told::byte) is one of the pasted text.
pub type Step = Told<Change>;

/// Something worth knowing besides the form. [`byte`](Told::byte) is one of the token, or of the claims where there is none.
pub type Note = Told<Remark>;

/// A code, and what it is about.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Told<C> {
    /// What it is.
    pub code: C,
    /// The name it is about, where there is one.
    pub name: Option<String>,
    /// How often, how many, or which length.
    pub count: usize,
    /// Where it is, where that can be said.
    pub byte: Option<usize>,
}

impl<C> Told<C> {
    pub(super) const fn new(code: C) -> Self {
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

    fn fill(&self, template: &str) -> String {
        fill_in(template, self.name.as_deref().unwrap_or_default(), self.count)
    }
}

impl Step {
    /// What was done, in a few words.
    #[must_use]
    pub fn text(&self) -> String {
        let (once, often) = texts::change(self.code);
        self.fill(if self.count == 1 { once } else { often })
    }
}

impl Note {
    /// The remark in one sentence.
    #[must_use]
    pub fn text(&self) -> String {
        self.fill(texts::remark(self.code))
    }
}
