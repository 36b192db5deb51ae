//! Exchanging a platform's token for an access token: what a request asks for (Bytebase's `POST /v1/auth:exchangeToken`), and how often
//! a token counts.

use ring::digest::{SHA256, digest};

use crate::code::Code;
use crate::decision::Allowed;
use crate::encoding::percent_decoded;
use crate::gate::Gate;
use crate::json::{Document, Value};
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, member_pointer, quoted};
use crate::time::UnixTime;

/// What a job asks for: the platform's token, and the e-mail address of the identity that it wants to be.
#[derive(Clone)]
pub struct ExchangeRequest {
    token: String,
    email: String,
}

/// What the headers of a request say of how its body is to be read, as they came; several of a name joined by commas, if a host does so.
#[derive(Clone, Copy, Debug, Default)]
pub struct ContentHeaders<'h> {
    /// `Content-Type`.
    pub content_type: Option<&'h str>,
    /// `Content-Encoding`.
    pub content_encoding: Option<&'h str>,
}

impl ExchangeRequest {
    /// The method of an exchange.
    pub const METHOD: &str = "POST";
    /// The path of an exchange, exactly.
    pub const PATH: &str = "/v1/auth:exchangeToken";
    /// The longest accepted body: a token of 16 KiB, an address, and room.
    pub const MAX_BYTES: usize = 24 * 1024;

    /// Reads the body: a strict JSON object with the strings `token` and `email`, and nothing else, for whoever reads it next (a real
    /// Bytebase, perhaps) shall see the same request.
    ///
    /// # Errors
    /// `exchange_too_large` over [`ExchangeRequest::MAX_BYTES`], `exchange_malformed` for another content type than
    /// `application/json` (perhaps with `charset=utf-8`), for any content encoding, and for members that are absent, empty, of another type
    /// or unknown, `json_malformed` and `duplicate_member`. The token never stands in the problem.
    pub fn parse(headers: ContentHeaders<'_>, body: &[u8]) -> Result<Self, Problem> {
        let problem = |code, pointer: &str| Problem::new(code, Source::Request, pointer);
        if body.len() > Self::MAX_BYTES {
            let problem = problem(Code::ExchangeTooLarge, "");
            return Err(problem.expected(say::bytes(Self::MAX_BYTES)).actual(say::bytes(body.len())));
        }
        let ContentHeaders { content_type, content_encoding } = headers;
        if !content_type.is_some_and(is_json) {
            let actual = content_type.map_or_else(|| say::NONE.to_owned(), quoted);
            return Err(problem(Code::ExchangeMalformed, "").expected(quoted(MEDIA_TYPE)).actual(actual));
        }
        if let Some(encoding) = content_encoding {
            return Err(problem(Code::ExchangeMalformed, "").expected(say::NO_CONTENT_ENCODING).actual(quoted(encoding)));
        }
        let document = Document::parse_object(body.to_vec(), Source::Request)?;
        let members = document.root().members().into_iter().flatten();
        if let Some((name, _)) = members.into_iter().find(|(name, _)| !MEMBERS.contains(name)) {
            let unknown = problem(Code::ExchangeMalformed, &member_pointer(name));
            return Err(unknown.expected(say::TOKEN_AND_EMAIL).actual(quoted(name)));
        }
        let text = |name: &str| {
            let value = document.root().get(name);
            let text = value.and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or_else(|| {
                let actual = value.map_or(say::NONE, |it| if it.as_str().is_some() { say::EMPTY } else { it.kind() });
                problem(Code::ExchangeMalformed, &member_pointer(name)).expected(say::TOKEN_AND_EMAIL).actual(actual)
            })
        };
        Ok(Self { token: text("token")?, email: text("email")? })
    }

    /// The platform's token, of which nothing is proved.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The address that it names, which may be nobody's.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Whether some server may read this request target as an exchange though it is not written as one: in another case, with a
    /// percent-encoded colon, with dot segments, a doubled or trailing slash, a parameter or a query, or as the call of gRPC. For a guard
    /// in front of another server, which lets only the exchange itself pass.
    #[must_use]
    pub fn is_disguised(target: &str) -> bool {
        if target == Self::PATH {
            return false;
        }
        // However it is encoded or broken up: the letters and digits stay, and no other call has these in a row.
        let mut text = target.as_bytes().to_vec();
        for _ in 0..MOST_DECODINGS {
            text = percent_decoded(&text);
        }
        text.retain(u8::is_ascii_alphanumeric);
        text.make_ascii_lowercase();
        CALLS.iter().any(|call| text.windows(call.len()).any(|it| it == *call))
    }
}

impl std::fmt::Debug for ExchangeRequest {
    /// Without the token.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ExchangeRequest").field("email", &self.email).finish_non_exhaustive()
    }
}

/// By what one knows that a token has been exchanged before.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenUse {
    id: String,
    until: UnixTime,
}

impl TokenUse {
    /// A name for the token: the SHA-256, in hexadecimal digits, of its `iss` and `jti`, or of all its claims where it has no `jti`; never of
    /// the signature, which can be written in more than one way.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When the token is refused for its age, so that nobody need remember it any more.
    #[must_use]
    pub const fn until(&self) -> UnixTime {
        self.until
    }

    /// Why a token that has been exchanged before is rejected.
    #[must_use]
    pub fn replayed() -> Problem {
        Problem::claim(Code::TokenReplayed, "jti").expected(say::TOKEN_NOT_USED)
    }
}

impl Gate {
    /// By what one knows this token when it comes again.
    #[must_use]
    pub fn token_use(&self, allowed: &Allowed<'_>) -> TokenUse {
        let (claims, expires_at) = (allowed.verified().claims(), allowed.verified().expires_at());
        // No issuer has a line break, so no two pairs make one text, nor does a JSON object.
        let text = match (claims.text("iss"), claims.text("jti").filter(|jti| !jti.is_empty())) {
            (Some(issuer), Some(jti)) => format!("jti\n{issuer}\n{jti}"),
            _ => format!("claims\n{}", claims.as_json()),
        };
        let id = digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        TokenUse { id, until: expires_at.plus(self.policy().leeway()).plus(CLOCKS_MAY_DIFFER) }
    }
}

/// The type itself, perhaps with the one parameter that changes nothing: another one would be another body to somebody.
fn is_json(content_type: &str) -> bool {
    let trimmed = |text: &str| text.trim_matches([' ', '\t']).to_ascii_lowercase();
    match content_type.split_once(';') {
        None => trimmed(content_type) == MEDIA_TYPE,
        Some((media_type, parameter)) => trimmed(media_type) == MEDIA_TYPE && UTF_8.contains(&&*trimmed(parameter)),
    }
}

const MEDIA_TYPE: &str = "application/json";
const UTF_8: [&str; 2] = ["charset=utf-8", "charset=\"utf-8\""];
const MEMBERS: [&str; 2] = ["token", "email"];
/// More than twice no server decodes.
const MOST_DECODINGS: usize = 3;
/// `auth:exchangeToken`, and `AuthService/ExchangeToken`.
const CALLS: [&[u8]; 2] = [b"authexchangetoken", b"authserviceexchangetoken"];
/// In seconds: whoever remembers uses and whoever judges tokens may have two clocks.
const CLOCKS_MAY_DIFFER: u64 = 60;
