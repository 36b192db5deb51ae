//! Conditions on further claims.

use crate::claims::Claims;
use crate::code::Code;
use crate::json::{Number, Value};
use crate::messages::phrases as say;
use crate::pattern::Pattern;
use crate::problem::{Problem, quoted};

/// A condition on one claim.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) claim: String,
    pub(crate) test: Test,
    /// The test as the document has it, for messages.
    pub(crate) written: String,
}

/// What a claim must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    /// One of these, of the same type and value.
    OneOf(Vec<Scalar>),
    /// A string that fits.
    Glob(Pattern),
    /// Not there.
    Absent,
}

/// A JSON value that can be compared without doubt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    Text(String),
    Bool(bool),
    Integer(Number),
}

impl Scalar {
    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        match (value.as_str(), value.as_bool(), value.as_number()) {
            (Some(text), _, _) => Some(Self::Text(text.to_owned())),
            (_, Some(value), _) => Some(Self::Bool(value)),
            (_, _, Some(number @ (Number::Unsigned(_) | Number::Negative(_)))) => Some(Self::Integer(number)),
            _ => None,
        }
    }

    fn is(&self, value: Value<'_>) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Bool(expected) => value.as_bool() == Some(*expected),
            Self::Integer(number) => value.as_number() == Some(*number),
        }
    }
}

impl Condition {
    /// Whether the claim must be exactly one of certain strings.
    pub(crate) fn pins_text(&self) -> bool {
        matches!(&self.test, Test::OneOf(scalars) if scalars.iter().all(|scalar| matches!(scalar, Scalar::Text(_))))
    }

    /// Whether it can tell the issuer's jobs, users or workloads from each other: a claim that must be there, is not the same
    /// in all tokens, and may not be just anything.
    pub(crate) fn tells_jobs_apart(&self) -> bool {
        let may_be_anything = match &self.test {
            Test::OneOf(_) => false,
            Test::Glob(pattern) => pattern.is_anything(),
            Test::Absent => true,
        };
        !may_be_anything && !COMMON_CLAIMS.contains(&self.claim.as_str())
    }

    /// The strings that it names exactly.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let scalars: &[Scalar] = if let Test::OneOf(scalars) = &self.test { scalars } else { &[] };
        scalars.iter().filter_map(|scalar| if let Scalar::Text(text) = scalar { Some(text.as_str()) } else { None })
    }

    pub(crate) fn mismatch(&self, claims: &Claims) -> Option<Problem> {
        let value = claims.get(&self.claim);
        let holds = match (&self.test, value) {
            (Test::Absent, value) => value.is_none(),
            (Test::OneOf(scalars), Some(value)) => scalars.iter().any(|scalar| scalar.is(value)),
            (Test::Glob(pattern), Some(value)) => value.as_str().is_some_and(|text| pattern.matches(text)),
            (_, None) => return Some(Problem::claim(Code::ClaimMissing, &self.claim).expected(quoted(&self.written))),
        };
        (!holds).then(|| {
            Problem::claim(Code::ClaimMismatch, &self.claim)
                .expected(quoted(&self.written))
                .actual(value.map_or_else(|| say::MISSING.to_owned(), |value| quoted(&value.to_string())))
        })
    }
}

/// Claims that say nothing of the job (RFC 7519 section 4.1).
const COMMON_CLAIMS: [&str; 6] = ["iss", "aud", "exp", "nbf", "iat", "jti"];
