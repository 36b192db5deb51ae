//! Project Wycheproof's JOSE files, from a token and a JWK Set to the answer of `verify_jws`.
//!
//! They are too large to carry along and in no crate: `CLAIMGATE_WYCHEPROOF` names a folder with
//! `testvectors_v1/json_web_*_test.json` of a checkout of C2SP/wycheproof, and without it the tests skip. The counts are
//! those of 2026-08; a newer checkout may add cases.

use std::collections::BTreeMap;
use std::path::PathBuf;

use claimgate::{Algorithm, KeySet, verify_jws};
use serde_json::{Value, json};

/// How the file's verdicts and ours stand to each other.
#[derive(Debug, Default, Eq, PartialEq)]
struct Tally {
    accepted: usize,
    refused: usize,
    /// Case and our answer, where it is not the file's.
    deviations: BTreeMap<u64, &'static str>,
}

fn run(file: &str) -> Option<Tally> {
    let Some(folder) = std::env::var_os("CLAIMGATE_WYCHEPROOF") else {
        eprintln!("SKIPPED: CLAIMGATE_WYCHEPROOF names no folder with {file} (from C2SP/wycheproof, testvectors_v1)");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join(file)).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let mut tally = Tally::default();
    for group in vectors["testGroups"].as_array().unwrap() {
        // A symmetric key stands only in `private`: we read it as if somebody had published it.
        let keys = key_set(group.get("public").unwrap_or(&group["private"]));
        for test in group["tests"].as_array().unwrap() {
            // A few are JWS in JSON serialisation, an object, or are JWE: what an attacker would send is the text.
            let token = test.get("jws").or(test.get("jwe")).unwrap();
            let token = token.as_str().map_or_else(|| token.to_string(), str::to_owned);
            let answer = verify_jws(&token, &keys, Algorithm::ALL);
            *if answer.is_ok() { &mut tally.accepted } else { &mut tally.refused } += 1;
            if answer.is_ok() != (test["result"] == "valid") {
                let ours = answer.map_or_else(|problem| problem.code().as_str(), |_| "accepted");
                tally.deviations.insert(test["tcId"].as_u64().unwrap(), ours);
            }
        }
    }
    Some(tally)
}

fn key_set(keys: &Value) -> KeySet {
    let keys = if keys.get("keys").is_some() { keys.clone() } else { json!({ "keys": [keys] }) };
    KeySet::parse(keys.to_string().as_bytes()).unwrap()
}

#[test]
fn signatures() {
    let Some(tally) = run("json_web_signature_test.json") else { return };
    let deviations = BTreeMap::from([
        (1, HMAC),
        // RFC 7520's examples 4.2 and 4.3 with an `alg` put into the key that is not the token's: PS256 for PS384, and the
        // misspelt "ES521" (and no P-521 here).
        (346, "key_algorithm_mismatch"),
        (347, P521),
        (348, HMAC),
        (350, "key_algorithm_mismatch"),
        (351, P521),
        (352, HMAC),
        (357, HMAC),
        (358, HMAC),
        (359, HMAC),
        // A `?` amid the base64url, which the file lets a lenient reader skip; RFC 8725bis section 3.14 does not.
        (372, "base64_malformed"),
        (373, "base64_malformed"),
        (376, HMAC),
        (377, HMAC),
    ]);
    assert_eq!(tally, Tally { accepted: 32, refused: 369, deviations });
}

#[test]
fn keys() {
    let Some(tally) = run("json_web_key_test.json") else { return };
    let deviations = BTreeMap::from([(2, HMAC), (7, ROCA), (13, HMAC), (14, HMAC), (15, HMAC)]);
    assert_eq!(tally, Tally { accepted: 2, refused: 24, deviations });
}

#[test]
fn mixed() {
    let Some(tally) = run("json_web_crypto_test.json") else { return };
    let deviations = BTreeMap::from([(1, HMAC), (46, ROCA), (48, HMAC), (50, JWE), (67, JWE)]);
    assert_eq!(tally, Tally { accepted: 3, refused: 80, deviations });
}

/// No HMAC here: its secret would have to be in every verifier, and it invites the confusion with public keys.
const HMAC: &str = "algorithm_unsupported";
/// No P-521 here: no platform signs with it, and ring does not have it.
const P521: &str = "algorithm_unsupported";
/// A token that is encrypted is not one that anybody signed.
const JWE: &str = "token_encrypted";
/// A modulus of the kind that some smart cards made badly (CVE-2017-15361). Its issuer published it and signs with it; which
/// keys are strong beyond their size is for the issuer to judge, and ring does not look either.
const ROCA: &str = "accepted";
