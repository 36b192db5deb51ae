//! Which keys of a set can verify, and why the others cannot (`tests/vectors/key-sets.json`).

use claimgate::KeySet;
use serde_json::{Value, json};

#[test]
fn every_key_is_kept_or_skipped_for_its_reason() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/key-sets.json")).unwrap();
    let mut faults = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let text = case["text"].as_str().map_or_else(|| case["keySet"].to_string(), str::to_owned);
        let answer = match KeySet::parse(text.as_bytes()) {
            Ok(keys) => {
                let skipped = keys.skipped().iter().map(|it| json!({ "code": it.code(), "pointer": it.pointer() }));
                json!({ "keys": keys.key_ids().collect::<Vec<_>>(), "skipped": skipped.collect::<Vec<_>>() })
            }
            Err(problem) => json!({ "code": problem.code() }),
        };
        if answer != case["expect"] {
            faults.push(format!("{}: expected {}, got {answer}", case["name"], case["expect"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn limits_come_before_the_work() {
    let padded = |bytes: usize| format!("{}{}", r#"{"keys":[]}"#, " ".repeat(bytes - r#"{"keys":[]}"#.len()));
    let entries = |count: usize| format!(r#"{{"keys":[{}]}}"#, vec!["0"; count].join(","));
    let answer = |jwks: String| KeySet::parse(jwks.as_bytes()).map_err(|problem| problem.code().as_str()).map(drop);
    assert_eq!(answer(padded(KeySet::MAX_BYTES)), Ok(()));
    assert_eq!(answer(padded(KeySet::MAX_BYTES + 1)), Err("key_set_too_large"));
    assert_eq!(answer(entries(4096)), Ok(()));
    assert_eq!(answer(entries(4097)), Err("key_set_too_large"));
    assert_eq!(KeySet::MAX_BYTES, 256 * 1024);
}
