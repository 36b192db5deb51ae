//! Exchanging tokens: what a body asks for (`tests/vectors/exchange.json`), what everybody is answered, and how often a token counts.

use claimgate::{Caller, Code, ContentHeaders, Decision, ExchangeRequest, Refusal, TokenUse, UnixTime};
use claimgate_test_kit::vectors;
use serde_json::{Value, json};

use crate::decisions::gate;

#[test]
fn a_body_is_an_exchange_or_none() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/exchange.json")).unwrap();
    for case in vectors["bodies"].as_array().unwrap() {
        let content_type = case.get("contentType").map_or(Some("application/json"), Value::as_str);
        let headers = ContentHeaders { content_type, content_encoding: case["contentEncoding"].as_str() };
        let body = case["body"].as_str().unwrap();
        let actual = match ExchangeRequest::parse(headers, body.as_bytes()) {
            Ok(request) => json!({ "token": request.token(), "email": request.email() }),
            Err(problem) => {
                assert_eq!(Refusal::no_exchange(problem.code()).status(), 400);
                json!({ "code": problem.code(), "pointer": problem.pointer() })
            }
        };
        assert_eq!(actual, case["expect"], "{}", case["name"]);
    }
    for target in vectors["disguised"].as_array().unwrap() {
        assert!(ExchangeRequest::is_disguised(target.as_str().unwrap()), "{target}");
    }
    for target in vectors["plain"].as_array().unwrap() {
        assert!(!ExchangeRequest::is_disguised(target.as_str().unwrap()), "{target}");
    }
}

#[test]
fn a_body_is_bounded_and_must_be_text() {
    let of = |length: usize| format!(r#"{{"token":"{}","email":"e"}}"#, "x".repeat(length));
    let rest = of(0).len();
    let headers = ContentHeaders { content_type: Some("application/json"), content_encoding: None };
    let parse = |body: &[u8]| ExchangeRequest::parse(headers, body).map_err(|problem| problem.code());
    assert!(parse(of(ExchangeRequest::MAX_BYTES - rest).as_bytes()).is_ok());
    assert_eq!(parse(of(ExchangeRequest::MAX_BYTES - rest + 1).as_bytes()).unwrap_err(), Code::ExchangeTooLarge);
    assert_eq!(parse(b"{\"token\":\"\xff\",\"email\":\"e\"}").unwrap_err(), Code::JsonMalformed);
    assert!(!format!("{:?}", parse(br#"{"token":"secret","email":"e"}"#).unwrap()).contains("secret"));
}

/// Whoever is refused learns nothing, whatever the reason; but for missing keys, which are nobody's in particular.
#[test]
fn every_refused_exchange_is_answered_alike() {
    let mut answers = std::collections::HashSet::new();
    let mut codes = std::collections::HashSet::new();
    for (_, vectors) in vectors::finished("decisions-") {
        for case in vectors["cases"].as_array().unwrap() {
            let gate = gate(&vectors, &vectors["policies"][case["policy"].as_str().unwrap()]);
            let now = UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap());
            let token = case["token"].as_str().unwrap();
            let known = gate.policy().identities()[0].email().to_owned();
            for email in [known.as_str(), "nobody@workload.bytebase.com", ""] {
                let code = match gate.decide(token, Caller::Email(email), now) {
                    Decision::Allow(_) => continue,
                    Decision::Reject(problem) => problem.code(),
                    Decision::Deny(denied) => denied.problem().code(),
                };
                codes.insert(code);
                if code != Code::KeySetMissing {
                    let refusal = Refusal::exchange(code);
                    answers.insert((refusal.status(), refusal.headers(None), refusal.body()));
                }
            }
        }
    }
    assert!(codes.len() > 25 && codes.contains(&Code::IdentityUnknown) && codes.contains(&Code::IdentityDisabled));
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers.into_iter().next().unwrap().0, 401);
    assert_eq!(Refusal::exchange(Code::KeySetMissing).status(), 503);
}

#[test]
fn a_token_is_known_again_by_its_id_or_by_all_it_says() {
    let file = &vectors::finished("decisions-github-places")[0].1;
    let case = file["cases"].as_array().unwrap().iter().find(|case| case["expect"]["decision"] == "allow").unwrap();
    let gate = gate(file, &file["policies"][case["policy"].as_str().unwrap()]);
    let token_use = |now| {
        let Decision::Allow(allowed) = gate.decide(case["token"].as_str().unwrap(), Caller::Anyone, now) else { panic!() };
        let expires_at = allowed.verified().expires_at().as_secs();
        let used = gate.token_use(&allowed);
        assert_eq!(used.until().as_secs(), expires_at + 120);
        used
    };
    let now = file["now"].as_u64().unwrap();
    let (first, later) = (token_use(UnixTime::from_secs(now)), token_use(UnixTime::from_secs(now + 1)));
    assert_eq!(first, later);
    assert!(first.id().len() == 64 && first.id().bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(TokenUse::replayed().code(), Code::TokenReplayed);
}
