//! What was refused: where, why, and what to do about it.

use std::borrow::Cow;
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::code::Code;
use crate::messages;
use crate::messages::phrases as say;

/// Which text a pointer points into.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// The token as text.
    Token,
    /// The token's JOSE header.
    Header,
    /// The token's claims.
    Claims,
    /// A JWK Set.
    KeySet,
    /// An issuer's discovery document.
    Discovery,
    /// The policy document.
    Policy,
    /// Bytebase's workload identities.
    Bytebase,
    /// The request that brings a token.
    Request,
    /// The settings of a proxy, with its policy in them.
    Settings,
}

impl Source {
    /// The name in results: `token`, `header`, `claims`, `keySet`, `discovery`, `policy`, `bytebase`, `request`, `settings`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Header => "header",
            Self::Claims => "claims",
            Self::KeySet => "keySet",
            Self::Discovery => "discovery",
            Self::Policy => "policy",
            Self::Bytebase => "bytebase",
            Self::Request => "request",
            Self::Settings => "settings",
        }
    }
}

/// A reason to refuse a token, a key, a policy or a match.
///
/// It is for the operator: expected and actual values may reveal the policy. Tell a caller [`Code`]s at most. Evidence is
/// shown with control characters escaped and cut at 256 characters; it never holds a whole token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem(Box<Evidence>);

/// Behind a pointer, so that what can fail moves no more than one.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Evidence {
    code: Code,
    source: Source,
    pointer: String,
    expected: Option<String>,
    actual: Option<String>,
}

impl Problem {
    pub(crate) fn new<'t>(code: Code, source: Source, pointer: impl Into<Cow<'t, str>>) -> Self {
        Self::of(code, source, pointer.into())
    }

    fn of(code: Code, source: Source, pointer: Cow<'_, str>) -> Self {
        Self(Box::new(Evidence { code, source, pointer: pointer.into_owned(), expected: None, actual: None }))
    }

    /// About one claim.
    pub(crate) fn claim(code: Code, name: &str) -> Self {
        Self::new(code, Source::Claims, member_pointer(name))
    }

    pub(crate) fn expected<'t>(self, expected: impl Into<Cow<'t, str>>) -> Self {
        self.with_expected(expected.into())
    }

    fn with_expected(mut self, expected: Cow<'_, str>) -> Self {
        self.0.expected = Some(expected.into_owned());
        self
    }

    pub(crate) fn actual<'t>(self, actual: impl Into<Cow<'t, str>>) -> Self {
        self.with_actual(actual.into())
    }

    fn with_actual(mut self, actual: Cow<'_, str>) -> Self {
        self.0.actual = Some(actual.into_owned());
        self
    }

    /// The stable name of the reason.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.0.code
    }

    /// Which text it is about.
    #[must_use]
    pub const fn source(&self) -> Source {
        self.0.source
    }

    /// Where in that text: an RFC 6901 JSON pointer, empty for the whole.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// What would have been right.
    #[must_use]
    pub fn expected_value(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// What was found.
    #[must_use]
    pub fn actual_value(&self) -> Option<&str> {
        self.0.actual.as_deref()
    }

    /// What is wrong, in one sentence.
    #[must_use]
    pub fn message(&self) -> String {
        self.fill(messages::message(self.0.code).text)
    }

    /// What to do about it, in one imperative sentence.
    #[must_use]
    pub fn fix(&self) -> Option<String> {
        let fix = messages::message(self.0.code).fix;
        (!fix.is_empty()).then(|| self.fill(fix))
    }

    fn fill(&self, template: &str) -> String {
        let expected = self.0.expected.as_deref().unwrap_or(say::SOMETHING_ELSE);
        let actual = self.0.actual.as_deref().unwrap_or(say::NOTHING);
        let member = self.0.pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        messages::fill_named(template, &[("expected", expected), ("actual", actual), ("member", &quoted(&member))])
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A pointer holds names that the token chose.
        write!(out, "{}{}: {}", self.0.source.as_str(), shown(&self.0.pointer, |_| false), self.message())
    }
}

impl std::error::Error for Problem {}

impl Serialize for Problem {
    /// The flat form of the API: `code`, `document`, `pointer`, `message`, `expected`, `actual`, `fix`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Problem", 7)?;
        flat.serialize_field("code", &self.0.code)?;
        flat.serialize_field("document", self.0.source.as_str())?;
        flat.serialize_field("pointer", &self.0.pointer)?;
        flat.serialize_field("message", &self.message())?;
        flat.serialize_field("expected", &self.0.expected)?;
        flat.serialize_field("actual", &self.0.actual)?;
        flat.serialize_field("fix", &self.fix())?;
        flat.end()
    }
}

/// The pointer to a member of the root (RFC 6901 section 3).
pub(crate) fn member_pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// A value from outside as evidence: in backticks, with backticks, control and direction characters escaped, and not too long.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", shown(text, |character| character == '`'))
}

/// The text with what a log or a terminal must not get escaped, and this too, and not too long.
fn shown(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len().min(LONGEST_EVIDENCE));
    for (place, character) in text.chars().enumerate() {
        if place == LONGEST_EVIDENCE {
            shown.push('…');
            break;
        }
        if is_unprintable(character) || is_escaped(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Several values, the first few of them.
pub(crate) fn quoted_list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let (mut shown, mut more) = (Vec::new(), 0_usize);
    for text in texts {
        match shown.len() {
            0..LONGEST_LIST => shown.push(quoted(text)),
            _ => more = more.saturating_add(1),
        }
    }
    match (shown.len(), more) {
        (0, _) => say::NONE.to_owned(),
        (_, 0) => shown.join(", "),
        (_, more) => say::and_more(&shown.join(", "), more),
    }
}

/// Whether a terminal or a page must not get this character from a stranger: controls, and what hides or reorders its
/// surroundings (Unicode: bidirectional formatting, zero width, byte order mark).
#[must_use]
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

const LONGEST_EVIDENCE: usize = 256;
const LONGEST_LIST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_token_chose_writes_no_line_of_a_log() {
        let problem = Problem::claim(Code::MemberDuplicate, &format!("a\n\u{1b}[31mFAKE{}", "x".repeat(1000)));
        let line = problem.to_string();
        assert!(line.starts_with("claims/a\\u{a}\\u{1b}[31mFAKExxx"), "{line}");
        assert!(!line.contains(is_unprintable) && line.contains("…: ") && line.len() < 1000, "{line}");
    }
}
