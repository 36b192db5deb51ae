//! Whole decisions (`tests/vectors/decisions-*.json`): token in, identity or reason out.

use claimgate::{Caller, Decision, Gate, Policy, UnixTime};
use claimgate_test_kit::vectors;
use serde_json::{Value, json};

#[test]
fn every_decision_is_the_expected_one() {
    let mut faults = Vec::new();
    let mut count = 0;
    for (file, vectors) in vectors::finished("decisions-") {
        for case in vectors["cases"].as_array().unwrap() {
            let gate = gate(&vectors, case["policy"].as_str().unwrap());
            let caller = case["email"].as_str().map_or(Caller::Anyone, Caller::Email);
            let now = UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap());
            let actual = as_expected(&gate.decide(case["token"].as_str().unwrap(), caller, now));
            if actual != case["expect"] {
                faults.push(format!("{file}: {}: expected {}, got {actual}", case["name"], case["expect"]));
            }
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    assert!(count > 300, "only {count} cases found");
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
    let document = vectors["policies"][policy].to_string();
    let read = Policy::parse(document.as_bytes()).unwrap_or_else(|faults| panic!("{policy}: {faults:?}"));
    let mut gate = Gate::new(read);
    for (issuer, jwks) in vectors["keySets"].as_object().unwrap() {
        if gate.issuers().any(|it| it == issuer) {
            gate.set_keys(issuer, jwks.to_string().as_bytes()).unwrap();
        }
    }
    gate
}
