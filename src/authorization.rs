//! The bearer token of an HTTP request (RFC 6750 section 2.1, RFC 9110 section 11.6.2).

use crate::code::Code;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source};
use crate::token::Token;

/// Takes the token out of a request: `values` are those of all its `Authorization` headers, as they came.
///
/// Where a host joins several headers to one, by commas as RFC 9110 section 5.3 has it, they are refused all the same: no token
/// holds a comma. A token in the query or the body (RFC 6750 sections 2.2 and 2.3) is nobody's business: it stands in logs.
///
/// # Errors
/// `authorization_missing` if there is none, or one of another scheme; `authorization_malformed` if there are several, or what
/// stands behind `Bearer` is not one token; `token_too_long` over 16 KiB. The values never stand in the problem.
pub fn bearer_token<'h>(values: impl IntoIterator<Item = &'h str>) -> Result<&'h str, Problem> {
    let problem =
        |code, actual: &str| Problem::new(code, Source::Request, "").expected(say::ONE_BEARER_TOKEN).actual(actual);
    let mut values = values.into_iter();
    let value = values.next().ok_or_else(|| problem(Code::AuthorizationMissing, say::NO_AUTHORIZATION))?;
    if values.next().is_some() {
        return Err(problem(Code::AuthorizationMalformed, say::SEVERAL_AUTHORIZATIONS));
    }
    Token::check_length(value.len())?;
    let (scheme, behind) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(problem(Code::AuthorizationMissing, say::ANOTHER_SCHEME));
    }
    let token = behind.trim_start_matches(' ');
    if token.is_empty() {
        return Err(problem(Code::AuthorizationMalformed, say::NOTHING_BEHIND_SCHEME));
    }
    if !is_token68(token) {
        return Err(problem(Code::AuthorizationMalformed, say::NO_TOKEN_BEHIND_SCHEME));
    }
    Ok(token)
}

/// RFC 9110 section 11.2. Whether it is a token of ours is another question.
fn is_token68(text: &str) -> bool {
    let unpadded = text.trim_end_matches('=');
    let is_of_token68 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
    !unpadded.is_empty() && unpadded.bytes().all(is_of_token68)
}

/// RFC 9110 section 11.1: schemes know no case.
const SCHEME: &str = "Bearer";
