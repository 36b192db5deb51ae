//! `--batch`: JSON lines in, JSON lines out.

use claimgate_test_kit::key_set;
use serde_json::{Value, json};

use crate::command::{Run, claimgate};
use crate::fixtures::{Folder, GITHUB, NOW, github_keys, github_token, policy};

const AUDIENCE: &str = "https://github.com/my-org";

fn verify(lines: &[Value]) -> Run {
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    claimgate(&["verify", "--batch"]).stdin(lines).exits(0).silently()
}

/// A line that is accepted, with these members changed; a `null` takes one away.
fn line(changes: Value) -> Value {
    let mut line = json!({
        "token": github_token(json!({})), "jwks": github_keys(), "issuer": GITHUB, "audience": AUDIENCE,
        "algorithms": ["RS256"], "leeway": 60, "now": 1_791_484_400,
    });
    let members = line.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(members.remove(name)),
            value => drop(members.insert(name.clone(), value.clone())),
        }
    }
    line
}

#[test]
fn verify_accepts_what_holds_however_it_is_written() {
    for changes in [
        json!({}),
        json!({ "jwks": github_keys().to_string() }),
        json!({ "issuer": ["https://other.example", GITHUB] }),
        json!({ "audience": ["x", AUDIENCE] }),
        json!({ "algorithms": null }),
        json!({ "algorithms": "RS256" }),
        json!({ "algorithms": ["none", "HS256", "RS256", "MD5"] }),
        json!({ "leeway": null }),
        json!({ "leeway": 0 }),
        json!({ "leeway": 300, "now": 1_791_484_874 }),
    ] {
        let run = verify(&[line(changes.clone())]);
        assert_eq!(run.out, "{\"verdict\":\"accept\",\"code\":null,\"message\":null}\n", "{changes}");
    }
}

#[test]
fn verify_rejects_with_the_reason() {
    for (changes, code) in [
        (json!({ "token": "x" }), "token_malformed"),
        (json!({ "token": "" }), "token_malformed"),
        (json!({ "issuer": [] }), "issuer_mismatch"),
        (json!({ "issuer": "https://gitlab.com" }), "issuer_mismatch"),
        (json!({ "audience": [] }), "audience_mismatch"),
        (json!({ "audience": "" }), "audience_mismatch"),
        (json!({ "algorithms": [] }), "algorithm_not_allowed"),
        (json!({ "algorithms": ["none", "HS256"] }), "algorithm_not_allowed"),
        (json!({ "algorithms": ["rs256"] }), "algorithm_not_allowed"),
        (json!({ "jwks": { "keys": [] } }), "key_not_found"),
        (json!({ "jwks": key_set(&["stranger"]) }), "key_not_found"),
        (json!({ "jwks": {} }), "key_set_malformed"),
        (json!({ "jwks": { "keys": 5 } }), "key_set_malformed"),
        (json!({ "jwks": "" }), "json_malformed"),
        (json!({ "jwks": "[]" }), "json_malformed"),
        (json!({ "jwks": [] }), "json_malformed"),
        (json!({ "jwks": 5 }), "json_malformed"),
        (json!({ "jwks": " ".repeat(300_000) }), "key_set_too_large"),
        (json!({ "now": 1_791_484_635 }), "token_expired"),
        (json!({ "now": 0 }), "token_not_yet_valid"),
        (json!({ "leeway": 0, "now": 1_791_484_575 }), "token_expired"),
    ] {
        let reply = verify(&[line(changes.clone())]).json();
        assert_eq!((reply["verdict"].as_str(), reply["code"].as_str()), (Some("reject"), Some(code)), "{changes} {reply}");
        assert!(reply["message"].is_string(), "{changes}");
    }
    // Without `now` the clock counts, and the token is of October 2026.
    assert!(
        ["token_expired", "token_not_yet_valid"]
            .contains(&verify(&[line(json!({ "now": null }))]).json()["code"].as_str().unwrap())
    );
}

