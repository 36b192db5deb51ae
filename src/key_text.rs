//! Public keys as people have them, as a JWK Set.

use crate::code::Code;
use crate::encoding::decode_base64url;
use crate::json::{Document, Value};
use crate::json_value::Json;
use crate::key_set::KeySet;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted};
use crate::spki;

/// The JWK Set, as JSON text, in what somebody has: a JWK Set, one JWK, or public keys or a certificate in PEM.
///
/// It says nothing about whose keys these are: whoever gives the text to [`Gate::set_keys`](crate::Gate::set_keys) does. Of
/// certificates only the first counts, for the others of a chain are those of authorities; and nothing but its key does.
///
/// # Errors
/// Those of [`KeySet::parse`]; `key_set_malformed` for any other text, also for a discovery document, which only says where the keys
/// are; `key_private` for a private key; and why the first key cannot be used, where none can.
pub fn key_set_from_text(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.len() > KeySet::MAX_BYTES {
        return KeySet::parse(text.as_bytes()).map(|_| String::new());
    }
    let jwks = if text.contains(BEGIN) { from_pem(text)? } else { from_json(text)? };
    let set = KeySet::parse(jwks.as_bytes())?;
    match set.skipped().first() {
        Some(problem) if set.is_empty() => Err(problem.clone()),
        _ => Ok(jwks),
    }
}

fn from_json(text: &str) -> Result<String, Problem> {
    let document = Document::parse_object(text.as_bytes().to_vec(), Source::KeySet)?;
    let text_of = |name: &str| document.root().get(name).and_then(Value::as_str);
    match (document.root().get("keys"), text_of("kty"), text_of("jwks_uri")) {
        (None, Some(_), _) => Ok(format!("{{\"keys\":[{text}]}}")),
        (None, None, Some(address)) => {
            Err(malformed().expected(say::KEYS_THEMSELVES).actual(say::document_naming_keys(&quoted(address))))
        }
        _ => Ok(text.to_owned()),
    }
}

fn from_pem(text: &str) -> Result<String, Problem> {
    let (mut keys, mut has_certificate) = (Vec::new(), false);
    for (label, der) in text.split(BEGIN).skip(1).filter_map(block) {
        let members = match label {
            _ if label.ends_with("PRIVATE KEY") => {
                return Err(Problem::new(Code::KeyPrivate, Source::KeySet, "").actual(quoted(label)));
            }
            "PUBLIC KEY" => spki::read(&der),
            "RSA PUBLIC KEY" => spki::read_rsa(&der),
            "CERTIFICATE" | "TRUSTED CERTIFICATE" if has_certificate => continue,
            "CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                has_certificate = true;
                spki::of_certificate(&der).and_then(spki::read)
            }
            _ => None,
        };
        let members = members
            .ok_or_else(|| malformed().expected(say::KEY_OF_KNOWN_TYPE).actual(say::something_else_under(&quoted(label))))?;
        let mut key = Json::object();
        members.into_iter().for_each(|(name, value)| key.set(name, value));
        keys.push(key);
    }
    match keys.is_empty() {
        true => Err(malformed().expected(say::KEY_IN_PEM).actual(say::BROKEN_BLOCK)),
        false => Ok(format!("{{\"keys\":{}}}", Json::from(keys))),
    }
}

/// The label and the bytes of a block (RFC 7468) that begins behind `-----BEGIN `.
fn block(text: &str) -> Option<(&str, Vec<u8>)> {
    let (label, rest) = text.split_once("-----")?;
    let (base64, _) = rest.split_once("-----END ")?;
    let characters = base64.chars().filter(|it| !it.is_ascii_whitespace() && *it != '=');
    let base64url: String = characters
        .map(|it| {
            if it == '+' {
                '-'
            } else if it == '/' {
                '_'
            } else {
                it
            }
        })
        .collect();
    Some((label, decode_base64url(&base64url).ok()?))
}

fn malformed() -> Problem {
    Problem::new(Code::KeySetMalformed, Source::KeySet, "")
}

const BEGIN: &str = "-----BEGIN ";
