//! Which keys of a set can verify, and why the others cannot (`tests/vectors/key-sets.json`).

use claimgate::{KeySet, Policy};
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

#[test]
fn a_key_set_inside_a_policy_has_the_same_limits() {
    let codes = |jwks: &Value| {
        let policy = json!({
            "issuers": [{ "issuer": "https://issuer.example", "jwks": jwks }],
            "identities": [{
                "name": "deploy", "email": "deploy@workload.bytebase.com", "platform": "oidc", "issuer": "https://issuer.example",
                "audiences": ["https://service.example"], "claims": { "sub": "job:1" },
            }],
        });
        let faults = Policy::parse(policy.to_string().as_bytes()).err().unwrap_or_default();
        faults.iter().map(|fault| format!("{} {}", fault.code(), fault.pointer())).collect::<Vec<_>>()
    };
    assert!(codes(&json!({ "keys": vec![0; 4096] })).is_empty());
    assert_eq!(codes(&json!({ "keys": vec![0; 4097] })), ["key_set_too_large /issuers/0/jwks"]);
    let long = "x".repeat(KeySet::MAX_BYTES);
    assert_eq!(codes(&json!({ "keys": [], "comment": long })), ["key_set_too_large /issuers/0/jwks"]);
}
