//! The shipped examples are what their sources make, and each token meets the decision that its source promises.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use claimgate::{Caller, Gate, Policy, UnixTime};
use claimgate_test_kit::examples::{files, token_path};
use serde_json::Value;

use crate::decisions::as_expected;

#[test]
fn github_actions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("examples/github-actions");
    let source: Value =
        serde_json::from_slice(&fs::read(root.join("tests/kit/examples/github-actions.json")).unwrap()).unwrap();

    let made = files(&source);
    for (path, text) in &made {
        let shipped = fs::read_to_string(folder.join(path)).unwrap_or_default();
        assert!(shipped == *text, "{path} is stale: run `cargo run -p claimgate-test-kit --bin vectors`");
    }
    let shipped = fs::read_dir(folder.join("tokens")).unwrap();
    let shipped: BTreeSet<_> = shipped.map(|it| format!("tokens/{}", it.unwrap().file_name().display())).collect();
    let expected = made.iter().map(|(path, _)| path.clone()).filter(|path| path.starts_with("tokens/")).collect();
    assert_eq!(shipped, expected);

    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    let mut gate = Gate::new(Policy::parse(read("policy.json").as_bytes()).unwrap());
    gate.set_keys("https://token.actions.githubusercontent.com", read("jwks.json").as_bytes()).unwrap();
    let now = UnixTime::from_secs(source["now"].as_u64().unwrap());
    for case in source["cases"].as_array().unwrap() {
        let token = read(&token_path(case["file"].as_str().unwrap()));
        let decision = gate.decide(token.trim_end(), Caller::Anyone, now);
        assert_eq!(as_expected(&decision), case["expect"], "{}", case["name"]);
    }
}

#[test]
fn the_readme_shows_the_policy_of_the_example() {
    let readme = include_str!("../../README.md");
    let shown = readme.split_once("```json\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    let shipped = include_str!("../../examples/github-actions/policy.json");
    let [shown, shipped]: [Value; 2] = [shown, shipped].map(|text| serde_json::from_str(text).unwrap());
    assert_eq!(shown, shipped);
}
