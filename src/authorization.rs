//! Where the token of an HTTP request stands (RFC 6750 section 2, RFC 9110 section 11.6.2).

use crate::code::Code;
use crate::encoding::percent_decoded;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source};
use crate::token::Token;

/// Where the token of an HTTP request stands. There is one place, so that no two readers can take two tokens from a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TokenPlace {
    /// Behind `Bearer` in the header of this name, in lower case.
    Header(String),
    /// Alone in the header of this name, in lower case.
    BareHeader(String),
    /// In the cookie of this name (RFC 6265 section 4.2.1).
    Cookie(String),
    /// In the query parameter of this name. Such tokens end up in logs; it is for clients that can do nothing else.
    Query(String),
}

impl TokenPlace {
    /// The token of a request: `headers` are all of them, with their names in lower case; `target` is the request target. A
    /// token is not decoded, since no character of one needs it; the names of parameters are, as the upstream will do.
    ///
    /// # Errors
    /// Those of [`bearer_token`].
    pub fn find<'r>(
        &self,
        headers: impl IntoIterator<Item = (&'r str, &'r [u8])>,
        target: &'r str,
    ) -> Result<&'r str, Problem> {
        let of_header = |name: &str| {
            let values = headers.into_iter().filter(|(it, _)| *it == name).map(|(_, value)| std::str::from_utf8(value));
            values.collect::<Result<Vec<_>, _>>().map_err(|_| malformed(say::NO_TOKEN_BEHIND_SCHEME))
        };
        match self {
            Self::Header(name) => bearer_token(of_header(name)?),
            Self::BareHeader(name) => bare_token(of_header(name)?),
            Self::Cookie(name) => bare_token(of_header(COOKIE)?.into_iter().flat_map(|value| cookies(value, name))),
            Self::Query(name) => {
                let pairs = target.split_once('?').map_or("", |(_, query)| query).split('&');
                let named = pairs.filter_map(|pair| pair.split_once('=')).filter(|(it, _)| is_parameter(it, name));
                bare_token(named.map(|(_, value)| value))
            }
        }
    }

    /// What takes the token out of a request that has one, and leaves the rest: the header that changes, or `:path` for the request
    /// target, with its new value, or nothing if it goes.
    #[must_use]
    pub fn removal<'r>(
        &self,
        headers: impl IntoIterator<Item = (&'r str, &'r [u8])>,
        target: &str,
    ) -> (&str, Option<String>) {
        match self {
            Self::Header(name) | Self::BareHeader(name) => (name, None),
            Self::Cookie(name) => {
                let values =
                    headers.into_iter().filter(|(it, _)| *it == COOKIE).map(|(_, value)| String::from_utf8_lossy(value));
                let cookies = values.collect::<Vec<_>>().join(";");
                let rest: Vec<_> = cookies.split(';').map(trimmed).filter(|pair| is_other(pair, |it| it == name)).collect();
                (COOKIE, (!rest.is_empty()).then(|| rest.join("; ")))
            }
            Self::Query(name) => {
                let (path, query) = target.split_once('?').unwrap_or((target, ""));
                let rest: Vec<_> = query.split('&').filter(|pair| is_other(pair, |it| is_parameter(it, name))).collect();
                let question_mark = if rest.is_empty() { "" } else { "?" };
                (":path", Some([path, question_mark, &rest.join("&")].concat()))
            }
        }
    }

    /// Whether some servers read a header of this name as that in which the token stands: they would take another token than the one
    /// that was judged, so it goes no further.
    #[must_use]
    pub fn is_imitated_by(&self, name: &str) -> bool {
        match self {
            Self::Header(own) | Self::BareHeader(own) => name != own && folded(name).eq(folded(own)),
            Self::Cookie(_) | Self::Query(_) => false,
        }
    }
}

impl Default for TokenPlace {
    /// The header that is made for it.
    fn default() -> Self {
        Self::Header("authorization".to_owned())
    }
}

/// Whether some servers take another method or path from this header than from the request line. What is permitted is the request
/// line's, so such a header goes no further. Its name has any case, and servers that make variables of names read `_` and `.` as `-`.
#[must_use]
pub fn replaces_request_line(name: &str) -> bool {
    REPLACING_HEADERS.iter().any(|it| it.len() == name.len() && folded(name).eq(it.bytes()))
}

