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
            let gate = gate(&vectors, &vectors["policies"][case["policy"].as_str().unwrap()]);
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

/// The nearest of very many is looked for by what the token says, not by going through all.
#[test]
fn the_nearest_identity_is_found_behind_many_strangers() {
    let files = vectors::finished("decisions-github-names");
    let vectors = &files[0].1;
    for name in [
        "the owner was renamed",
        "the repository was renamed",
        "the repository was transferred, and only its id is pinned",
        "another repository of the owner",
        "a stranger's repository of the same name",
    ] {
        let case = vectors["cases"].as_array().unwrap().iter().find(|case| case["name"] == name).unwrap();
        let mut policy = vectors["policies"][case["policy"].as_str().unwrap()].clone();
        let identities = policy["identities"].as_array_mut().unwrap();
        let wanted = identities[0]["email"].as_str().unwrap().to_owned();
        let stranger = |number| {
            json!({
                "name": "Stranger", "email": format!("stranger-{number}@workload.bytebase.com"), "platform": "github-actions",
                "owner": format!("stranger-{number}"), "repository": "*", "branch": "*"
            })
        };
        identities.splice(0..0, (0..1000).map(stranger));
        let gate = gate(vectors, &policy);
        let now = UnixTime::from_secs(vectors["now"].as_u64().unwrap());
        let decision = gate.decide(case["token"].as_str().unwrap(), Caller::Anyone, now);
        assert_eq!(as_expected(&decision), case["expect"], "{name}");
        let Decision::Deny(denied) = decision else { panic!("{name}: not denied") };
        assert_eq!(denied.nearest()[0].identity().email(), wanted, "{name}");
    }
}

/// A decision in the form in which the vectors expect it.
pub(crate) fn as_expected(decision: &Decision<'_>) -> Value {
    match decision {
        Decision::Allow(allowed) => json!({ "decision": "allow", "identity": allowed.identity().email() }),
        Decision::Reject(problem) => json!({ "decision": "reject", "code": problem.code() }),
        Decision::Deny(denied) => json!({ "decision": "deny", "code": denied.problem().code() }),
    }
}

/// The gate of that policy, with the keys of the file.
pub(crate) fn gate(vectors: &Value, policy: &Value) -> Gate {
    let read = Policy::parse(policy.to_string().as_bytes()).unwrap_or_else(|faults| panic!("{policy}: {faults:?}"));
    let mut gate = Gate::new(read);
    for (issuer, jwks) in vectors["keySets"].as_object().unwrap() {
        if gate.issuers().any(|it| it == issuer) {
            gate.set_keys(issuer, jwks.to_string().as_bytes()).unwrap();
        }
    }
    gate
}
