//! The keys in what people have (`tests/vectors/key-texts.json`).

use claimgate::key_set_from_text;
use serde_json::{Value, json};

#[test]
fn a_key_set_is_found_in_what_people_have() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/key-texts.json")).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let name = &case["name"];
        match (key_set_from_text(case["text"].as_str().unwrap()), case.get("keys")) {
            (Ok(jwks), Some(keys)) => {
                let set: Value = serde_json::from_str(&jwks).unwrap();
                assert_eq!(set["keys"], *keys, "{name}");
            }
            (Err(problem), None) => {
                assert_eq!(json!(problem.code()), case["code"], "{name}");
                let actual = problem.actual_value().unwrap_or_default();
                assert!(actual.contains(case["actual"].as_str().unwrap()), "{name}: {actual}");
            }
            (answer, _) => panic!("{name}: {answer:?}"),
        }
    }
}

/// Whatever is cut out of a certificate, or changed in it: an answer, and never another key than its own.
#[test]
fn a_mangled_certificate_is_refused_or_read_as_it_is() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/key-texts.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    let text = cases.iter().find(|case| case["name"] == "a certificate").unwrap()["text"].as_str().unwrap();
    for end in 0..text.len() {
        let _ = key_set_from_text(text.get(..end).unwrap());
        let mut changed = text.as_bytes().to_vec();
        changed[end] = if changed[end] == b'A' { b'/' } else { b'A' };
        let _ = key_set_from_text(&String::from_utf8(changed).unwrap());
    }
}
