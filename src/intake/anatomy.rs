//! The parts of a token, decoded as far as they go, with the place of everything that is odd.

use std::fmt;
use std::ops::Range;

use crate::code::intake::Flaw;
use crate::messages::{english_intake as texts, fill_in};

/// The parts of a token. Of claims alone there is only [`claims`](Self::claims).
#[non_exhaustive]
#[derive(Clone, Debug)]
pub struct Anatomy {
    /// The first part, the JOSE header.
    pub header: Option<Part>,
    /// The second part, the claims.
    pub claims: Option<Part>,
    /// The third part, the signature.
    pub signature: Option<Part>,
}

/// One part of a token.
#[non_exhaustive]
#[derive(Clone)]
pub struct Part {
    /// Where it stands in the token, in bytes; for claims alone, in the claims' JSON text.
    pub range: Range<usize>,
    /// How many bytes were decoded.
    pub decoded_bytes: usize,
    /// What was decoded, as far as it is UTF-8. Empty for a signature.
    pub text: String,
    /// The members of the JSON object in their own order, as far as it can be read.
    pub members: Vec<Member>,
    /// What is wrong or odd, in order of place: first in the encoding, then in the text.
    pub faults: Vec<Fault>,
}

/// A member of a JSON object, as its text has it.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
    /// The name, unescaped.
    pub name: String,
    /// The value's JSON text, unchanged.
    pub raw: String,
    /// Where the name's quotation mark stands in the decoded text.
    pub name_byte: usize,
    /// Where the value begins in the decoded text.
    pub byte: usize,
}

/// Something wrong or odd in a part, and its place.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// What it is.
    pub code: Flaw,
    /// Where: for faults of the encoding a byte of the token, for all others a byte of the decoded text.
    pub byte: usize,
    /// Whether [`byte`](Self::byte) counts in the decoded text, not in the token.
    pub decoded: bool,
    /// Where the first of two stands, for a duplicate member.
    pub first_byte: Option<usize>,
    /// The evidence, where there is one: a character, a name, a number, or what was expected.
    pub name: Option<String>,
    /// How many, for a length.
    pub count: usize,
    /// What stands around that place.
    pub context: Context,
}

/// Up to 20 bytes before and behind a place.
#[non_exhaustive]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Context {
    /// What stands before it.
    pub before: String,
    /// What begins at it.
    pub behind: String,
}

impl Anatomy {
    pub(super) const NONE: Self = Self { header: None, claims: None, signature: None };
}

impl Fault {
    /// What is wrong, in a few words.
    #[must_use]
    pub fn text(&self) -> String {
        fill_in(texts::flaw(self.code), self.name.as_deref().unwrap_or_default(), self.count)
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Part").field("range", &self.range).field("faults", &self.faults).finish_non_exhaustive()
    }
}
