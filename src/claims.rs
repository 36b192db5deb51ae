//! The claims set (RFC 7519 section 4), and the wrapper that keeps it from being believed too early.

use std::fmt;

use crate::code::Code;
use crate::json::{Document, Value};
use crate::messages::phrases as say;
use crate::problem::Problem;
use crate::time::NumericDate;

/// Something an attacker may have written.
///
/// It has no `Deref`, no `From` and no `Serialize`: whoever reads it must say so.
///
/// ```compile_fail,E0308
/// fn grant(claims: &claimgate::Claims) {}
/// let token = claimgate::Token::parse("").unwrap();
/// grant(token.claims());
/// ```
///
/// The same with the word that admits it:
///
/// ```no_run
/// fn show(claims: &claimgate::Claims) {}
/// let token = claimgate::Token::parse("").unwrap();
/// show(token.claims().peek_unverified());
/// ```
#[derive(Clone, Debug)]
pub struct Unverified<T>(T);

impl<T> Unverified<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(value)
    }

    /// Looks at it anyway. Show it, log it, choose a key set by it; never grant by it.
    pub const fn peek_unverified(&self) -> &T {
        &self.0
    }

    /// Takes it out; for whoever has just proved it.
    pub(crate) fn into_proved(self) -> T {
        self.0
    }
}

/// What a token says: a JSON object with unique member names.
#[derive(Clone)]
pub struct Claims(Document);

impl Claims {
    /// Takes a JSON object.
    pub(crate) const fn new(document: Document) -> Self {
        Self(document)
    }

    /// The claims as JSON text, as they were signed.
    #[must_use]
    pub fn as_json(&self) -> &str {
        self.0.text()
    }

    /// The claim of that name, if it is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The subject, `sub`.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value<'_>> {
        self.0.root().get(name)
    }

    /// The string of that name, or none; any other type is an error and never "absent".
    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<&str>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| malformed(name, say::A_STRING, value))
    }

    /// The date of that name, or none; any other type is an error and never "absent".
    pub(crate) fn optional_date(&self, name: &str) -> Result<Option<NumericDate>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let date = value.as_number().and_then(NumericDate::new);
        date.map(Some).ok_or_else(|| malformed(name, say::NUMERIC_DATE, value))
    }

    /// The members of `aud` (RFC 7519 section 4.1.3): one string, or a list of strings.
    pub(crate) fn audiences(&self) -> Result<Vec<&str>, Problem> {
        const EXPECTED: &str = say::STRING_OR_STRINGS;
        let value = self.get("aud").ok_or_else(|| Problem::claim(Code::ClaimMissing, "aud").expected(EXPECTED))?;
        let audiences = match value.items() {
            Some(items) => items.map(Value::as_str).collect::<Option<Vec<_>>>(),
            None => value.as_str().map(|audience| vec![audience]),
        };
        audiences.ok_or_else(|| malformed("aud", EXPECTED, value))
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_json())
    }
}

/// The claim is of the wrong type or range.
pub(crate) fn malformed(name: &str, expected: &str, value: Value<'_>) -> Problem {
    let actual = match value.as_number() {
        Some(_) => say::number(value),
        None => value.kind().to_owned(),
    };
    Problem::claim(Code::ClaimMalformed, name).expected(expected).actual(actual)
}
