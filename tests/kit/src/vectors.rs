//! Makes the shared vectors (`tests/vectors/*.json`) from their readable sources (`tests/vectors/sources/*.json`).
//!
//! A source says how a token differs from a usual one, and a policy from another; what is made of it holds them whole, ready for
//! any language. `tests/vectors/README.md` describes both forms.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::keys::jwk;
use crate::tokens::{BUILDING_MEMBERS, Bases, token};
use crate::variants::expand;

/// The finished files whose name begins so, each with its name.
#[must_use]
pub fn finished(beginning: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of the vectors")
        .map(|file| file.expect("a file").file_name().into_string().expect("a name in UTF-8"))
        .filter(|name| name.starts_with(beginning))
        .collect();
    names.sort_unstable();
    let read = |name: String| {
        let vectors = serde_json::from_slice(&fs::read(folder.join(&name)).unwrap()).expect("vectors are JSON");
        (name, vectors)
    };
    names.into_iter().map(read).collect()
}

/// The finished file of a source. Where a signature holds a random number, that of `before` stays if it still holds, so that
/// making the file again changes nothing.
#[must_use]
pub fn make(source: &Value, before: Option<&Value>) -> Value {
    let source = object(source, "the source");
    let bases = Bases::with(source.get("bases"));
    let help = |member: &str| source.get(member).map(|it| object(it, member)).cloned().unwrap_or_default();
    let (usual, axes) = (help("usual"), help("axes"));
    let tokens_before: HashMap<_, _> = before
        .and_then(|before| before["cases"].as_array())
        .into_iter()
        .flatten()
        .filter_map(|case| Some((case["name"].as_str()?, case["token"].as_str()?)))
        .collect();
    let mut made: Map<_, _> = source
        .iter()
        .filter(|(member, _)| !["bases", "usual", "axes", "documents", "cases"].contains(&member.as_str()))
        .map(|(member, value)| (member.clone(), with_keys(value)))
        .collect();
    let mut names = HashSet::new();
    let mut cases = Vec::new();
    for case in source["cases"].as_array().expect("`cases` is a list").iter().flat_map(|case| expand(case, &axes)) {
        let mut whole = usual.clone();
        whole.extend(case);
        let name = whole["name"].as_str().expect("a case has a name").to_owned();
        assert!(names.insert(name.clone()), "two cases are called `{name}`");
        if let Some(changes) = whole.remove("identity") {
            let policy = with_identity(&made["policies"][whole["policy"].as_str().expect("a policy's name")], &changes);
            made["policies"][name.as_str()] = policy;
            whole.insert("policy".to_owned(), json!(name));
        }
        if let Some(document) = whole.remove("from")
            && !whole.contains_key("text")
        {
            let document = &source["documents"][document.as_str().expect("a document's name")];
            whole.insert("document".to_owned(), edited(document, whole.get("put"), whole.get("take")));
        }
        cases.push(self::whole(&whole, &bases, tokens_before.get(name.as_str()).copied()));
    }
    made.insert("cases".to_owned(), Value::Array(cases));
    Value::Object(made)
}

fn whole(case: &Map<String, Value>, bases: &Bases, token_before: Option<&str>) -> Value {
    let is_kept = |member: &str| !BUILDING_MEMBERS.contains(&member) && !["put", "take"].contains(&member);
    let mut made: Map<_, _> = case
        .iter()
        .filter(|(member, _)| is_kept(member))
        .map(|(member, value)| (member.clone(), with_keys(value)))
        .collect();
    if let Some(expected) = case.get("expect").and_then(Value::as_str) {
        made.insert("expect".to_owned(), expectation(expected));
    }
    if let Some(faults) = case.get("faults") {
        let faults = faults.as_array().expect("`faults` is a list").iter().map(fault);
        made.insert("faults".to_owned(), faults.collect());
    }
    if !made.contains_key("token") && case.contains_key("base") {
        made.insert("token".to_owned(), json!(token(case, bases, token_before)));
    }
    Value::Object(made)
}

/// `allow deploy`, `deny branch_mismatch`, `reject token_expired`.
fn expectation(text: &str) -> Value {
    match text.split_once(' ').expect("a decision and an identity or a code") {
        ("allow", identity) => json!({ "decision": "allow", "identity": format!("{identity}@workload.bytebase.com") }),
        (decision, code) => json!({ "decision": decision, "code": code }),
    }
}

/// `member_unknown /identities/0/brnch`.
fn fault(text: &Value) -> Value {
    let text = text.as_str().expect("a fault is a text");
    let (code, pointer) = text.split_once(' ').unwrap_or((text, ""));
    json!({ "code": code, "pointer": pointer })
}

/// The policy with members of its first identity changed, or taken away by `null`.
fn with_identity(policy: &Value, changes: &Value) -> Value {
    let mut policy = policy.clone();
    let identity = policy["identities"][0].as_object_mut().expect("a policy has an identity");
    for (member, value) in object(changes, "`identity`") {
        match value {
            Value::Null => drop(identity.shift_remove(member).expect("a member to take away")),
            value => drop(identity.insert(member.clone(), value.clone())),
        }
    }
    policy
}

/// The document with values put in and taken away at JSON pointers, in this order: take, put.
fn edited(document: &Value, put: Option<&Value>, take: Option<&Value>) -> Value {
    let mut document = document.clone();
    for pointer in take.and_then(Value::as_array).into_iter().flatten() {
        let (parent, step) = parent_of(&mut document, pointer.as_str().expect("a pointer"));
        match parent {
            Value::Object(members) => drop(members.shift_remove(&step).expect("a member to take away")),
            Value::Array(items) => drop(items.remove(step.parse().expect("the place of an item"))),
            other => panic!("nothing can be taken from {other}"),
        }
    }
    for (pointer, value) in put.and_then(Value::as_object).into_iter().flatten() {
        if pointer.is_empty() {
            document = value.clone();
            continue;
        }
        let (parent, step) = parent_of(&mut document, pointer);
        match parent {
            Value::Object(members) => drop(members.insert(step, value.clone())),
            Value::Array(items) => match step.parse::<usize>() {
                Ok(place) => items[place] = value.clone(),
                // RFC 6902 section 4.1: `-` is the end of the list.
                Err(_) => items.push(value.clone()),
            },
            other => panic!("nothing can be put into {other}"),
        }
    }
    document
}

/// What a pointer's last step is taken in, and that step (RFC 6901).
fn parent_of<'v>(document: &'v mut Value, pointer: &str) -> (&'v mut Value, String) {
    let (parent, step) = pointer.rsplit_once('/').expect("a pointer into the document");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {parent}"));
    (parent, step.replace("~1", "/").replace("~0", "~"))
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
