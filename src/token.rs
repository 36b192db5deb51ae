//! Taking a token apart (RFC 7515 section 7.1, RFC 7519 section 7.2). Nothing is believed here.

use std::fmt;

use memchr::memchr_iter;

use crate::claims::{Claims, Unverified};
use crate::code::Code;
use crate::encoding::decode_base64url;
use crate::header::Header;
use crate::json::Document;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source};

/// A JWS in compact form, taken apart: header, payload bytes, signature. The payload need not be JSON.
#[derive(Clone)]
pub(crate) struct Jws<'a> {
    pub(crate) header: Header,
    pub(crate) payload: Vec<u8>,
    /// The first two parts as they were signed, with the dot between them.
    pub(crate) signing_input: &'a str,
    pub(crate) signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, Problem> {
        Token::check_length(text.len())?;
        let [header, payload, signature] = three_parts(text)?;
        if header.len() > MAX_HEADER_BYTES {
            return Err(Problem::new(Code::HeaderTooLong, Source::Header, "")
                .expected(say::EIGHT_KIB)
                .actual(say::bytes(header.len())));
        }
        let signing_input = text.get(..text.len().saturating_sub(signature.len().saturating_add(1))).unwrap_or_default();
        Ok(Self {
            header: Header::new(Document::parse_object(decode_part(header, "header")?, Source::Header)?),
            payload: decode_part(payload, "claims")?,
            signing_input,
            signature: decode_part(signature, "signature")?,
        })
    }
}

/// A token that reads well and proves nothing.
///
/// A token is no proof: nothing turns it into [`Verified`](crate::Verified) but a [`Verifier`](crate::Verifier).
///
/// ```compile_fail,E0308
/// fn enter(pass: claimgate::Verified) {}
/// enter(claimgate::Token::parse("").unwrap());
/// ```
///
/// ```
/// fn enter(pass: claimgate::Verified) {}
/// fn verify_first(verifier: &claimgate::Verifier) {
///     enter(verifier.verify(claimgate::Token::parse("").unwrap(), claimgate::UnixTime::from_secs(0)).unwrap());
/// }
/// ```
#[derive(Clone)]
pub struct Token<'a> {
    header: Header,
    claims: Unverified<Claims>,
    signing_input: &'a str,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Takes a compact JWS with JSON claims apart.
    ///
    /// # Errors
    /// For a text of more than 16 KiB, one that is not three parts of strict base64url, and a header or claims that are
    /// no strict JSON object: `token_too_long`, `token_malformed`, `token_encrypted`, `header_too_long`,
    /// `base64_malformed`, `json_malformed`, `duplicate_member`.
    pub fn parse(text: &'a str) -> Result<Self, Problem> {
        let Jws { header, payload, signing_input, signature } = Jws::parse(text)?;
        let claims = Unverified::new(Claims::new(Document::parse_object(payload, Source::Claims)?));
        Ok(Self { header, claims, signing_input, signature })
    }

    /// Refuses a text for its length alone, for a host that would have to copy it first.
    ///
    /// # Errors
    /// `token_too_long` over 16 KiB.
    pub fn check_length(bytes: usize) -> Result<(), Problem> {
        match bytes {
            0..=MAX_TOKEN_BYTES => Ok(()),
            _ => {
                Err(Problem::new(Code::TokenTooLong, Source::Token, "").expected(say::SIXTEEN_KIB).actual(say::bytes(bytes)))
            }
        }
    }

    /// How the token says it was signed.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// What the token says, to look at and not to act upon.
    #[must_use]
    pub const fn claims(&self) -> &Unverified<Claims> {
        &self.claims
    }

    pub(crate) fn into_claims(self) -> Unverified<Claims> {
        self.claims
    }

    /// The first two parts as they were signed.
    pub(crate) const fn signing_input(&self) -> &'a str {
        self.signing_input
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl fmt::Debug for Token<'_> {
    /// Without the signature: what is printed must not open a door.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Token").field("header", &self.header).field("claims", &self.claims).finish_non_exhaustive()
    }
}

fn three_parts(text: &str) -> Result<[&str; 3], Problem> {
    let malformed = |actual: String| {
        Err(Problem::new(Code::TokenMalformed, Source::Token, "").expected(say::THREE_PARTS_JOINED).actual(actual))
    };
    let part = |range| text.get(range).unwrap_or_default();
    let mut dots = memchr_iter(b'.', text.as_bytes());
    match (dots.next(), dots.next(), dots.count()) {
        (Some(first), Some(second), 0) => {
            Ok([part(0..first), part(first.saturating_add(1)..second), part(second.saturating_add(1)..text.len())])
        }
        (Some(first), Some(_), 2) if is_encrypted(part(0..first)) => {
            Err(Problem::new(Code::TokenEncrypted, Source::Token, "").expected(say::THREE_PARTS).actual(say::FIVE_PARTS))
        }
        (_, Some(_), more) => malformed(say::parts(more.saturating_add(3))),
        (Some(_), None, _) => malformed(say::TWO_PARTS.to_owned()),
        _ if text.is_empty() => malformed(say::AN_EMPTY_TEXT.to_owned()),
        _ => malformed(say::ONE_PART.to_owned()),
    }
}

/// Whether the header of a text with five parts is that of a JWE, which names its `enc` (RFC 7516 section 4.1.2). Two signed tokens without
/// anything between them have five parts, too.
fn is_encrypted(header: &str) -> bool {
    let Ok(bytes) = decode_base64url(header) else { return false };
    Document::parse_object(bytes, Source::Header).is_ok_and(|header| header.root().get("enc").is_some())
}

// RFC 8725bis section 3.14: nothing but letters, digits, `-`, `_` and the two dots. The decoder refuses every other byte, so
// that no other serialisation, white space or smuggled character gets further.
fn decode_part(text: &str, name: &str) -> Result<Vec<u8>, Problem> {
    decode_base64url(text).map_err(|reason| {
        Problem::new(Code::Base64Malformed, Source::Token, "")
            .expected(say::STRICT_BASE64URL)
            .actual(say::part_has(name, &reason))
    })
}

/// GitHub's tokens have about 2 KiB; 16 KiB leaves room and bounds the work (CVE-2025-30204 and its kin).
pub(crate) const MAX_TOKEN_BYTES: usize = 16 * 1024;
const MAX_HEADER_BYTES: usize = 8 * 1024;
