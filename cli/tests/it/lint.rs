//! `claimgate lint`: text, JSON and SARIF, and the exit codes.

use serde_json::{Value, json};

use crate::command::claimgate;
use crate::fixtures::Folder;

fn policy(identities: &Value) -> String {
    let mut identities = identities.clone();
    for (place, identity) in identities.as_array_mut().unwrap().iter_mut().enumerate() {
        let members = identity.as_object_mut().unwrap();
        members.insert("name".to_owned(), format!("Identity {place}").into());
        members.insert("email".to_owned(), format!("id{place}@workload.bytebase.com").into());
        members.insert("platform".to_owned(), "github-actions".into());
    }
    serde_json::to_string_pretty(&json!({ "identities": identities })).unwrap()
}

fn narrow() -> Value {
    json!({ "owner": "o", "repository": "r", "branch": "main" })
}

fn broad() -> Value {
    json!({ "owner": "o", "repository": "r", "branch": "*" })
}

fn dangerous() -> Value {
    json!({ "owner": "o", "repository": "r", "pullRequest": true })
}

fn dead() -> Value {
    json!({ "owner": "o", "repository": "r", "tag": "v[0-9]+" })
}

#[track_caller]
fn check_exit(identities: &Value, options: &[&str], exit: i32) {
    let folder = Folder::new();
    let file = folder.file("policy.json", policy(identities));
    claimgate(&["lint", &file]).args(options).run().exits(exit);
}

#[test]
fn the_exit_code_follows_the_worst_finding() {
    check_exit(&json!([narrow()]), &[], 0);
    check_exit(&json!([broad()]), &[], 0);
    check_exit(&json!([narrow(), dangerous()]), &[], 1);
    check_exit(&json!([dead()]), &[], 1);
    check_exit(&json!([narrow()]), &["--fail-on", "warning"], 0);
    check_exit(&json!([broad()]), &["--fail-on", "warning"], 1);
    check_exit(&json!([broad()]), &["--fail-on", "broad"], 1);
    check_exit(&json!([narrow()]), &["--fail-on", "note"], 1);
    check_exit(&json!([dangerous(), dead()]), &["--fail-on", "never"], 0);
}

#[test]
fn a_document_that_does_not_load_is_no_answer() {
    let folder = Folder::new();
    let file = folder.file("policy.json", r#"{ "identities": [] }"#);
    claimgate(&["lint", &file]).run().exits(2).complains("/identities");
}

#[test]
fn the_text_has_grade_reasons_and_examples() {
    let folder = Folder::new();
    let file = folder.file("policy.json", policy(&json!([narrow(), dangerous(), dead()])));
    let run = claimgate(&["lint", &file]).run().exits(1).silently();
    let run = run.says("3 identities: 1 narrow, 1 dangerous, 1 never matches");
    let run = run.says("pull_requests_admitted").says("repo:o/r:pull_request").says("NEVER MATCHES");
    let is_subject = |line: &str| line.contains("repo:");
    assert!(run.out.lines().skip(1).all(|line| line.chars().count() <= 80 || is_subject(line)), "{}", run.out);
}

#[test]
fn json_has_identities_and_findings_with_their_place_in_the_text() {
    let folder = Folder::new();
    let file = folder.file("policy.json", policy(&json!([narrow(), dangerous(), dead()])));
    let answer = claimgate(&["--json", "lint", &file]).run().exits(1).silently().json();
    let grades: Vec<_> = answer["identities"].as_array().unwrap().iter().map(|it| it["grade"].clone()).collect();
    assert_eq!(grades, [json!("narrow"), json!("dangerous"), Value::Null]);
    assert_eq!(answer["identities"][1]["admits"][0]["subject"], "repo:o/r:pull_request");
    let findings = answer["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["code"] == "pull_requests_admitted").unwrap();
    assert_eq!((&found["pointer"], &found["severity"]), (&json!("/identities/1/pullRequest"), &json!("error")));
    let text = policy(&json!([narrow(), dangerous(), dead()]));
    let line = usize::try_from(found["line"].as_u64().unwrap()).unwrap();
    assert_eq!(text.lines().nth(line - 1).unwrap().trim(), r#""pullRequest": true,"#);
}

#[test]
fn sarif_names_a_rule_and_a_place_for_each_finding() {
    let folder = Folder::new();
    let file = folder.file("my policy.json", policy(&json!([dangerous()])));
    let log = claimgate(&["lint", &file, "--format", "sarif"]).run().exits(1).silently().json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 4);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("my%20policy.json"));
        assert!(
            place["region"]["startLine"].as_u64().unwrap() >= 1 && place["region"]["startColumn"].as_u64().unwrap() >= 1
        );
    }
    let error = results.iter().find(|result| result["ruleId"] == "pull_requests_admitted").unwrap();
    assert_eq!(error["level"], "error");
}
