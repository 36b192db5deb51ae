//! Makes the shared vectors (`tests/vectors/*.json`) from their readable sources (`tests/vectors/sources/*.json`).
//!
//! A source says how a token differs from a usual one; what is made of it holds the signed token, ready for any language.
//! `tests/vectors/README.md` describes both forms.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::keys::{jwk, kid, named};
use crate::signer::{Signer, decode, encode};

/// The finished file of a source. Where a signature holds a random number, that of `before` stays if it still holds, so that
/// making the file again changes nothing.
#[must_use]
pub fn make(source: &Value, before: Option<&Value>) -> Value {
    let source = object(source, "the source");
    let bases = source.get("bases").map(|bases| object(bases, "`bases`")).cloned().unwrap_or_default();
    let tokens_before: HashMap<_, _> = before
        .and_then(|before| before["cases"].as_array())
        .into_iter()
        .flatten()
        .filter_map(|case| Some((case["name"].as_str()?, case["token"].as_str()?)))
        .collect();
    let mut made = Map::new();
    for (member, value) in source.iter().filter(|(member, _)| *member != "bases") {
        let value = match member.as_str() {
            "cases" => cases(value, &bases, &tokens_before),
            _ => with_keys(value),
        };
        made.insert(member.clone(), value);
    }
    Value::Object(made)
}

fn cases(cases: &Value, bases: &Map<String, Value>, tokens_before: &HashMap<&str, &str>) -> Value {
    let mut names = std::collections::HashSet::new();
    let made = cases.as_array().expect("`cases` is a list").iter().map(|case| {
        let case = object(case, "a case");
        let name = case["name"].as_str().expect("a case has a name");
        assert!(names.insert(name.to_owned()), "two cases are called `{name}`");
        let mut made: Map<_, _> = case
            .iter()
            .filter(|(member, _)| !BUILDING_MEMBERS.contains(&member.as_str()))
            .map(|(member, value)| (member.clone(), with_keys(value)))
            .collect();
        if !made.contains_key("token") && case.contains_key("base") {
            made.insert("token".to_owned(), json!(token(case, bases, tokens_before.get(name).copied())));
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
    let (header, payload) = (text("headerText", header), text("payloadText", claims.clone()));
    let signing_input = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
    let signature = signature(&signer, &signing_input, before);
    let payload = case.get("tampered").map_or(payload, |changes| changed(&claims, Some(changes), None).to_string());
    let [header, payload] = [header, payload].map(|text| encode(text.as_bytes()));
    let template = case.get("as").map_or("{header}.{payload}.{signature}", |it| it.as_str().expect("`as` is a text"));
    template.replace("{header}", &header).replace("{payload}", &payload).replace("{signature}", &signature)
}

fn signature(signer: &Signer, signing_input: &str, before: Option<&str>) -> String {
    let earlier = before.and_then(|token| token.strip_prefix(signing_input)?.strip_prefix('.'));
    match earlier {
        Some(earlier) if !signer.is_deterministic() && signer.holds(signing_input.as_bytes(), &decode(earlier)) => {
            earlier.to_owned()
        }
        _ => encode(&signer.sign(signing_input.as_bytes())),
    }
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
fn object<'v>(value: &'v Value, what: &str) -> &'v Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("{what} is no object: {value}"))
}

/// Members of a case that say how its token is made.
const BUILDING_MEMBERS: [&str; 10] =
    ["base", "key", "claims", "without", "header", "withoutHeader", "headerText", "payloadText", "tampered", "as"];
