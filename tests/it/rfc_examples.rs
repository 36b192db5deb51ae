//! The worked examples of RFC 7515, RFC 7520 and RFC 8037, byte for byte from their texts (`tests/vectors/rfc`).

use claimgate::{Algorithm, KeySet, verify_jws};
use serde_json::Value;

#[track_caller]
fn check(vector: &str) {
    let vector: Value = serde_json::from_str(vector).unwrap();
    let source = vector["source"].as_str().unwrap();
    let keys = KeySet::parse(vector["keySet"].to_string().as_bytes()).unwrap();
    // A vector names algorithms where its key has no `alg` and would be bound to another.
    let named = |names: &Vec<Value>| names.iter().filter_map(|name| Algorithm::from_name(name.as_str()?)).collect();
    let algorithms = vector["algorithms"].as_array().map_or_else(|| Algorithm::ALL.to_vec(), named);
    let answer = verify_jws(vector["jws"].as_str().unwrap(), &keys, &algorithms);
    match (vector["payload"].as_str(), vector["refused"].as_str()) {
        (Some(payload), None) => {
            assert_eq!(answer.map(|bytes| String::from_utf8(bytes).unwrap()).as_deref(), Ok(payload), "{source}")
        }
        (None, Some(code)) => assert_eq!(answer.map_err(|problem| problem.code().as_str()), Err(code), "{source}"),
        _ => panic!("{source}: a vector has either a payload or a refusal"),
    }
}

#[test]
fn what_the_rfcs_sign_verifies() {
    check(include_str!("../vectors/rfc/rfc7515-a2-rs256.json"));
    check(include_str!("../vectors/rfc/rfc7515-a3-es256.json"));
    check(include_str!("../vectors/rfc/rfc7520-4.1-rs256.json"));
    check(include_str!("../vectors/rfc/rfc7520-4.2-ps384.json"));
    check(include_str!("../vectors/rfc/rfc8037-a4-eddsa.json"));
}

#[test]
fn what_does_not_exist_here_is_refused_by_name() {
    check(include_str!("../vectors/rfc/rfc7515-a1-hs256.json"));
    check(include_str!("../vectors/rfc/rfc7515-a4-es512.json"));
    check(include_str!("../vectors/rfc/rfc7515-a5-none.json"));
    check(include_str!("../vectors/rfc/rfc7520-4.3-es512.json"));
    check(include_str!("../vectors/rfc/rfc7520-4.4-hs256.json"));
    check(include_str!("../vectors/rfc/rfc7520-4.5-detached.json"));
}

/// RFC 8725bis section 3.1: a key without `alg` serves one algorithm, the first allowed one of its type.
#[test]
fn a_key_without_an_algorithm_takes_the_first_that_is_allowed() {
    let vector: Value = serde_json::from_str(include_str!("../vectors/rfc/rfc7520-4.2-ps384.json")).unwrap();
    let keys = KeySet::parse(vector["keySet"].to_string().as_bytes()).unwrap();
    let answer = |allowed: &[Algorithm]| {
        verify_jws(vector["jws"].as_str().unwrap(), &keys, allowed).map(drop).map_err(|problem| problem.code().as_str())
    };
    assert_eq!(answer(&[Algorithm::Ps384]), Ok(()));
    assert_eq!(answer(&[Algorithm::Ps384, Algorithm::Rs256]), Ok(()));
    assert_eq!(answer(&[Algorithm::Rs256, Algorithm::Ps384]), Err("key_algorithm_mismatch"));
    assert_eq!(answer(&[Algorithm::Rs256]), Err("algorithm_not_allowed"));
    assert_eq!(answer(&[]), Err("algorithm_not_allowed"));
}
