//! What a verifier can be set to beyond the shared vectors, and its two halves for hosts with their own crypto.

use claimgate::{
    Algorithm, Caller, Code, Decision, Gate, KeySet, Policy, Prepared, Token, UnixTime, Verifier, VerifierBuilder,
};

use claimgate_test_kit::named;
use serde_json::{Value, json};

#[test]
fn another_type_is_demanded_where_it_is_named() {
    let verifier = builder().typ("at+jwt").build();
    let answer = |header: Value| verify(&verifier, &token(&header, &json!({})));
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt"] {
        assert_eq!(answer(json!({ "typ": typ })), Ok(()), "{typ}");
    }
    for other in [json!({}), json!({ "typ": "JWT" }), json!({ "typ": "" }), json!({ "typ": "dpop+jwt" })] {
        assert_eq!(answer(other.clone()), Err(Code::TypeMismatch), "{other}");
    }
    assert_eq!(answer(json!({ "typ": 1 })), Err(Code::HeaderMalformed));
}

#[test]
fn an_age_equal_to_the_greatest_passes_and_has_no_leeway() {
    let verifier = builder().max_age(100).build();
    let answer = |claims: Value| verify(&verifier, &token(&json!({}), &claims));
    assert_eq!(answer(json!({ "iat": NOW - 100 })), Ok(()));
    assert_eq!(answer(json!({ "iat": NOW + 60 })), Ok(()));
    assert_eq!(answer(json!({ "iat": NOW - 101 })), Err(Code::TokenTooOld));
    assert_eq!(answer(json!({ "iat": 1_791_484_299.999 })), Err(Code::TokenTooOld));
    assert_eq!(answer(json!({})), Err(Code::ClaimMissing));
    assert_eq!(answer(json!({ "iat": "1" })), Err(Code::ClaimMalformed));
}

#[test]
fn a_leeway_is_at_most_five_minutes() {
    let verifier = builder().leeway(u64::MAX).build();
    let answer = |exp: u64| verify(&verifier, &token(&json!({}), &json!({ "exp": exp })));
    assert_eq!(answer(NOW - 299), Ok(()));
    assert_eq!(answer(NOW - 300), Err(Code::TokenExpired));
}

#[test]
fn a_host_with_its_own_crypto_answers_instead_of_ring() {
    let verifier = builder().build();
    let (good, expired) = (token(&json!({}), &json!({})), token(&json!({}), &json!({ "exp": 1 })));
    let prepared = prepare(&verifier, &good).unwrap();
    let check = prepared.signature_check();
    assert_eq!(check.algorithm(), Algorithm::EdDsa);
    let (signing_input, signature) = good.rsplit_once('.').unwrap();
    assert_eq!(check.signing_input(), signing_input.as_bytes());
    assert_eq!(claimgate_test_kit::encode(check.signature()), signature);

    let finish = |token: &str, holds: bool| {
        let finished = prepare(&verifier, token)?.finish(holds, UnixTime::from_secs(NOW));
        finished.map(drop).map_err(|problem| problem.code())
    };
    assert_eq!(finish(&good, true), Ok(()));
    assert_eq!(finish(&good, false), Err(Code::SignatureInvalid));
    assert_eq!(finish(&expired, true), Err(Code::TokenExpired));
    // The signature comes first: nobody learns about the time of a token that was not signed.
    assert_eq!(finish(&expired, false), Err(Code::SignatureInvalid));
    // A host is never asked about a signature of impossible length.
    assert_eq!(finish(&format!("{signing_input}."), true), Err(Code::SignatureMissing));
    assert_eq!(finish(&format!("{good}AAAA"), true), Err(Code::SignatureInvalid));
}

