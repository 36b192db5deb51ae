//! Tokens stay out of every message, wherever they were put by mistake.

use serde_json::json;

use crate::command::claimgate;
use crate::fixtures::{Folder, github_token, policy};

#[test]
fn a_token_in_the_wrong_place_is_not_repeated() {
    let token = github_token(json!({}));
    let folder = Folder::new();
    let policy = folder.file("policy.json", policy().to_string());
    let assignment = format!("--token={token}");
    for arguments in [
        &[token.as_str()][..],
        &["decode", "x", &token],
        &["decode", &assignment],
        &["decode", "--now", &token],
        &["decode", "--token-env", &token],
        &["decode", "--token-file", &token],
        &["check", "--policy", &token],
        &["check", "--policy", &policy, "--jwks", &token],
        &["check", "--policy", &policy, "--jwks-url", &token],
        &["check", "--policy", &policy, "--ca-file", &token],
        &["verify", "--alg", &token],
        &["completions", &token],
        &["man", &token],
    ] {
        for form in [&[][..], &["--json"]] {
            let run = claimgate(arguments).args(form).run().exits(2);
            for part in token.split('.') {
                assert!(!run.err.contains(part) && !run.out.contains(part), "{:?}", arguments.first());
            }
        }
    }
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    let folder = Folder::new();
    let policy = folder.file("policy.json", policy().to_string());
    let url = "https://jane:opensesame@keys.example/jwks";
    for arguments in [
        &["check", "--policy", &policy, "--jwks-url", url][..],
        &["verify", "--issuer", "https://issuer.example", "--audience", "x", "--jwks-url", url],
    ] {
        let run = claimgate(arguments).stdin("x").exits(2).complains("no user name and no password");
        assert!(!run.err.contains("opensesame"), "{}", run.err);
    }
}

#[test]
fn a_bad_line_of_a_batch_is_not_repeated() {
    let token = github_token(json!({}));
    let folder = Folder::new();
    let policy = folder.file("policy.json", policy().to_string());
    let lines = [
        json!({ "token": token, "now": token }).to_string(),
        json!({ "token": token, token.as_str(): 1 }).to_string(),
        json!({ "token": [token] }).to_string(),
        token.clone(),
        format!("\"{token}\""),
        format!("{{\"token\":{token}}}"),
    ];
    let run = claimgate(&["check", "--policy", &policy, "--offline", "--batch"]).stdin(lines.join("\n")).exits(0);
    assert_eq!(run.lines().iter().filter(|line| line["error"]["code"].is_string()).count(), lines.len(), "{}", run.out);
    for part in token.split('.') {
        assert!(!run.err.contains(part) && !run.out.contains(part), "{}", run.out);
    }
}
