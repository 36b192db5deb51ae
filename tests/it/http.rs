//! What an HTTP request brings (`tests/vectors/authorization.json`), and what is answered (`tests/vectors/refusals.json`).

use claimgate::{Caller, Code, Decision, Realm, Refusal, UnixTime, bearer_token};
use claimgate_test_kit::vectors;
use serde_json::{Value, json};

use crate::decisions::gate;

#[test]
fn a_request_brings_one_bearer_token_or_none() {
    for (_, vectors) in vectors::finished("authorization") {
        for case in vectors["cases"].as_array().unwrap() {
            let values = case["values"].as_array().unwrap().iter().map(|value| value.as_str().unwrap());
            let actual = match bearer_token(values.clone()) {
                Ok(token) => json!({ "token": token }),
                Err(problem) => {
                    let told = serde_json::to_string(&problem).unwrap();
                    for value in values.filter(|value| value.len() > 8) {
                        assert!(!told.contains(value.trim_start_matches("Bearer ")), "{told}");
                    }
                    json!({ "code": problem.code() })
                }
            };
            assert_eq!(actual, case["expect"], "{}", case["name"]);
        }
    }
}

#[test]
fn a_refusal_has_its_status_its_challenge_and_its_problem() {
    for (_, vectors) in vectors::finished("refusals") {
        for case in vectors["cases"].as_array().unwrap() {
            let code = *Code::ALL.iter().find(|code| case["code"] == code.as_str()).unwrap();
            let refusal = if case["verdict"] == "deny" { Refusal::denied(code) } else { Refusal::rejected(code) };
            let realm = case.get("realm").map(|realm| Realm::new(realm.as_str().unwrap()).unwrap());
            assert_eq!(in_full(&refusal, realm.as_ref()), case["expect"], "{}", case["name"]);
        }
        for name in vectors["notRealms"].as_array().unwrap() {
            assert_eq!(Realm::new(name.as_str().unwrap()), None, "{name}");
        }
    }
}

#[test]
fn whatever_the_reason_the_answer_is_fit_for_a_header_and_tells_no_more_than_the_reason() {
    for code in Code::ALL {
        for refusal in [Refusal::rejected(*code), Refusal::denied(*code)] {
            let (answer, told) = (in_full(&refusal, None), refusal.told());
            assert_eq!((&answer["body"]["code"], &answer["body"]["detail"]), (&json!(told), &json!(told.meaning())));
            assert_eq!(answer["body"].as_object().unwrap().len(), 5);
            assert!(refusal.headers(None).iter().all(|(name, value)| {
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                    && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
            }));
        }
    }
}

#[test]
fn every_decision_has_the_status_of_its_verdict() {
    for (file, vectors) in vectors::finished("decisions-") {
        for case in vectors["cases"].as_array().unwrap() {
            let gate = gate(&vectors, &vectors["policies"][case["policy"].as_str().unwrap()]);
            let now = UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap());
            let decision = gate.decide(case["token"].as_str().unwrap(), Caller::Anyone, now);
            let status = Refusal::of(&decision).map(|refusal| refusal.status());
            let expected = match &decision {
                Decision::Allow(_) => None,
                Decision::Reject(problem) if problem.code() == Code::KeySetMissing => Some(503),
                Decision::Reject(_) => Some(401),
                Decision::Deny(_) => Some(403),
            };
            assert_eq!(status, expected, "{file}: {}", case["name"]);
        }
    }
}

fn in_full(refusal: &Refusal, realm: Option<&Realm>) -> Value {
    let headers: serde_json::Map<_, _> =
        refusal.headers(realm).into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let body: Value = serde_json::from_str(&refusal.body()).unwrap();
    json!({ "status": refusal.status(), "headers": headers, "body": body })
}
