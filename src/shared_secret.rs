//! Secrets for HS256, for access tokens alone: no platform's token can be verified by one, for the algorithm has no name there.

use std::fmt;

use ring::hmac;

use crate::code::Code;
use crate::encoding::decode_base64url;
use crate::json::{Document, Value};
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted};
use crate::token::Token;
use crate::verified::SeenToken;
use crate::verifier::{HEADER_CHECKS, Verifier, signature_invalid};

/// The secrets of one host.
#[derive(Clone)]
pub(crate) struct Secrets(Vec<(Option<String>, hmac::Key)>);

impl Secrets {
    /// The secrets of a JWK Set; nothing if it holds none.
    pub(crate) fn parse(jwks: &[u8]) -> Result<Option<Self>, Problem> {
        crate::key_set::check_size(jwks.len())?;
        let document = Document::parse_object(jwks.to_vec(), Source::KeySet)?;
        let keys: Vec<_> = document.root().get("keys").and_then(Value::items).into_iter().flatten().collect();
        let is_secret = |key: &Value<'_>| text(*key, "kty") == Some("oct");
        if !keys.iter().any(is_secret) {
            return Ok(None);
        }
        let secrets = keys.iter().enumerate().map(|(place, key)| {
            let malformed = || Problem::new(Code::KeyMalformed, Source::KeySet, format!("/keys/{place}"));
            secret(*key).ok_or_else(|| malformed().expected(say::ONLY_SECRETS).actual(say::ANOTHER_KEY))
        });
        secrets.collect::<Result<_, _>>().map(|secrets| Some(Self(secrets)))
    }

    /// Everything up to the claims of a token that one of them signed.
    pub(crate) fn settle(&self, verifier: &Verifier, token: Token<'_>) -> Result<SeenToken, Problem> {
        let header = token.header();
        let algorithm = header.parameter("alg").and_then(Value::as_str);
        if algorithm != Some(HS256) {
            let refused = Problem::new(Code::AlgorithmNotAllowed, Source::Header, "/alg").expected(HS256);
            return Err(refused.actual(algorithm.map_or_else(|| say::NONE.to_owned(), quoted)));
        }
        let issuer = verifier.trusted_issuer(token.claims().peek_unverified());
        let settings = issuer.as_ref().ok().map(|(_, settings)| *settings);
        let behind_algorithm = HEADER_CHECKS.iter().skip(1);
        behind_algorithm.clone().try_for_each(|(_, check)| verifier.check_header(*check, header, settings))?;
        let (name, issuer) = issuer?;
        let keys = issuer.keys_of(name)?;
        let kid = header.key_id()?;
        let fitting: Vec<_> = self.0.iter().filter(|(id, _)| kid.is_none() || id.as_deref() == kid).collect();
        let [(id, secret)] = fitting.as_slice() else {
            let code = if fitting.is_empty() { Code::KeyNotFound } else { Code::KeyAmbiguous };
            let actual =
                if fitting.is_empty() { kid.map_or(say::NONE.to_owned(), quoted) } else { fitting.len().to_string() };
            return Err(Problem::new(code, Source::Header, "/kid").expected(say::WITHOUT_ID).actual(actual));
        };
        // In constant time.
        hmac::verify(secret, token.signing_input().as_bytes(), token.signature())
            .map_err(|_| signature_invalid(id.as_deref()))?;
        let keys = keys.clone();
        Ok(SeenToken::new(token.into_claims().into_proved(), &keys))
    }
}

impl fmt::Debug for Secrets {
    /// How many there are, and nothing of them.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Secrets").field(&self.0.len()).finish()
    }
}

fn secret(key: Value<'_>) -> Option<(Option<String>, hmac::Key)> {
    let bytes = decode_base64url(text(key, "k")?).ok()?;
    let is_right = text(key, "kty") == Some("oct") && text(key, "alg") == Some(HS256) && bytes.len() >= FEWEST_BYTES;
    is_right.then(|| (text(key, "kid").map(str::to_owned), hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
}

fn text<'d>(key: Value<'d>, member: &str) -> Option<&'d str> {
    key.get(member).and_then(Value::as_str)
}

const HS256: &str = "HS256";
/// RFC 7518 section 3.2: as long as the hash.
const FEWEST_BYTES: usize = 32;
