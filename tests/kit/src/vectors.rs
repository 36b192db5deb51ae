//! Makes the shared vectors (`tests/vectors/*.json`) from their readable sources (`tests/vectors/sources/*.json`).
//!
//! A source says how a token differs from a usual one; what is made of it holds the signed token, ready for any language.
//! `tests/vectors/README.md` describes both forms.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::keys::{jwk, kid, named};
use crate::signer::{Signer, decode, encode};
use crate::variants::expand;

/// The finished file of a source. Where a signature holds a random number, that of `before` stays if it still holds, so that
/// making the file again changes nothing.
#[must_use]
pub fn make(source: &Value, before: Option<&Value>) -> Value {
    let source = object(source, "the source");
    let help = |member: &str| source.get(member).map(|it| object(it, member)).cloned().unwrap_or_default();
    let (bases, axes) = (help("bases"), help("axes"));
    let tokens_before: HashMap<_, _> = before
        .and_then(|before| before["cases"].as_array())
        .into_iter()
        .flatten()
        .filter_map(|case| Some((case["name"].as_str()?, case["token"].as_str()?)))
        .collect();
    let mut made = Map::new();
    for (member, value) in source.iter().filter(|(member, _)| !["bases", "axes"].contains(&member.as_str())) {
        let value = match member.as_str() {
            "cases" => {
                let written = value.as_array().expect("`cases` is a list");
                cases(written.iter().flat_map(|case| expand(case, &axes)), &bases, &tokens_before)
            }
            _ => with_keys(value),
        };
        made.insert(member.clone(), value);
    }
    Value::Object(made)
}

fn cases(
    cases: impl Iterator<Item = Map<String, Value>>,
    bases: &Map<String, Value>,
    tokens_before: &HashMap<&str, &str>,
) -> Value {
    let mut names = std::collections::HashSet::new();
    let made = cases.map(|case| {
        let name = case["name"].as_str().expect("a case has a name");
        assert!(names.insert(name.to_owned()), "two cases are called `{name}`");
        let mut made: Map<_, _> = case
            .iter()
            .filter(|(member, _)| !BUILDING_MEMBERS.contains(&member.as_str()))
            .map(|(member, value)| (member.clone(), with_keys(value)))
            .collect();
        if !made.contains_key("token") && case.contains_key("base") {
            made.insert("token".to_owned(), json!(token(&case, bases, tokens_before.get(name).copied())));
        }
        Value::Object(made)
    });
    Value::Array(made.collect())
}

/// The token of a case: a base, with members changed and taken away, signed by a key.
fn token(case: &Map<String, Value>, bases: &Map<String, Value>, before: Option<&str>) -> String {
    let base = object(&bases[case["base"].as_str().expect("`base` is a name")], "a base");
    let key = case.get("key").or_else(|| base.get("key")).and_then(Value::as_str).expect("a base has a `key`");
    let signer = named(key);
    let usual_header = json!({ "alg": signer.algorithm(), "kid": kid(key), "typ": "JWT" });
    let header = changed(base.get("header").unwrap_or(&usual_header), case.get("header"), case.get("withoutHeader"));
    let claims = changed(&base["claims"], case.get("claims"), case.get("without"));
    let text = |member: &str, usual: Value| match case.get(member) {
        Some(text) => text.as_str().expect("a text").to_owned(),
        None => usual.to_string(),
    };
    let length = |member: &str| case.get(member).map(|it| it.as_u64().and_then(|it| it.try_into().ok()).expect("a length"));
    // What is signed may be no base64url, and that must not help it.
    let part = |member: &str, text: String| {
        let encoded = encode(text.as_bytes());
        case.get(member).map_or(encoded.clone(), |it| it.as_str().expect("a template").replace("{part}", &encoded))
    };
    let header = part("headerPart", filled(text("headerText", header), length("headerLength")));
    let payload_length: Option<usize> = length("tokenLength").map(|token| {
        let dots_and_signature = 2 + encode(&signer.sign(b"")).len();
        token - header.len() - dots_and_signature
    });
    let payload = part("payloadPart", filled(text("payloadText", claims.clone()), payload_length));
    let signing_input = format!("{header}.{payload}");
    let signature = signature(&signer, &signing_input, before);
    let tampered = case.get("tampered").map(|changes| changed(&claims, Some(changes), None).to_string());
    let payload = tampered.map_or(payload, |claims| encode(claims.as_bytes()));
    let template = case.get("as").map_or("{header}.{payload}.{signature}", |it| it.as_str().expect("`as` is a text"));
    template.replace("{header}", &header).replace("{payload}", &payload).replace("{signature}", &signature)
}

