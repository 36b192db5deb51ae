//! No key spoils its neighbours: each is kept or skipped by itself.
#![no_main]

use claimgate::KeySet;
use claimgate_test_kit::{jwk, named};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    let Ok(keys) = KeySet::parse(bytes) else { return };
    let mut document: Value = serde_json::from_slice(bytes).expect("serde_json reads whatever the strict reader does");
    let entries = document["keys"].as_array().unwrap().len();
    assert_eq!(keys.key_ids().len() + keys.skipped().len(), entries);

    let ids: Vec<_> = keys.key_ids().map(|id| id.map(str::to_owned)).collect();
    let neighbours = [json!(null), json!({ "kty": "oct", "k": "AAAA" }), Value::Object(jwk("ed25519"))];
    document["keys"].as_array_mut().unwrap().extend(neighbours);
    // At the limits of size and number three more are too many.
    let Ok(more) = KeySet::parse(document.to_string().as_bytes()) else { return };
    let more_ids: Vec<_> = more.key_ids().map(|id| id.map(str::to_owned)).collect();
    let (last, same) = more_ids.split_last().unwrap();
    assert_eq!((same, last.as_deref()), (ids.as_slice(), Some("ed25519")));
    assert_eq!(named("ed25519").algorithm(), "EdDSA");
});