#[test]
fn where_the_issuer_is_not_trusted_the_header_must_suit_any_trusted_one() {
    let identity = |name: &str, issuer: &str| {
        json!({ "name": name, "email": format!("{name}@workload.bytebase.com"), "platform": "oidc", "issuer": issuer,
            "audiences": ["https://service.example"], "claims": { "sub": "job:1" } })
    };
    let policy = json!({
        "issuers": [
            { "issuer": "https://a.example", "algorithms": ["ES256"] },
            { "issuer": "https://b.example", "algorithms": ["EdDSA"], "typ": "at+jwt" },
        ],
        "identities": [identity("a", "https://a.example"), identity("b", "https://b.example")],
    });
    let gate = Gate::new(Policy::parse(policy.to_string().as_bytes()).unwrap());
    let code = |alg: &str, typ: &str, issuer: &str| {
        let token = token(&json!({ "alg": alg, "typ": typ }), &json!({ "iss": issuer }));
        match gate.decide(&token, Caller::Anyone, UnixTime::from_secs(NOW)) {
            Decision::Reject(problem) => problem.code(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(code("RS256", "JWT", "https://evil.example"), Code::AlgorithmNotAllowed);
    assert_eq!(code("EdDSA", "dpop+jwt", "https://evil.example"), Code::TypeMismatch);
    assert_eq!(code("EdDSA", "JWT", "https://evil.example"), Code::IssuerMismatch);
    // A trusted issuer has its own settings and no other's.
    assert_eq!(code("EdDSA", "JWT", "https://a.example"), Code::AlgorithmNotAllowed);
    assert_eq!(code("EdDSA", "JWT", "https://b.example"), Code::TypeMismatch);
    assert_eq!(code("EdDSA", "at+jwt", "https://b.example"), Code::KeySetMissing);
}

#[test]
fn dots_alone_are_no_token() {
    for dots in [3, 5, 1000, 16 * 1024] {
        assert_eq!(Token::parse(&".".repeat(dots)).map(drop).unwrap_err().code(), Code::TokenMalformed, "{dots}");
    }
    assert_eq!(Token::parse(&".".repeat(16 * 1024 + 1)).map(drop).unwrap_err().code(), Code::TokenTooLong);
}

/// A builder may make several verifiers, of which each has demands of its own.
#[test]
fn what_one_verifier_has_seen_says_nothing_to_another_of_the_same_keys() {
    let token = token(&json!({}), &json!({}));
    let now = UnixTime::from_secs(NOW);
    let verifier = builder().build();
    let seen = verifier.verify(Token::parse(&token).unwrap(), now).unwrap().seen_token();
    assert!(verifier.verify_again(&seen, now).is_some_and(|again| again.is_ok()));
    let begun = builder();
    let (first, stricter) = (begun.clone().build(), begun.clone().typ("at+jwt").build());
    let seen = first.verify(Token::parse(&token).unwrap(), now).unwrap().seen_token();
    for other in [stricter, begun.algorithms([Algorithm::Rs256]).build(), verifier] {
        assert!(other.verify_again(&seen, now).is_none());
    }
}

fn builder() -> VerifierBuilder {
    let keys = claimgate_test_kit::key_set(&["ed25519"]).to_string();
    Verifier::builder(KeySet::parse(keys.as_bytes()).unwrap(), "https://issuer.example", "https://service.example")
}

/// A token that holds now, with these members changed or added.
fn token(header: &Value, claims: &Value) -> String {
    let with = |usual: Value, changes: &Value| {
        let mut members = usual.as_object().unwrap().clone();
        members.extend(changes.as_object().unwrap().clone());
        Value::Object(members).to_string()
    };
    let header = with(json!({ "alg": "EdDSA", "kid": "ed25519" }), header);
    let usual = json!({ "iss": "https://issuer.example", "aud": "https://service.example", "exp": NOW + 300 });
    named("ed25519").token(&header, &with(usual, claims))
}

fn prepare<'v, 't>(verifier: &'v Verifier, token: &'t str) -> Result<Prepared<'v, 't>, Code> {
    Token::parse(token).and_then(|token| verifier.prepare(token)).map_err(|problem| problem.code())
}

fn verify(verifier: &Verifier, token: &str) -> Result<(), Code> {
    let verified = Token::parse(token).and_then(|token| verifier.verify(token, UnixTime::from_secs(NOW)));
    verified.map(drop).map_err(|problem| problem.code())
}

const NOW: u64 = 1_791_484_400;
