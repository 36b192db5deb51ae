//! The JOSE header (RFC 7515 section 4).

use std::fmt;

use crate::algorithm::{self, Algorithm};
use crate::code::Code;
use crate::json::{Document, Value};
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, member_pointer, quoted};

/// How the token says it was signed.
///
/// Nothing in it is trusted. Parameters that offer a key (`jwk`, `jku`, `x5c`, `x5u`) are never used.
#[derive(Clone)]
pub struct Header(Document);

impl Header {
    /// Takes a JSON object.
    pub(crate) const fn new(document: Document) -> Self {
        Self(document)
    }

    /// The algorithm, if it is one that can be verified here.
    ///
    /// # Errors
    /// `algorithm_unsupported` for an absent or unknown `alg`, `none` and HMACs; `header_malformed` if it is no string.
    pub fn algorithm(&self) -> Result<Algorithm, Problem> {
        let name = self.text("alg")?;
        name.and_then(Algorithm::from_name).ok_or_else(|| {
            Problem::new(Code::AlgorithmUnsupported, Source::Header, "/alg")
                .expected(algorithm::names(Algorithm::ALL))
                .actual(name.map_or_else(|| say::MISSING.to_owned(), quoted))
        })
    }

    /// The key id.
    ///
    /// # Errors
    /// `header_malformed` if it is no string.
    pub fn key_id(&self) -> Result<Option<&str>, Problem> {
        self.text("kid")
    }

    /// The media type.
    ///
    /// # Errors
    /// `header_malformed` if it is no string.
    pub fn typ(&self) -> Result<Option<&str>, Problem> {
        self.text("typ")
    }

    /// Parameters by which the token offers a key of its own. They are ignored: a token may not choose its key.
    pub fn offered_keys(&self) -> impl Iterator<Item = &'static str> {
        OFFERED_KEYS.iter().copied().filter(|name| self.0.root().get(name).is_some())
    }

    /// The header as JSON text, as it was signed.
    #[must_use]
    pub fn as_json(&self) -> &str {
        self.0.text()
    }

    /// Refuses what would change the meaning of the rest (RFC 7515 section 4.1.11, RFC 7797, RFC 7516).
    pub(crate) fn refuse_extensions(&self) -> Result<(), Problem> {
        match EXTENSIONS.iter().find(|name| self.0.root().get(name).is_some()) {
            None => Ok(()),
            Some(name) => Err(Problem::new(Code::HeaderExtensionRefused, Source::Header, member_pointer(name))
                .expected(say::NO_SUCH_PARAMETER)
                .actual(format!("`{name}`"))),
        }
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<Value<'_>> {
        self.0.root().get(name)
    }

    fn text(&self, name: &str) -> Result<Option<&str>, Problem> {
        let Some(value) = self.0.root().get(name) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| malformed(name, value))
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_json())
    }
}

fn malformed(name: &str, value: Value<'_>) -> Problem {
    Problem::new(Code::HeaderMalformed, Source::Header, member_pointer(name)).expected(say::A_STRING).actual(value.kind())
}

const EXTENSIONS: [&str; 3] = ["crit", "b64", "enc"];
const OFFERED_KEYS: [&str; 4] = ["jwk", "jku", "x5c", "x5u"];
