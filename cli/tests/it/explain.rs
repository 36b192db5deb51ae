//! `claimgate explain`.

use serde_json::json;

use crate::command::{Claimgate, claimgate};
use crate::fixtures::{Folder, NOW, github_keys, github_token, policy};

/// The command for the usual policy and keys.
fn explain(folder: &Folder, arguments: &[&str]) -> Claimgate {
    let policy = folder.file("policy.json", policy().to_string());
    let keys = folder.file("keys.json", github_keys().to_string());
    claimgate(&["explain", "--policy", &policy, "--jwks", &keys, "--now", NOW]).args(arguments)
}

fn on_branch(name: &str) -> String {
    let reference = format!("refs/heads/{name}");
    github_token(json!({ "sub": format!("repo:my-org/my-repo:ref:{reference}"), "ref": reference }))
}

#[test]
fn a_refused_token_is_told_what_differs_and_what_would_help() {
    let folder = Folder::new();
    let run = explain(&folder, &[]).stdin(on_branch("feature/login")).exits(1).silently();
    run.says("REJECTED  the job ran on the branch `feature/login`")
        .says("genuine  yes      signed by GitHub")
        .says("✕ Where it ran")
        .says("add the branch `feature/login` to the identity's `branch`")
        .says("This job ran in `my-org/my-repo`");
    let json = explain(&folder, &["--json"]).stdin(on_branch("feature/login")).exits(1).silently().json();
    assert_eq!(json["decision"], json!({ "verdict": "deny", "code": "branch_mismatch", "identity": null }));
    assert_eq!(json["fixes"][1]["patch"][0]["value"], json!(["main", "feature/login"]));
}

#[test]
fn whatever_was_pasted_is_enough() {
    let folder = Folder::new();
    let token = github_token(json!({}));
    for pasted in [format!("Authorization: Bearer {token}\n"), format!("{{\"count\":1,\"value\":\"{token}\"}}")] {
        explain(&folder, &[]).stdin(pasted).exits(0).silently().says("ACCEPTED");
    }
    let claims = r#"{"sub":"repo:my-org/my-repo:ref:refs/heads/main","aud":"https://github.com/my-org","event_name":"push",
        "iss":"https://token.actions.githubusercontent.com","exp":1791484575}"#;
    explain(&folder, &[]).stdin(claims).exits(1).says("NOT PROVEN  everything else fits");
}

#[test]
fn what_holds_no_token_is_called_by_its_name_and_a_secret_is_not_repeated() {
    let folder = Folder::new();
    explain(&folder, &[]).stdin("***").exits(1).silently().says("the platform hid the token (`***`)");
    let secret = format!("ghp_{}", "a1B2".repeat(9));
    for arguments in [&[][..], &["--json"], &["--markdown"], &["--caller"]] {
        let run = explain(&folder, arguments).stdin(format!("TOKEN={secret}\n")).exits(1).silently();
        assert!(!run.out.contains(&secret), "{}", run.out);
    }
    let json = explain(&folder, &["--json"]).stdin(&secret).exits(1).silently().json();
    assert_eq!(json["intake"]["form"], "secret");
}

#[test]
fn a_command_of_curl_holds_a_token() {
    let folder = Folder::new();
    let command = format!(
        "curl -sS \\\n  -H 'Authorization: Bearer {}' https://bytebase.example.com/v1/projects\n",
        github_token(json!({}))
    );
    explain(&folder, &[]).stdin(command).exits(0).silently().says("ACCEPTED");
}

#[test]
fn an_expired_token_can_be_judged_as_of_its_own_time() {
    let folder = Folder::new();
    let token = github_token(json!({ "iat": 1_791_400_000, "nbf": 1_791_400_000, "exp": 1_791_400_300 }));
    explain(&folder, &[]).stdin(&token).exits(1).says("REJECTED  expired 23 h 21 min ago");
    for at in ["issued", "any", "1791400100", "2026-10-07T19:08:20Z"] {
        let run = explain(&folder, &["--at", at]).stdin(&token).exits(1).silently().says("WOULD HAVE BEEN ACCEPTED");
        assert!(run.out.starts_with("WOULD"), "{}", run.out);
    }
}

#[test]
fn without_a_policy_the_token_is_still_explained() {
    let run = claimgate(&["explain", "--now", NOW]).stdin(on_branch("dev")).exits(1).silently();
    run.says("NOT PROVEN").says("By its own account, this job ran in `my-org/my-repo` on the branch `dev`").says("`sub`");
    let keys = claimgate(&["explain", "--now", NOW, "--jwks", "keys.json"]).stdin(on_branch("dev")).exits(1);
    assert!(keys.err.contains("only a policy says whose keys count"), "{}", keys.err);
}

#[test]
fn a_page_for_a_ticket_and_the_callers_sentence_hold_no_token() {
    let folder = Folder::new();
    let token = on_branch("dev");
    let page = explain(&folder, &["--markdown"]).stdin(&token).exits(1).silently().says("## REJECTED: the job ran");
    let caller = explain(&folder, &["--caller"]).stdin(&token).exits(1).silently();
    assert_eq!(
        caller.out,
        "The token is genuine, and no identity admits it; which one came near is told to the operator alone.\n"
    );
    for part in token.split('.') {
        assert!(!page.out.contains(part) && !caller.out.contains(part));
    }
}

#[test]
fn whoever_names_an_identity_is_told_about_that_one() {
    let folder = Folder::new();
    let token = github_token(json!({}));
    explain(&folder, &["--email", "deploy@workload.bytebase.com"]).stdin(&token).exits(0).silently().says("ACCEPTED");
    let wrong = explain(&folder, &["--email", "Deploy@workload.bytebase.com"]).stdin(&token).exits(1).silently();
    wrong
        .says("REJECTED  no identity has the e-mail address `Deploy@workload.bytebase.com`")
        .says("name the identity `GitHub Actions Deploy` instead");
    claimgate(&["explain", "--email", "deploy@workload.bytebase.com"]).stdin(&token).exits(2);
}

#[test]
fn codes_are_explained() {
    claimgate(&["explain", "--code", "branch_mismatch"]).run().exits(0).silently().says("The job ran on another branch");
    let unknown = claimgate(&["explain", "--code", "no_such_code"]).run().exits(2);
    assert!(unknown.err.contains("no code is called `no_such_code`"), "{}", unknown.err);
    for (misspelt, meant) in
        [("branch_mismatc", "branch_mismatch"), ("Token-Expired", "token_expired"), ("ambiguous", "key_ambiguous")]
    {
        claimgate(&["explain", "--code", misspelt]).run().exits(2).complains(&format!("did you mean `{meant}`"));
    }
    let foreign = claimgate(&["explain", "--code", "42"]).run().exits(2);
    assert!(!foreign.err.contains("did you mean"), "{}", foreign.err);
}
