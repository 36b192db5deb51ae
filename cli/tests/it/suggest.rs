//! `claimgate suggest`: a policy that works at once.

use serde_json::{Value, json};

use crate::command::claimgate;
use crate::fixtures::{Folder, NOW, github_keys, github_token};

#[test]
fn the_suggested_policy_admits_the_token() {
    let token = github_token(json!({ "repository_id": "2", "repository_owner_id": "1" }));
    let policy = claimgate(&["suggest", "--policy-only"]).stdin(&token).exits(0).silently().out;
    let identity = &serde_json::from_str::<Value>(&policy).unwrap()["identities"][0];
    assert_eq!((&identity["branch"], &identity["repositoryId"]), (&json!("main"), &json!("2")));
    let folder = Folder::new();
    let (policy, keys) = (folder.file("policy.json", policy), folder.file("keys.json", github_keys().to_string()));
    let check = ["check", "--policy", &policy, "--jwks", &keys, "--now", NOW];
    claimgate(&check).stdin(&token).exits(0).says("ALLOWED by my-org-my-repo-main@workload.bytebase.com");
    claimgate(&["lint", &policy]).run().exits(0).says("1 identity: 1 exact");
}

#[test]
fn the_text_says_what_else_gets_in() {
    let run = claimgate(&["suggest"]).stdin(github_token(json!({}))).exits(0).silently();
    run.says("NARROW").says("\"branch\": \"main\"").says("repo:my-org/my-repo:ref:refs/heads/main-2");
    let pull_request =
        json!({ "sub": "repo:my-org/my-repo:pull_request", "ref": "refs/pull/7/merge", "event_name": "pull_request" });
    claimgate(&["suggest"]).stdin(github_token(pull_request)).exits(0).says("DANGEROUS").says("pull_requests_admitted");
}

#[test]
fn json_has_the_policy_and_its_grade() {
    let answer = claimgate(&["suggest", "--json"]).stdin(github_token(json!({}))).exits(0).silently().json();
    assert_eq!(answer["policy"]["identities"][0]["owner"], "my-org");
    assert_eq!(answer["safety"]["grade"], "narrow");
}

#[test]
fn a_token_that_no_identity_can_fit_is_refused() {
    let contradictory = github_token(json!({ "repository": "my-org/other" }));
    claimgate(&["suggest"]).stdin(&contradictory).exits(1).says("claim_contradictory");
    let problem = claimgate(&["suggest", "--json"]).stdin(&contradictory).exits(1).json();
    assert_eq!(problem["code"], "claim_contradictory");
}
