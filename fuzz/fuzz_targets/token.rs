//! A token that parses is what every other reader sees, too: strict base64url, and JSON with the same members.
#![no_main]

use claimgate::{Code, Token};
use claimgate_fuzz::is_strict_json;
use claimgate_test_kit::{decode, encode};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    // The parts as they are, or as the text of a token that only needs its encoding.
    for text in [text.to_owned(), text.split('.').map(|part| encode(part.as_bytes())).collect::<Vec<_>>().join(".")] {
        let Ok(token) = Token::parse(&text) else { continue };
        let parts: Vec<_> = text.split('.').collect();
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| encode(&decode(part)) == *part), "one text for each value");
        let claims = token.claims().peek_unverified();
        for (part, json) in [(parts[0], token.header().as_json()), (parts[1], claims.as_json())] {
            assert_eq!(decode(part), json.as_bytes());
            let value: Value = serde_json::from_str(json).expect("serde_json reads whatever the strict reader does");
            assert!(value.is_object());
        }
        let value: Value = serde_json::from_str(claims.as_json()).unwrap();
        for (name, value) in value.as_object().expect("claims are an object") {
            assert_eq!(claims.text(name), value.as_str(), "{name}");
        }
    }
    is_read_as_claims_if_it_is_strict_json(text);
});

/// The strict reader refuses nothing that `serde_json` accepts, but for members that stand twice and what is no object.
fn is_read_as_claims_if_it_is_strict_json(json: &str) {
    let token = format!("{}.{}.{}", encode(br#"{"alg":"RS256"}"#), encode(json.as_bytes()), encode(&[0; 256]));
    let is_object = json.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{');
    match Token::parse(&token) {
        Ok(_) => assert!(is_object && is_strict_json(json)),
        Err(problem) => assert!(!is_object || !is_strict_json(json) || problem.code() == Code::TokenTooLong, "{problem}"),
    }
}
