//! Whole decisions (`tests/vectors/decisions.json`): token in, identity or reason out.

use claimgate::{Caller, Decision, Gate, Policy, UnixTime};
use serde_json::{Value, json};

#[test]
fn every_decision_is_the_expected_one() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/decisions.json")).unwrap();
    let mut faults = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let gate = gate(&vectors, case["policy"].as_str().unwrap());
        let caller = case["email"].as_str().map_or(Caller::Anyone, Caller::Email);
        let now = UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap());
        let actual = as_expected(&gate.decide(case["token"].as_str().unwrap(), caller, now));
        if actual != case["expect"] {
            faults.push(format!("{}: expected {}, got {actual}", case["name"], case["expect"]));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A decision in the form in which the vectors expect it.
pub(crate) fn as_expected(decision: &Decision<'_>) -> Value {
    match decision {
        Decision::Allow(allowed) => json!({ "decision": "allow", "identity": allowed.identity().email() }),
        Decision::Reject(problem) => json!({ "decision": "reject", "code": problem.code() }),
        Decision::Deny(denied) => json!({ "decision": "deny", "code": denied.problem().code() }),
    }
}

fn gate(vectors: &Value, policy: &str) -> Gate {
    let policy = vectors["policies"][policy].to_string();
    let mut gate = Gate::new(Policy::parse(policy.as_bytes()).unwrap());
    for (issuer, jwks) in vectors["keySets"].as_object().unwrap() {
        if gate.issuers().any(|it| it == issuer) {
            gate.set_keys(issuer, jwks.to_string().as_bytes()).unwrap();
        }
    }
    gate
}
