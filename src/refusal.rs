//! What a caller is told over HTTP who is not let in: status, challenge (RFC 6750 section 3) and problem (RFC 9457).

use serde::Serialize;

use crate::code::Code;
use crate::decision::Decision;

/// What a caller is told over HTTP who is not let in.
///
/// Anyone can own a genuine token, so this says the code and what that means, and nothing of what the policy expects. Which of
/// an identity's conditions failed is such a thing: to whom no identity admits there is one code, `access_denied`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Refusal {
    kind: Kind,
    code: Code,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    /// There is no telling what was sent (RFC 6750 section 3.1, `invalid_request`).
    BadRequest,
    /// Nothing was sent: the challenge has no error, so that a stranger learns only what to do.
    NothingSent,
    /// The token cannot be believed.
    InvalidToken,
    /// It is believed, and not wanted.
    NotWanted,
    /// Nothing can be believed yet: no key of the issuer is known.
    NoKeys,
    /// The request is no exchange of a token.
    NoExchange,
    /// The exchange is refused, for whatever reason.
    ExchangeRefused,
}

/// Whose resources a challenge is about, for people (RFC 9110 section 11.5).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Realm(String);

impl Realm {
    /// Nothing if it is empty or not of printable ASCII characters: no header could hold it.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let is_printable = !name.is_empty() && name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        is_printable.then(|| Self(name.to_owned()))
    }
}

impl Refusal {
    /// Nothing if the decision allows.
    #[must_use]
    pub fn of<A>(decision: &Decision<'_, A>) -> Option<Self> {
        match decision {
            Decision::Allow(_) => None,
            Decision::Reject(problem) => Some(Self::rejected(problem.code())),
            Decision::Deny(denied) => Some(Self::denied(denied.problem().code())),
        }
    }

    /// For a [`Decision::Reject`] with this code, or for what [`bearer_token`](crate::bearer_token) refuses.
    #[must_use]
    pub const fn rejected(code: Code) -> Self {
        let kind = match code {
            Code::AuthorizationMissing => Kind::NothingSent,
            Code::AuthorizationMalformed => Kind::BadRequest,
            Code::KeySetMissing => Kind::NoKeys,
            _ => Kind::InvalidToken,
        };
        Self { kind, code }
    }

    /// For a [`Decision::Deny`] with this code.
    #[must_use]
    pub const fn denied(code: Code) -> Self {
        Self { kind: Kind::NotWanted, code }
    }

    /// For what [`ExchangeRequest::parse`](crate::ExchangeRequest::parse) refuses.
    #[must_use]
    pub const fn no_exchange(code: Code) -> Self {
        Self { kind: Kind::NoExchange, code }
    }

    /// For an exchange that is rejected or denied with this code: always the same, so that nobody learns which identities there are, unless
    /// there are no keys yet, which has nothing to do with the identity.
    #[must_use]
    pub const fn exchange(code: Code) -> Self {
        let kind = match code {
            Code::KeySetMissing => Kind::NoKeys,
            _ => Kind::ExchangeRefused,
        };
        Self { kind, code }
    }

    /// Why, for statistics and logs.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What the caller is told of it.
    #[must_use]
    pub const fn told(&self) -> Code {
        match (self.kind, self.code) {
            // Whom an identity admits may know what it may not do.
            (Kind::NotWanted, Code::RequestNotPermitted | Code::RequestOutsideProject | Code::RouteNotPermitted) => {
                self.code
            }
            (Kind::NotWanted, _)
            | (Kind::InvalidToken, Code::IdentityUnknown | Code::IdentityDisabled | Code::IdentityChanged) => {
                Code::AccessDenied
            }
            (Kind::ExchangeRefused, _) => Code::ExchangeRefused,
            _ => self.code,
        }
    }

    /// The status: 400, 401, 403 or 503.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.facts().0
    }

    /// The headers, with names in lower case.
    #[must_use]
    pub fn headers(&self, realm: Option<&Realm>) -> Vec<(&'static str, String)> {
        let challenge = |error: Option<&str>| {
            let realm = realm.map(|Realm(name)| format!("realm=\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")));
            let parameters: Vec<_> = realm.into_iter().chain(error.map(|error| format!("error=\"{error}\""))).collect();
            ("www-authenticate", format!("Bearer {}", parameters.join(", ")).trim_end().to_owned())
        };
        let what_to_do = match self.kind {
            Kind::NoKeys => Some(("retry-after", RETRY_AFTER.to_string())),
            Kind::NoExchange => None,
            Kind::NothingSent => Some(challenge(None)),
            Kind::BadRequest => Some(challenge(Some("invalid_request"))),
            Kind::InvalidToken | Kind::ExchangeRefused => Some(challenge(Some("invalid_token"))),
            Kind::NotWanted => Some(challenge(Some("insufficient_scope"))),
        };
        let usual = [("content-type", CONTENT_TYPE.to_owned()), ("cache-control", "no-store".to_owned())];
        usual.into_iter().chain(what_to_do).collect()
    }

    /// The body, a JSON object of the media type `application/problem+json`.
    #[must_use]
    pub fn body(&self) -> String {
        let (status, title) = self.facts();
        // RFC 9457 section 4.2.1: without an own type the title is the status's own.
        let code = self.told();
        let body = Body { r#type: "about:blank", title, status, code, detail: code.meaning() };
        // Names and texts: nothing here fails to serialize.
        serde_json::to_string(&body).unwrap_or_default()
    }

    const fn facts(&self) -> (u16, &'static str) {
        match self.kind {
            Kind::BadRequest | Kind::NoExchange => (400, "Bad Request"),
            Kind::NothingSent | Kind::InvalidToken | Kind::ExchangeRefused => (401, "Unauthorized"),
            Kind::NotWanted => (403, "Forbidden"),
            Kind::NoKeys => (503, "Service Unavailable"),
        }
    }
}

#[derive(Serialize)]
struct Body {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    code: Code,
    detail: &'static str,
}

const CONTENT_TYPE: &str = "application/problem+json";
/// In seconds. Hosts ask an issuer of which they have no keys about as often.
const RETRY_AFTER: u32 = 5;
