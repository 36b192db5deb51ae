//! Holds the grades and matches of subvectors against ours: `subvectors CLAIMGATE COMMAND...`, as `tests/oracles/run` calls it.
//!
//! The command writes questions in lines of JSON. `tests/oracles/README.md` describes the rest.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool of the tests: whatever goes wrong must stop it"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use claimgate_test_kit::{differences, key_set, kid, named};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [claimgate, program, arguments @ ..] = arguments.as_slice() else {
        panic!("usage: subvectors CLAIMGATE COMMAND...")
    };
    let questions = run(program, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(questions.status.success(), "{program} failed: {}", String::from_utf8_lossy(&questions.stderr));
    let questions = String::from_utf8(questions.stdout).unwrap();
    let mut known = known_differences();
    let (mut passed, mut differing, mut failed) = (0, 0, 0);
    for question in questions.lines().map(|line| serde_json::from_str::<Value>(line).expect("a question is JSON")) {
        let (ours, theirs) = (ask(claimgate, &question), Verdict::theirs(&question));
        let name = question["name"].as_str().unwrap();
        match (ours.differs_from(&theirs), known.remove(name)) {
            (false, None) => passed += 1,
            (true, Some(listed)) if listed == ours.to_string() => {
                passed += 1;
                differing += 1;
            }
            (true, _) => {
                failed += 1;
                println!(
                    "subvectors: a difference that differences.json does not explain: {name}: ours {ours}, theirs {theirs}: {question}"
                );
            }
            (false, Some(_)) => {
                failed += 1;
                println!("subvectors: no difference any more, though differences.json explains one: {name}");
            }
        }
    }
    for name in known.keys() {
        failed += 1;
        println!("subvectors: differences.json explains a vector that is not there: {name}");
    }
    println!("subvectors: {passed} passed, {failed} failed ({differing} differ for a reason in differences.json)");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether the subject of the question matches, and how the pattern is graded, in the words of subvectors.
struct Verdict {
    matches: bool,
    grade: Option<String>,
}

impl Verdict {
    fn theirs(question: &Value) -> Self {
        Self { matches: question["matches"].as_bool().unwrap(), grade: question["grade"].as_str().map(str::to_owned) }
    }

    fn differs_from(&self, theirs: &Self) -> bool {
        self.matches != theirs.matches || (theirs.grade.is_some() && self.grade != theirs.grade)
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let matches = if self.matches { "match" } else { "no-match" };
        write!(out, "{matches}, {}", self.grade.as_deref().unwrap_or("ungraded"))
    }
}

/// Asks `lint` for the grade and `check` for the match.
fn ask(claimgate: &str, question: &Value) -> Verdict {
    let folder = std::env::temp_dir().join(format!("claimgate-subvectors-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, content: &Value| -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, content.as_str().map_or_else(|| content.to_string(), str::to_owned)).unwrap();
        path
    };
    let policy = file("policy.json", &policy(question));
    let (token, keys) = (file("token.txt", &token(question).into()), file("keys.json", &key_set(&["github"])));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let lint = run(claimgate, &["--json", "lint", "--fail-on", "never", &text(&policy)]);
    if lint.status.code() == Some(2) {
        return Verdict { matches: false, grade: Some("refused".to_owned()) };
    }
    let report: Value = serde_json::from_slice(&lint.stdout).unwrap();
    let grades = report["identities"].as_array().unwrap().iter().map(|identity| match identity["grade"].as_str() {
        Some("exact" | "narrow") => "safe",
        Some("broad") => "caution",
        Some("dangerous") => "dangerous",
        _ => "never",
    });
    // A list is as loose as its loosest member.
    let worst = grades.max_by_key(|grade| ["never", "safe", "caution", "dangerous"].iter().position(|it| it == grade));
    let arguments = ["--json", "check", "--policy", &text(&policy), "--jwks", &text(&keys), "--offline", "--now", "1000"];
    let check = run(claimgate, &[&arguments[..], &["--token-file", &text(&token)]].concat());
    let decision: Value = serde_json::from_slice(&check.stdout).unwrap_or_else(|_| panic!("{check:?}"));
    Verdict { matches: decision["decision"] == "allow", grade: worst.map(str::to_owned) }
}

fn policy(question: &Value) -> Value {
    let subjects = question["subjects"].as_array().unwrap();
    let identity = |(place, subject): (usize, &Value)| {
        let mut identity = json!({
            "name": format!("Pattern {place}"), "email": format!("p{place}@workload.bytebase.com"),
            "platform": question["platform"], "audiences": ["own"], "subject": subject,
        });
        if !question["claims"].as_object().unwrap().is_empty() {
            identity["claims"] = question["claims"].clone();
        }
        identity
    };
    json!({ "identities": subjects.iter().enumerate().map(identity).collect::<Vec<_>>() })
}

/// The question's claims, with those that every token of the platform has.
fn token(question: &Value) -> String {
    let mut claims = json!({ "iat": 900, "exp": 1200 });
    let subject = question["token"]["sub"].as_str().unwrap();
    if question["platform"] == "gitlab-ci" {
        claims["iss"] = "https://gitlab.com".into();
        claims["pipeline_source"] = "push".into();
    } else {
        claims["iss"] = "https://token.actions.githubusercontent.com".into();
        claims["event_name"] = if subject.ends_with(":pull_request") { "pull_request" } else { "push" }.into();
        if let Some((_, name)) = subject.split_once(":environment:") {
            claims["environment"] = name.split(':').next().unwrap().replace("%3A", ":").into();
        }
    }
    claims.as_object_mut().unwrap().extend(question["token"].as_object().unwrap().clone());
    let signer = named("github");
    let header = json!({ "alg": signer.algorithm(), "kid": kid("github") });
    signer.token(&header.to_string(), &claims.to_string())
}

fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"))
}

/// Our verdicts where they differ and it is explained, by the name of the vector.
fn known_differences() -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for difference in differences::explained(&differences::file("subvectors/differences.json")) {
        for name in difference["vectors"].as_array().unwrap() {
            known.insert(name.as_str().unwrap().to_owned(), difference["ours"].as_str().unwrap().to_owned());
        }
    }
    known
}
