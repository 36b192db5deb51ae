//! Tokens as they differ from usual ones.

use serde_json::{Map, Value, json};

use crate::keys::{kid, named};
use crate::signer::{Signer, decode, encode};
use crate::vectors::object;

/// Usual tokens by name: a `key`, `claims`, and a `header` where it is not `alg`, `kid` and `typ`.
pub(crate) struct Bases(Map<String, Value>);

impl Bases {
    /// Those of the kit (`bases.json`), and those of a source.
    pub(crate) fn with(own: Option<&Value>) -> Self {
        let shared = serde_json::from_str(include_str!("../bases.json")).expect("`bases.json` is JSON");
        let Value::Object(mut bases) = shared else { panic!("`bases.json` is no object") };
        bases.extend(own.map(|own| object(own, "`bases`").clone()).unwrap_or_default());
        Self(bases)
    }

    /// The base of that name, which may be another one with claims changed and taken away.
    fn get(&self, name: &str) -> Map<String, Value> {
        let base = object(self.0.get(name).unwrap_or_else(|| panic!("no base is called `{name}`")), "a base");
        let Some(other) = base.get("from") else { return base.clone() };
        let mut other = self.get(other.as_str().expect("the name of a base"));
        let claims = changed(&other["claims"], base.get("claims"), base.get("without"));
        other.extend(base.clone());
        other.insert("claims".to_owned(), claims);
        other
    }
}

/// The token of a case: a base, with members changed and taken away, signed by a key.
pub(crate) fn token(case: &Map<String, Value>, bases: &Bases, before: Option<&str>) -> String {
    let base = bases.get(case["base"].as_str().expect("`base` is a name"));
    let key = case.get("key").or_else(|| base.get("key")).and_then(Value::as_str).expect("a base has a `key`");
    let signer = named(key);
    let usual_header = json!({ "alg": signer.algorithm(), "kid": kid(key), "typ": "JWT" });
    let header = changed(base.get("header").unwrap_or(&usual_header), case.get("header"), case.get("withoutHeader"));
    let claims = filled_in(changed(&base["claims"], case.get("claims"), case.get("without")));
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

/// The claims with the value of another claim wherever a text names it in braces, as `sub` of a base names `{ref}`: whoever
/// changes the one need not change the other.
fn filled_in(claims: Value) -> Value {
    let mut claims = claims;
    let texts: Vec<_> = object(&claims, "claims")
        .iter()
        .filter_map(|(name, value)| Some((format!("{{{name}}}"), value.as_str()?.to_owned())))
        .collect();
    for value in claims.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Value::String(text) = value {
            texts.iter().for_each(|(placeholder, other)| *text = text.replace(placeholder, other));
        }
    }
    claims
}

/// Members of a case that say how its token is made.
pub(crate) const BUILDING_MEMBERS: [&str; 14] = [
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
