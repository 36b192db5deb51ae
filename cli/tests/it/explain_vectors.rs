//! `claimgate explain` on the examples and on everything that people paste: what it says, and that its JSON is as promised.

use std::fs;
use std::path::{Path, PathBuf};

use claimgate_test_kit::vectors;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::command::{Claimgate, Run, claimgate};
use crate::fixtures::{Folder, NOW};

/// What it says of each token of the example, and the first thing that would help.
const EXAMPLES: [(&str, &str, Option<&str>); 11] = [
    ("push-to-main", "ACCEPTED  `my-org/my-repo`, the branch `main`", None),
    ("immutable-subject", "ACCEPTED  `my-org/my-repo`, the branch `main`", None),
    ("other-branch", "REJECTED  the job ran on the branch `feature/login`", Some("run_there")),
    ("environment", "REJECTED  the job uses the environment `production`", Some("remove_environment")),
    ("pull-request", "REJECTED  the job ran for a pull request", Some("run_on_push")),
    ("other-repository", "REJECTED  the job ran in the repository `website`", Some("run_there")),
    ("look-alike-owner", "REJECTED  the job belongs to `my-org-inc`", Some("use_other_identity")),
    ("other-audience", "REJECTED  this token was made for AWS (`sts.amazonaws.com`)", Some("request_second_token")),
    ("expired", "REJECTED  expired 57 min 5 s ago", Some("request_fresh_token")),
    ("tampered", "REJECTED  the signature does not fit the issuer's key", Some("copy_whole_token")),
    ("strangers-key", "NOT PROVEN  everything else fits, but who signed it was not checked", Some("fetch_keys_again")),
];

#[test]
fn every_token_of_the_example_is_told_what_it_is_and_what_helps() {
    let tokens = fs::read_dir(example("tokens")).unwrap().count();
    assert_eq!(tokens, EXAMPLES.len(), "each token of the example has its line here");
    let schema = schema();
    for (name, beginning, advice) in EXAMPLES {
        let token = example(&format!("tokens/{name}.jwt"));
        let exit = i32::from(!beginning.starts_with("ACCEPTED"));
        let asked = |arguments: &[&str]| ask(arguments).args(&["--token-file", &token]).run().exits(exit).silently();
        let text = asked(&[]);
        assert!(text.out.starts_with(beginning), "{name}: {}", text.out);
        let json = asked(&["--json"]);
        check(name, &schema, &json);
        assert_eq!(json.json()["fixes"][0]["advice"], json!(advice), "{name}");
        let batch = claimgate(&["check", "--policy", &example("policy.json"), "--jwks", &example("jwks.json")]);
        let decided = batch.args(&["--now", EXAMPLE_NOW, "--json", "--token-file", &token]).run().exits(exit).json();
        assert_eq!(json.json()["decision"]["verdict"], decided["decision"], "{name}");
    }
}

