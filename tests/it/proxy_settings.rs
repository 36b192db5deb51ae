//! How a proxy enforces a policy (`ProxySettings`).

use std::collections::BTreeSet;

use claimgate::{
    Caller, Decision, PROXY_SETTINGS_SCHEMA, ProxySettings, UnixTime, is_reserved_header, replaces_request_line,
};
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
    for name in [
        "x-http-method-override",
        "X-HTTP-Method",
        "X_Method_Override",
        "x.http.method",
        "x-original-url",
        "X-Rewrite-URL",
        "X-Envoy-Original-Path",
    ] {
        assert!(replaces_request_line(name) && is_reserved_header(name), "{name}");
    }
    for name in ["x-http-methods", "x-forwarded-for", "method", ""] {
        assert!(!replaces_request_line(name) && !is_reserved_header(name), "{name}");
    }
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// Settings whose keys are fetched, with these members besides.
fn with(members: &Value) -> Value {
    let identity = json!({ "name": "Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
        "owner": "my-org", "repository": "my-repo", "branch": "main" });
    let mut settings =
        json!({ "policy": { "identities": [identity] }, "keyClusters": [{ "issuer": GITHUB, "cluster": "keys" }] });
    settings.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    settings
}

#[test]
fn every_fault_is_told_with_its_place() {
    let inline = json!({ "policy": with(&json!({}))["policy"].clone(), "keyClusters": null });
    for (members, code, pointer) in [
        (json!({ "mod": "shadow" }), "member_unknown", "/mod"),
        (json!({ "mode": "off" }), "value_unknown", "/mode"),
        (json!({ "policy": { "identities": [] } }), "value_empty", "/policy/identities"),
        (json!({ "policy": null }), "member_type_mismatch", "/policy"),
        (json!({ "token": {} }), "value_empty", "/token"),
        (json!({ "token": { "header": "Authorization" } }), "value_malformed", "/token/header"),
        (json!({ "token": { "header": "a", "cookie": "b" } }), "member_not_applicable", "/token/cookie"),
        (json!({ "token": { "cookie": "a b" } }), "value_malformed", "/token/cookie"),
        (json!({ "token": { "query": "a&b" } }), "value_malformed", "/token/query"),
        (json!({ "realm": "a\r\nb: c" }), "value_malformed", "/realm"),
        (json!({ "timeout": 0 }), "value_out_of_range", "/timeout"),
        (json!({ "seenTokens": 1e9 }), "member_type_mismatch", "/seenTokens"),
        (json!({ "forwardToken": 1 }), "member_type_mismatch", "/forwardToken"),
        (json!({ "filterState": "a b" }), "value_malformed", "/filterState"),
        (json!({ "keyClusters": [{ "issuer": GITHUB }] }), "member_missing", "/keyClusters/0"),
        (
            json!({ "keyClusters": [{ "issuer": "https://a.example", "cluster": "c" }] }),
            "issuer_unused",
            "/keyClusters/0/issuer",
        ),
        (json!({ "routes": [{ "mode": "off" }] }), "member_missing", "/routes/0"),
        (json!({ "routes": [{ "name": "a" }, { "name": "a" }] }), "value_duplicate", "/routes/1/name"),
        (json!({ "routes": [{ "name": "a", "identities": ["b@c"] }] }), "value_malformed", "/routes/0/identities/0"),
        (
            json!({ "routes": [{ "name": "a", "mode": "off", "identities": ["deploy@workload.bytebase.com"] }] }),
            "member_not_applicable",
            "/routes/0/identities",
        ),
        (inline, "member_type_mismatch", "/keyClusters"),
    ] {
        let settings = with(&members).to_string();
        let faults = ProxySettings::parse(settings.as_bytes()).unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| (fault.code().as_str(), fault.pointer())).collect();
        assert!(told.contains(&(code, pointer)), "{settings}: {told:?}");
        assert!(faults.iter().all(|fault| fault.to_string().starts_with("settings")), "{faults:?}");
    }
    assert!(ProxySettings::parse(with(&json!({})).to_string().as_bytes()).is_ok());
}

#[test]
fn an_issuer_whose_keys_nobody_brings_is_told_at_once() {
    let mut settings = with(&json!({}));
    settings.as_object_mut().unwrap().remove("keyClusters");
    let faults = ProxySettings::parse(settings.to_string().as_bytes()).unwrap_err();
    assert_eq!(faults[0].message(), format!("the member `keyClusters` with a cluster for `{GITHUB}` is missing"));
}

#[test]
fn the_schema_and_the_reader_know_the_same_members() {
    let schema: Value = serde_json::from_str(PROXY_SETTINGS_SCHEMA).unwrap();
    let unknown = json!({ "x": 1, "token": { "x": 1 }, "keyClusters": [{ "x": 1 }], "routes": [{ "x": 1 }] });
    let told = ProxySettings::parse(with(&unknown).to_string().as_bytes()).unwrap_err();
    for (unknown, properties) in [
        ("/x", "/properties"),
        ("/token/x", "/properties/token/properties"),
        ("/keyClusters/0/x", "/properties/keyClusters/items/properties"),
        ("/routes/0/x", "/properties/routes/items/properties"),
    ] {
        let fault = told.iter().find(|fault| fault.pointer() == unknown).unwrap_or_else(|| panic!("{unknown}: {told:?}"));
        let known: BTreeSet<_> = fault.expected_value().unwrap().split(", ").map(|name| name.trim_matches('`')).collect();
        let described = schema.pointer(properties).unwrap().as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(known, described, "{properties}");
    }
}
