//! What roles permit (`tests/vectors/permissions.json`): a method and a request target each, as `METHOD TARGET`.

use claimgate::{Identity, Policy};
use serde_json::{Value, json};

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