/// The name of a header as servers may read it that make variables of names: they know no case, and one character for all that are no
/// letters or digits.
pub(crate) fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { b'-' })
}

/// The token of a request: `values` are those of all its `Authorization` headers, as they came.
///
/// Where a host joins several headers to one, by commas as RFC 9110 section 5.3 has it, they are refused all the same: no token
/// holds a comma.
///
/// # Errors
/// `authorization_missing` if there is none, or one of another scheme; `authorization_malformed` if there are several, or what
/// stands behind `Bearer` is not one token; `token_too_long` over 16 KiB. The values never stand in the problem.
pub fn bearer_token<'h>(values: impl IntoIterator<Item = &'h str>) -> Result<&'h str, Problem> {
    let value = only(values)?;
    let (scheme, behind) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(missing(say::ANOTHER_SCHEME));
    }
    let token = behind.trim_start_matches(' ');
    if token.is_empty() {
        return Err(malformed(say::NOTHING_BEHIND_SCHEME));
    }
    if !is_token68(token) {
        return Err(malformed(say::NO_TOKEN_BEHIND_SCHEME));
    }
    Ok(token)
}

fn bare_token<'h>(values: impl IntoIterator<Item = &'h str>) -> Result<&'h str, Problem> {
    let token = only(values)?;
    if is_token68(token) { Ok(token) } else { Err(malformed(say::NO_TOKEN)) }
}

/// The only value, if it is not too long to be looked at.
fn only<'h>(values: impl IntoIterator<Item = &'h str>) -> Result<&'h str, Problem> {
    let mut values = values.into_iter();
    let value = values.next().ok_or_else(|| missing(say::NO_AUTHORIZATION))?;
    if values.next().is_some() {
        return Err(malformed(say::SEVERAL_AUTHORIZATIONS));
    }
    Token::check_length(value.len())?;
    Ok(value)
}

fn cookies<'h>(value: &'h str, name: &str) -> impl Iterator<Item = &'h str> {
    let pairs = value.split(';').filter_map(|pair| trimmed(pair).split_once('='));
    pairs.filter(move |(it, _)| *it == name).map(|(_, value)| value)
}

/// Whether a pair that is there is none of those that go.
fn is_other(pair: &str, goes: impl Fn(&str) -> bool) -> bool {
    !pair.is_empty() && !pair.split('=').next().is_some_and(goes)
}

/// Whether an upstream reads this name of a parameter as that one.
fn is_parameter(encoded: &str, name: &str) -> bool {
    percent_decoded(encoded.as_bytes()) == name.as_bytes()
}

fn trimmed(pair: &str) -> &str {
    pair.trim_matches([' ', '\t'])
}

fn missing(actual: &str) -> Problem {
    problem(Code::AuthorizationMissing, actual)
}

fn malformed(actual: &str) -> Problem {
    problem(Code::AuthorizationMalformed, actual)
}

fn problem(code: Code, actual: &str) -> Problem {
    Problem::new(code, Source::Request, "").expected(say::ONE_BEARER_TOKEN).actual(actual)
}

/// RFC 9110 section 11.2. Whether it is a token of ours is another question.
fn is_token68(text: &str) -> bool {
    let unpadded = text.trim_end_matches('=');
    let is_of_token68 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
    // Each byte is looked at, whatever those before it are: so a processor looks at many at a time.
    !unpadded.is_empty() && unpadded.bytes().fold(true, |is_all, byte| is_all & is_of_token68(byte))
}

/// RFC 9110 section 11.1: schemes know no case.
const SCHEME: &str = "Bearer";
const COOKIE: &str = "cookie";
/// The first three name a method (grpc-gateway, Rails, Symfony and others obey one of them), the next two a path (IIS, Symfony, Zend). By
/// the last one Envoy tells the path before it wrote another: its access log, and servers behind it, believe it.
const REPLACING_HEADERS: [&str; 6] = [
    "x-http-method-override",
    "x-http-method",
    "x-method-override",
    "x-original-url",
    "x-rewrite-url",
    "x-envoy-original-path",
];
