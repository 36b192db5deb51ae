//! What roles permit (`tests/vectors/permissions.json`): a method and a request target each, as `METHOD TARGET`.

use claimgate::{Caller, Decision, Identity, Policy, UnixTime};
use claimgate_test_kit::vectors;
use serde_json::{Value, json};

use crate::decisions::gate;

#[test]
fn roles_permit_what_they_say_and_nothing_else() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/permissions.json")).unwrap();
    let mut faults = Vec::new();
    for group in vectors["groups"].as_array().unwrap() {
        let policy = policy(&json!(["role"]), &json!({ "role": group["permissions"] }));
        let identity = &policy.identities()[0];
        for (list, expected) in [("permits", true), ("forbids", false)] {
            for request in group[list].as_array().unwrap() {
                if permits(identity, request) != expected {
                    faults.push(format!("{}: {list} {request}", group["name"]));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn any_role_of_an_identity_may_permit_and_other_roles_do_not() {
    let roles = json!({
        "reader": [{ "methods": ["GET"], "path": "/a" }],
        "writer": [{ "methods": ["PUT"], "path": "/a" }],
        "nobody's": [{ "methods": ["DELETE"], "path": "/a" }]
    });
    let policy = policy(&json!(["reader", "writer"]), &roles);
    let identity = &policy.identities()[0];
    assert!(permits(identity, &json!("GET /a")) && permits(identity, &json!("PUT /a")));
    assert!(!permits(identity, &json!("DELETE /a")));
}

#[test]
fn an_identity_without_roles_may_do_nothing() {
    let roles = json!({ "reader": [{ "methods": ["GET"], "path": "/**" }] });
    assert!(!permits(&policy(&Value::Null, &roles).identities()[0], &json!("GET /a")));
}

#[test]
fn a_decision_about_a_request_denies_what_no_role_permits_if_there_are_roles() {
    let roles = json!({ "reader": [{ "methods": ["GET"], "path": "/a/**" }] });
    for (named, defined, request, expected) in [
        (json!(["reader"]), Some(&roles), ("GET", "/a/b?secret=1"), "allow"),
        (json!(["reader"]), Some(&roles), ("PUT", "/a/b?secret=1"), "request_not_permitted"),
        (json!(["reader"]), Some(&roles), ("GET", "/a/../b"), "request_not_permitted"),
        (Value::Null, Some(&roles), ("GET", "/a/b"), "request_not_permitted"),
        (Value::Null, Some(&json!({})), ("GET", "/a/b"), "request_not_permitted"),
        (Value::Null, None, ("PUT", "/b"), "allow"),
    ] {
        let vectors = &vectors::finished("decisions-github-places")[0].1;
        let case = vectors["cases"].as_array().unwrap().iter().find(|case| case["expect"]["decision"] == "allow").unwrap();
        let mut policy = vectors["policies"][case["policy"].as_str().unwrap()].clone();
        if !named.is_null() {
            policy["identities"][0]["roles"] = named;
        }
        if let Some(roles) = defined {
            policy["roles"] = roles.clone();
        }
        let gate = gate(vectors, &policy);
        let now = UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap());
        let decide = |token| gate.permit(gate.decide(token, Caller::Anyone, now), request.0, request.1);
        let actual = match decide(case["token"].as_str().unwrap()) {
            Decision::Allow(_) => "allow".to_owned(),
            Decision::Reject(problem) => panic!("{problem}"),
            Decision::Deny(denied) => {
                assert!(!format!("{:?}", denied.problem()).contains("secret") && denied.nearest().is_empty());
                denied.problem().code().to_string()
            }
        };
        assert_eq!(actual, expected, "{request:?} with {defined:?}");
        // Whom the gate does not let in the roles do not help.
        assert!(matches!(decide("a.b.c"), Decision::Reject(_)));
    }
}

fn permits(identity: &Identity, request: &Value) -> bool {
    let request = request.as_str().unwrap();
    let (method, target) = request.split_once(' ').unwrap_or((request, ""));
    identity.permits(method, target)
}

/// A policy of one identity with these roles, `null` for none.
fn policy(names: &Value, roles: &Value) -> Policy {
    let mut identity = json!({
        "name": "Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
        "owner": "my-org", "repository": "my-repo", "branch": "main"
    });
    if !names.is_null() {
        identity["roles"] = names.clone();
    }
    Policy::parse(json!({ "identities": [identity], "roles": roles }).to_string().as_bytes()).unwrap()
}