fn signature(signer: &Signer, signing_input: &str, before: Option<&str>) -> String {
    // What stands before it may have been changed after signing.
    let earlier = before.and_then(|token| token.rsplit_once('.')).map(|(_, signature)| signature);
    let holds = |earlier: &str| signer.holds(signing_input.as_bytes(), &decode(earlier));
    match earlier {
        Some(earlier) if !signer.is_deterministic() && !earlier.is_empty() && holds(earlier) => earlier.to_owned(),
        _ => encode(&signer.sign(signing_input.as_bytes())),
    }
}

/// The text of an object with one more member, of such a length that base64url of all has `length` characters.
fn filled(text: String, length: Option<usize>) -> String {
    let (Some(length), Some(open)) = (length, text.strip_suffix('}')) else { return text };
    let missing = (length * 3 / 4).checked_sub(open.len() + r#","fill":""}"#.len()).expect("it is not too long already");
    let filled = format!(r#"{open},"fill":"{}"}}"#, "x".repeat(missing));
    assert_eq!(encode(filled.as_bytes()).len(), length, "no text in base64url has this length");
    filled
}

/// An object with some members changed, where it has them in place, and others taken away.
fn changed(base: &Value, changes: Option<&Value>, without: Option<&Value>) -> Value {
    let mut changed = object(base, "a header or claims").clone();
    for name in without.and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().expect("the name of a member");
        assert!(changed.shift_remove(name).is_some(), "there is no `{name}` to take away");
    }
    changed.extend(changes.map(|changes| object(changes, "changes").clone()).unwrap_or_default());
    Value::Object(changed)
}

/// Puts public keys where `{"$keys": […]}` asks for a JWK Set, or `{"$key": NAME, …}` for one JWK with members changed, or
/// taken away by `null`.
fn with_keys(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(with_keys).collect(),
        Value::Object(members) => {
            if let Some(names) = members.get("$keys") {
                let names = names.as_array().expect("`$keys` is a list");
                let keys = names.iter().map(|name| jwk(name.as_str().expect("the name of a key")));
                return json!({ "keys": keys.collect::<Vec<_>>() });
            }
            let Some(name) = members.get("$key") else {
                return Value::Object(members.iter().map(|(name, value)| (name.clone(), with_keys(value))).collect());
            };
            let mut key = jwk(name.as_str().expect("the name of a key"));
            for (member, value) in members.iter().filter(|(member, _)| *member != "$key") {
                match value {
                    Value::Null => drop(key.shift_remove(member)),
                    value => drop(key.insert(member.clone(), value.clone())),
                }
            }
            Value::Object(key)
        }
        other => other.clone(),
    }
}

#[track_caller]
pub(crate) fn object<'v>(value: &'v Value, what: &str) -> &'v Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("{what} is no object: {value}"))
}

/// Members of a case that say how its token is made.
const BUILDING_MEMBERS: [&str; 14] = [
    "base",
    "key",
    "claims",
    "without",
    "header",
    "withoutHeader",
    "headerText",
    "headerPart",
    "headerLength",
    "payloadText",
    "payloadPart",
    "tokenLength",
    "tampered",
    "as",
];