#[test]
fn a_token_is_found_in_whatever_form_it_was_pasted() {
    let token = fs::read_to_string(example("tokens/push-to-main.jwt")).unwrap();
    let token = token.trim_end();
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
    let wrapped: Vec<_> = token.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    for pasted in [
        format!("Authorization: Bearer {token}"),
        format!("curl -H 'Authorization: Bearer {token}' https://bytebase.example.com/v1/projects"),
        format!("{{\"count\":1541,\"value\":\"{token}\"}}"),
        format!("export OIDC_TOKEN=\"{token}\""),
        format!("2026-10-08T18:31:20.1234567Z \u{1b}[36mtoken: {token}\u{1b}[0m"),
        format!("deploy\tRequest a token\t2026-10-08T18:31:20.1234567Z {token}"),
        format!("https://app.example.com/callback#id_token={token}&state=x"),
        format!("> {token}"),
        format!("```\n{token}\n```"),
        wrapped.join("\n"),
    ] {
        paste(&pasted).exits(0).silently().says("ACCEPTED");
    }
    let unsigned = "NOT PROVEN  everything else fits, but who signed it was not checked: the signature is missing";
    let decoded = claimgate(&["decode", "--json", token]).run().exits(0).json()["claims"].to_string();
    for pasted in [format!("{header}.{claims}"), claims.to_owned(), decoded] {
        let said = paste(&pasted).exits(1).silently().out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.starts_with(&unsigned.replace("  ", " ")), "{said}");
    }
    let (beginning, cut) = (token.get(..200).unwrap(), token.get(..token.len() - 40).unwrap());
    let two = format!("{token}\n{header}.{claims}.{}", signature.to_lowercase());
    for (pasted, said) in [
        (cut, "REJECTED  the signature has"),
        (beginning, "REJECTED  the token ends in its claims, where something cut it off"),
        (&two, "the text has 2 tokens; the first is judged"),
        ("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..e30.e30.e30", "REJECTED  an encrypted token (JWE)"),
        ("***", "NO TOKEN  the platform hid the token (`***`)"),
        ("", "NO TOKEN  nothing was pasted"),
        ("hello, world", "NO TOKEN  a text without a token and without claims"),
        ("$OIDC_TOKEN", "NO TOKEN  this is the name of a variable, not its value"),
        ("Error: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable", "NO TOKEN  the job may not request tokens"),
        ("ghp_0123456789abcdefghijklmnopqrstuvwxyz", "NO TOKEN  a personal access token of GitHub"),
        ("-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----", "NO TOKEN  a private key (PEM), not a token"),
        (&fs::read_to_string(example("jwks.json")).unwrap(), "NO TOKEN  a key set, not a token"),
    ] {
        let run = paste(pasted).silently();
        assert!(
            run.out.split_whitespace().collect::<Vec<_>>().join(" ").contains(&said.replace("  ", " ")),
            "{said}: {}",
            run.out
        );
    }
}

#[test]
fn the_json_of_every_explanation_is_as_its_schema_says() {
    let schema = schema();
    let folder = Folder::new();
    for (_, vectors) in vectors::finished("explain.json") {
        for case in vectors["cases"].as_array().unwrap() {
            let policy = folder.file("policy.json", vectors["policies"][case["policy"].as_str().unwrap()].to_string());
            let now = case.get("now").unwrap_or(&vectors["now"]).to_string();
            let run = claimgate(&["explain", "--json", "--offline", "--now", &now, "--policy", &policy]);
            check(&case["name"].to_string(), &schema, &run.stdin(case["token"].as_str().unwrap()));
        }
    }
    let (_, paste) = vectors::finished("paste.json").remove(0);
    for case in paste["cases"].as_array().unwrap() {
        let texts = paste["texts"].as_object().unwrap();
        let pasted = texts.iter().fold(case["pasted"].as_str().unwrap().to_owned(), |text, (name, value)| {
            text.replace(&format!("«{name}»"), value.as_str().unwrap())
        });
        check(&case["name"].to_string(), &schema, &claimgate(&["explain", "--json", "--now", NOW]).stdin(pasted));
    }
}

fn paste(text: &str) -> Run {
    ask(&[]).stdin(text)
}

/// The command for the policy and the keys of the example.
fn ask(arguments: &[&str]) -> Claimgate {
    let (policy, keys) = (example("policy.json"), example("jwks.json"));
    claimgate(&["explain", "--policy", &policy, "--jwks", &keys, "--now", EXAMPLE_NOW]).args(arguments)
}

fn example(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/github-actions").join(name);
    path.to_str().unwrap().to_owned()
}

/// The validator for what the command itself says of its JSON.
fn schema() -> Validator {
    let schema = claimgate(&["schema", "explanation"]).run().exits(0).json();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
fn check(name: &str, schema: &Validator, run: &Run) {
    assert!(run.exit < 2, "{name}: {run:?}");
    let json: Value = run.json();
    let faults: Vec<_> = schema.iter_errors(&json).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{name}: {faults:?}");
}

const EXAMPLE_NOW: &str = "2026-10-08T18:33:20Z";
