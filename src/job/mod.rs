//! What a token says about its job: whose it is, and where it ran. One file for each platform's way to say it.

pub(crate) mod github;
pub(crate) mod gitlab;

use crate::claims::Claims;
use crate::code::Code;
use crate::messages::phrases as say;
use crate::place::Place;
use crate::problem::{Problem, quoted};

/// A job as its token describes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Job<'t> {
    pub(crate) owner: &'t str,
    pub(crate) repository: &'t str,
    pub(crate) place: Place<'t>,
}

/// Which claims tell whose the job is and where it ran.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MatchBy {
    /// `sub` in the platform's default form.
    Subject,
    /// The claims that `sub` is made of, for owners that customise it.
    Claims,
}

/// A claim says something else than `sub`.
pub(crate) fn contradiction(name: &str, expected: &str, claims: &Claims) -> Problem {
    let actual = claims.get(name).map_or_else(
        || say::NOTHING.to_owned(),
        |value| match value.as_str() {
            Some(text) => quoted(text),
            None => quoted(&value.to_string()),
        },
    );
    Problem::claim(Code::ClaimContradictory, name).expected(expected).actual(actual)
}

/// Refuses a claim that is present and is not `expected`.
pub(crate) fn agree(claims: &Claims, name: &str, expected: &str, same: fn(&str, &str) -> bool) -> Result<(), Problem> {
    match claims.get(name) {
        Some(value) if !value.as_str().is_some_and(|actual| same(actual, expected)) => {
            Err(contradiction(name, &quoted(expected), claims))
        }
        _ => Ok(()),
    }
}

/// Whether a platform could have given an owner, group or repository that name: letters, digits, `-`, `_` and `.` are all that
/// GitHub and GitLab allow.
pub(crate) fn is_name(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Names of owners, repositories and environments know no case at the platforms, so they are unique without it.
pub(crate) fn same_name(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// Refs and ids compare byte for byte.
pub(crate) fn same_bytes(left: &str, right: &str) -> bool {
    left == right
}

/// The claim as a string, which this platform always signs.
pub(crate) fn required<'t>(claims: &'t Claims, name: &str) -> Result<&'t str, Problem> {
    claims.optional_text(name)?.ok_or_else(|| Problem::claim(Code::ClaimMissing, name).expected(say::WHAT_IS_ALWAYS_SIGNED))
}

/// The subject is in no form that tells owner, repository and place.
pub(crate) fn customised(subject: &str, expected: &str) -> Problem {
    Problem::claim(Code::SubjectCustomised, "sub").expected(expected).actual(quoted(subject))
}
