//! How a proxy enforces a policy (`ProxySettings`), beyond the faults of its settings.

use claimgate::{Caller, Decision, ProxySettings, UnixTime, is_reserved_header, replaces_request_line};
use claimgate_test_kit::vectors;
use serde_json::{Value, json};

/// The settings with these routes, and a token that the policy allows.
fn check(routes: &Value, route: &str) -> Option<&'static str> {
    let vectors = &vectors::finished("decisions-github-places")[0].1;
    let case = vectors["cases"].as_array().unwrap().iter().find(|case| case["expect"]["decision"] == "allow").unwrap();
    let mut policy = vectors["policies"][case["policy"].as_str().unwrap()].clone();
    let mut other = policy["identities"][0].clone();
    other["email"] = json!("other@workload.bytebase.com");
    policy["identities"].as_array_mut().unwrap().push(other);
    let issuer = policy["identities"][0].get("issuer").cloned();
    let issuer = issuer.unwrap_or(json!("https://token.actions.githubusercontent.com"));
    policy["issuers"] = json!([{ "issuer": issuer, "jwks": claimgate_test_kit::key_set(&["github"]) }]);
    let settings = json!({ "policy": policy, "routes": routes }).to_string();
    let (settings, gate) = ProxySettings::parse(settings.as_bytes()).unwrap();
    let now = case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap();
    let decision = gate.decide(case["token"].as_str().unwrap(), Caller::Anyone, UnixTime::from_secs(now));
    match settings.permit(decision, route) {
        Decision::Allow(_) => None,
        Decision::Reject(problem) => Some(problem.code().as_str()),
        Decision::Deny(denied) => Some(denied.problem().code().as_str()),
    }
}

#[test]
fn a_route_for_certain_identities_is_for_no_other() {
    let of = |email: &str| json!([{ "name": "admin", "identities": [email] }]);
    assert_eq!(check(&of("deploy@workload.bytebase.com"), "admin"), None);
    assert_eq!(check(&of("other@workload.bytebase.com"), "admin"), Some("route_not_permitted"));
    assert_eq!(check(&of("other@workload.bytebase.com"), "elsewhere"), None);
    assert_eq!(check(&json!([{ "name": "admin", "mode": "shadow" }]), "admin"), None);
}

#[test]
fn a_header_that_replaces_the_request_line_is_known_however_it_is_written() {
    for name in
        ["x-http-method-override", "X-HTTP-Method", "X_Method_Override", "x.http.method", "x-original-url", "X-Rewrite-URL"]
    {
        assert!(replaces_request_line(name) && is_reserved_header(name), "{name}");
    }
    for name in ["x-http-methods", "x-forwarded-for", "method", ""] {
        assert!(!replaces_request_line(name) && !is_reserved_header(name), "{name}");
    }
}
