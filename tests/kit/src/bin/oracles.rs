//! Holds another JWT library's verdicts against ours: `oracles CLAIMGATE PEER COMMAND...`, as `tests/oracles/run` calls it.
//!
//! The command reads lines like those of `claimgate verify --batch` and answers each with a `verdict`.
//! `tests/oracles/README.md` describes the rest.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool of the tests: whatever goes wrong must stop it"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use claimgate_test_kit::{differences, mutations, vectors};
use serde_json::{Map, Value};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [claimgate, peer, command @ ..] = arguments.as_slice() else { panic!("usage: oracles CLAIMGATE PEER COMMAND...") };
    let known = known_differences(peer);
    let mut questions = vector_questions();
    questions.extend(mutations::questions(SEED, MUTATIONS).into_iter().map(|text| Question { name: None, text }));

    let ours = ask(&[claimgate.clone(), "verify".to_owned(), "--batch".to_owned()], &questions);
    let theirs = ask(command, &questions);
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut differing = 0;
    for ((question, ours), theirs) in questions.iter().zip(&ours).zip(&theirs) {
        if ours["verdict"] != theirs["verdict"] {
            let code = ours["code"].as_str().unwrap_or("accepted");
            let name = question.name.clone().unwrap_or_else(|| format!("random / {code}"));
            let example = format!("{name}\n  ours {ours}\n  theirs {theirs}\n  {}", question.text);
            differing += usize::from(known.contains(&name));
            found.entry(name).or_insert(example);
        }
    }
    let unlisted: Vec<_> = found.iter().filter(|(name, _)| !known.contains(*name)).collect();
    let vanished: Vec<_> = known.iter().filter(|name| !found.contains_key(*name)).collect();
    for (_, example) in &unlisted {
        println!("{peer}: a difference that differences.json does not explain: {example}");
    }
    for name in &vanished {
        println!("{peer}: no difference any more, though differences.json explains one: {name}");
    }
    let failed = unlisted.len() + vanished.len();
    println!(
        "{peer}: {} passed, {failed} failed ({differing} answers differ for a reason in differences.json)",
        questions.len() - unlisted.len()
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Question {
    /// That of the vector; a random one has none.
    name: Option<String>,
    text: Value,
}

fn vector_questions() -> Vec<Question> {
    let mut questions = Vec::new();
    for (file, vectors) in vectors::finished("verification-") {
        for case in vectors["cases"].as_array().unwrap() {
            let setting = |name: &str| case.get(name).or_else(|| vectors.get(name));
            let jwks = setting("jwks").unwrap();
            let mut text: Map<String, Value> = ["token", "issuer", "audience", "algorithms", "leeway", "now"]
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), setting(name)?.clone())))
                .collect();
            text.insert("jwks".to_owned(), jwks.as_str().map_or(jwks, |name| &vectors["keySets"][name]).clone());
            let name = format!("{} / {}", file.trim_end_matches(".json"), case["name"].as_str().unwrap());
            questions.push(Question { name: Some(name), text: Value::Object(text) });
        }
    }
    questions
}

/// The names of all differences that are explained: of vectors `file / name`, of random questions `random / our code`.
fn known_differences(peer: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for difference in differences::explained(&differences::file("differences.json")[peer]) {
        for (file, cases) in difference["where"].as_object().unwrap() {
            for (case, variants) in cases.as_object().unwrap() {
                let variants = variants
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|variant| format!("{file} / {case}: {}", variant.as_str().unwrap()));
                let variants: Vec<_> = variants.collect();
                names.extend(if variants.is_empty() { vec![format!("{file} / {case}")] } else { variants });
            }
        }
    }
    names
}

/// Sends every question in a line and reads as many answers.
fn ask(command: &[String], questions: &[Question]) -> Vec<Value> {
    let [program, arguments @ ..] = command else { panic!("a peer needs a command") };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let lines: String = questions.iter().map(|question| format!("{}\n", question.text)).collect();
    let mut input = child.stdin.take().unwrap();
    // The answers come while the questions go.
    let writer = thread::spawn(move || input.write_all(lines.as_bytes()));
    let mut answers = String::new();
    child.stdout.take().unwrap().read_to_string(&mut answers).unwrap();
    writer.join().unwrap().unwrap();
    assert!(child.wait().unwrap().success(), "{program} failed");
    let answers: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).expect("an answer is JSON")).collect();
    assert_eq!(answers.len(), questions.len(), "{program} must answer every line");
    answers
}

const SEED: u64 = 0x5eed_0000_0000_0001;
const MUTATIONS: usize = 4000;