#[test]
fn a_bad_line_gets_an_error_and_stops_nothing() {
    let good = line(json!({})).to_string();
    let bad: Vec<(String, &str)> = vec![
        (String::new(), "json_malformed"),
        ("  ".to_owned(), "json_malformed"),
        ("null".to_owned(), "json_malformed"),
        ("[]".to_owned(), "json_malformed"),
        ("{".to_owned(), "json_malformed"),
        (format!("{good} x"), "json_malformed"),
        (good.replacen('{', "{\"leeway\":1,", 1), "duplicate_member"),
        (good.replacen('{', "{\"l\\u0065eway\":1,", 1), "duplicate_member"),
        (line(json!({ "kid": "x" })).to_string(), "member_unknown"),
        (line(json!({ "token": null })).to_string(), "member_missing"),
        (line(json!({ "jwks": null })).to_string(), "member_missing"),
        (line(json!({ "issuer": null })).to_string(), "member_missing"),
        (line(json!({ "audience": null })).to_string(), "member_missing"),
        (line(json!({ "token": 5 })).to_string(), "member_type_mismatch"),
        (line(json!({ "issuer": { "a": 1 } })).to_string(), "member_type_mismatch"),
        (line(json!({ "issuer": [1] })).to_string(), "member_type_mismatch"),
        (line(json!({ "audience": true })).to_string(), "member_type_mismatch"),
        (line(json!({ "algorithms": 1 })).to_string(), "member_type_mismatch"),
        (line(json!({ "leeway": "60" })).to_string(), "member_type_mismatch"),
        (line(json!({ "leeway": -1 })).to_string(), "member_type_mismatch"),
        (line(json!({ "leeway": 301 })).to_string(), "value_out_of_range"),
        (line(json!({ "now": 1.5 })).to_string(), "member_type_mismatch"),
        (line(json!({ "now": "2026-10-08T18:33:20Z" })).to_string(), "member_type_mismatch"),
        (good.replacen("\"token\":\"", "\"token\":\"\\ud800", 1), "member_type_mismatch"),
        ("x".repeat(1024 * 1024 + 1), "line_too_long"),
        ("[".repeat(100_000), "json_malformed"),
        (format!("{{\"token\":{}", "[".repeat(100_000)), "json_malformed"),
    ];
    let lines: Vec<_> = bad.iter().flat_map(|(line, _)| [line.as_str(), good.as_str()]).collect();
    let run = claimgate(&["verify", "--batch"]).stdin(lines.join("\n")).exits(0).silently();
    let replies = run.lines();
    assert_eq!(replies.len(), lines.len());
    for (number, (pair, (line, code))) in replies.chunks(2).zip(&bad).enumerate() {
        let start: String = line.chars().take(60).collect();
        assert_eq!(pair[0]["error"]["code"], *code, "{start} {}", pair[0]);
        assert_eq!(pair[0]["line"], number * 2 + 1, "{start}");
        assert!(pair[0]["error"]["message"].is_string());
        assert_eq!(pair[1]["verdict"], "accept", "after {start}");
    }
}

#[test]
fn text_that_is_not_utf_8_is_a_bad_line() {
    let run = claimgate(&["verify", "--batch"]).stdin(b"{\"token\":\"\xff\"}\n\0\n").exits(0);
    assert_eq!(run.lines().iter().map(|line| line["error"]["code"].clone()).collect::<Vec<_>>(), ["json_malformed"; 2]);
}

#[test]
fn settings_of_one_line_do_not_reach_the_next() {
    let stranger = json!({ "jwks": key_set(&["stranger"]) });
    let lines = [
        json!({}),
        stranger.clone(),
        json!({}),
        json!({ "leeway": 0, "now": 1_791_484_580 }),
        json!({ "now": 1_791_484_580 }),
        stranger,
    ];
    let run = verify(&lines.map(line));
    let verdicts: Vec<_> = run.lines().iter().map(|line| line["verdict"].as_str().unwrap().to_owned()).collect();
    assert_eq!(verdicts, ["accept", "reject", "accept", "reject", "accept", "reject"]);
}

#[test]
fn check_answers_in_order_with_the_identity_and_the_reason() {
    let folder = Folder::new();
    let policy = folder.file("policy.json", policy().to_string());
    let keys = folder.file("keys.json", github_keys().to_string());
    let feature = github_token(json!({ "sub": "repo:my-org/my-repo:ref:refs/heads/dev", "ref": "refs/heads/dev" }));
    let token = github_token(json!({}));
    let lines = [
        json!({ "token": token }),
        json!({ "token": token, "email": "deploy@workload.bytebase.com", "now": 1_791_484_400 }),
        json!({ "token": token, "email": "other@workload.bytebase.com" }),
        json!({ "token": feature }),
        json!({ "token": token, "now": 1_791_490_000 }),
        json!({ "token": "" }),
        json!({ "token": token, "email": 5 }),
        json!({ "token": token, "policy": {} }),
        json!({ "token": token, "email": null, "now": null }),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let arguments = ["check", "--batch", "--policy", &policy, "--jwks", &keys, "--now", NOW];
    let run = claimgate(&arguments).stdin(lines).exits(0).silently();
    assert_eq!(
        run.out.lines().collect::<Vec<_>>(),
        [
            r#"{"decision":"allow","identity":"deploy@workload.bytebase.com","code":null}"#,
            r#"{"decision":"allow","identity":"deploy@workload.bytebase.com","code":null}"#,
            r#"{"decision":"deny","identity":null,"code":"identity_unknown"}"#,
            r#"{"decision":"deny","identity":"deploy@workload.bytebase.com","code":"branch_mismatch"}"#,
            r#"{"decision":"reject","identity":null,"code":"token_expired"}"#,
            r#"{"decision":"reject","identity":null,"code":"token_malformed"}"#,
            r#"{"error":{"code":"member_type_mismatch","message":"the member `email` must be a string"},"line":7}"#,
            r#"{"error":{"code":"member_unknown","message":"nobody would read the member `policy`; possible are `token`, `email`, `now`"},"line":8}"#,
            r#"{"decision":"allow","identity":"deploy@workload.bytebase.com","code":null}"#,
        ]
    );
}

#[test]
fn nothing_in_is_nothing_out() {
    assert_eq!(claimgate(&["verify", "--batch"]).stdin("").exits(0).silently().out, "");
}

#[test]
fn a_batch_takes_everything_from_its_lines() {
    claimgate(&["verify", "--batch", "--issuer", GITHUB]).run().exits(2).complains("cannot be used with");
    claimgate(&["verify", "--batch", "token"]).run().exits(2);
}
