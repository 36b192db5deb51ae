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
        let email = group.get("email").unwrap_or(&json!(EMAIL)).clone();
        let policy = policy_of(&email, &json!(["role"]), &json!({ "role": group["permissions"] }));
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
fn the_operator_is_told_which_role_or_project_is_missing() {
    let roles = json!({
        "reader": [{ "methods": ["GET"], "path": "/**" }],
        "writer": [{ "methods": ["PUT", "GET"], "path": "/**" }],
        "admin": [{ "methods": ["PUT"], "path": "/v1/**" }]
    });
    let (of_workspace, of_project) = (EMAIL, "deploy@my-project.workload.bytebase.com");
    for (email, roles, request, code, expected, actual) in [
        (
            of_workspace,
            Some(&roles),
            ("PUT", "/v1/x?secret=1"),
            "request_not_permitted",
            "one of the roles `admin`, `writer`",
            "`PUT` on `/v1/x` with the roles `reader`",
        ),
        (
            of_workspace,
            Some(&roles),
            ("DELETE", "/v1/x"),
            "request_not_permitted",
            "a role that permits it, and the policy has none",
            "`DELETE` on `/v1/x` with the roles `reader`",
        ),
        (
            of_project,
            Some(&roles),
            ("PUT", "/v1/x?secret=1"),
            "request_outside_project",
            "`/v1/projects/my-project` or a path below it",
            "`PUT` on `/v1/x`",
        ),
        (
            of_project,
            None,
            ("GET", "/v1/projects/other"),
            "request_outside_project",
            "`/v1/projects/my-project` or a path below it",
            "`GET` on `/v1/projects/other`",
        ),
        (of_project, None, ("PUT", "/v1/projects/my-project/x"), "", "", ""),
    ] {
        let vectors = &vectors::finished("decisions-github-places")[0].1;
        let case = vectors["cases"].as_array().unwrap().iter().find(|case| case["expect"]["decision"] == "allow").unwrap();
        let mut policy = vectors["policies"][case["policy"].as_str().unwrap()].clone();
        policy["identities"][0]["email"] = json!(email);
        if let Some(roles) = roles {
            policy["identities"][0]["roles"] = json!(["reader"]);
            policy["roles"] = roles.clone();
        }
        let gate = gate(vectors, &policy);
        let now = UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap());
        let decision = gate.permit(gate.decide(case["token"].as_str().unwrap(), Caller::Anyone, now), request.0, request.1);
        let told = match decision {
            Decision::Deny(denied) => {
                let problem = denied.problem();
                let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
                (problem.code().as_str(), text(problem.expected_value()), text(problem.actual_value()))
            }
            Decision::Allow(_) => ("", String::new(), String::new()),
            Decision::Reject(problem) => panic!("{problem}"),
        };
        assert_eq!(told, (code, expected.to_owned(), actual.to_owned()), "{email} {request:?}");
    }
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
    policy_of(&json!(EMAIL), names, roles)
}

fn policy_of(email: &Value, names: &Value, roles: &Value) -> Policy {
    let mut identity = json!({
        "name": "Deploy", "email": email, "platform": "github-actions",
        "owner": "my-org", "repository": "my-repo", "branch": "main"
    });
    if !names.is_null() {
        identity["roles"] = names.clone();
    }
    Policy::parse(json!({ "identities": [identity], "roles": roles }).to_string().as_bytes()).unwrap()
}

const EMAIL: &str = "deploy@workload.bytebase.com";
