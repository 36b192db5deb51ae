//! The shared vectors, asked line by line: the command must say what the core says.

use std::collections::BTreeMap;

use claimgate::{Gate, Policy};
use claimgate_test_kit::vectors;
use serde_json::{Map, Value, json};

use crate::command::claimgate;
use crate::fixtures::Folder;

#[test]
fn the_command_decides_every_vector_as_expected() {
    for (_, vectors) in vectors::finished("decisions-") {
        decides_as_expected(&vectors);
    }
}

#[test]
fn the_command_verifies_every_vector_as_expected() {
    for (_, vectors) in vectors::finished("verification-") {
        let cases = vectors["cases"].as_array().unwrap();
        let lines = cases.iter().map(|case| {
            let setting = |name: &str| Some((name.to_owned(), case.get(name).or_else(|| vectors.get(name))?.clone()));
            let settings =
                ["token", "issuer", "audience", "algorithms", "leeway", "now", "jwks"].into_iter().filter_map(setting);
            let mut line: Map<_, _> = settings.collect();
            if let Some(name) = line["jwks"].as_str() {
                line["jwks"] = vectors["keySets"][name].clone();
            }
            Value::Object(line).to_string()
        });
        let lines: Vec<_> = lines.collect();
        let replies = claimgate(&["verify", "--batch"]).stdin(lines.join("\n")).exits(0).lines();
        assert_eq!(replies.len(), cases.len());
        for (case, reply) in cases.iter().zip(replies) {
            let expected = ["verdict", "code"].map(|name| case["expect"].get(name).unwrap_or(&Value::Null));
            assert_eq!([&reply["verdict"], &reply["code"]], expected, "{}", case["name"]);
        }
    }
}

fn decides_as_expected(vectors: &Value) {
    let mut by_policy: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for case in vectors["cases"].as_array().unwrap() {
        by_policy.entry(case["policy"].as_str().unwrap()).or_default().push(case);
    }
    let folder = Folder::new();
    for (policy, cases) in by_policy {
        let document = vectors["policies"][policy].to_string();
        let gate = Gate::new(Policy::parse(document.as_bytes()).unwrap());
        let mut arguments = vec!["check".to_owned(), "--batch".to_owned(), "--offline".to_owned()];
        arguments.extend(["--now".to_owned(), vectors["now"].to_string()]);
        arguments.extend(["--policy".to_owned(), folder.file("policy.json", &document)]);
        for (number, (issuer, jwks)) in vectors["keySets"].as_object().unwrap().iter().enumerate() {
            if gate.issuers().any(|it| it == issuer) {
                let path = folder.file(&format!("{number}.json"), jwks.to_string());
                arguments.extend(["--jwks".to_owned(), format!("{issuer}={path}")]);
            }
        }
        let lines = cases.iter().map(|case| {
            let asked = ["token", "email", "now"].map(|name| Some((name.to_owned(), case.get(name)?.clone())));
            Value::Object(asked.into_iter().flatten().collect::<Map<_, _>>()).to_string()
        });
        let lines: Vec<_> = lines.collect();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let replies = claimgate(&arguments).stdin(lines.join("\n")).exits(0).lines();
        assert_eq!(replies.len(), cases.len());
        for (case, reply) in cases.iter().zip(replies) {
            // Who came nearest to a deny is no part of the vectors.
            let identity = if reply["decision"] == "allow" { reply["identity"].clone() } else { json!(null) };
            let actual = [&reply["decision"], &identity, &reply["code"]];
            let expected = ["decision", "identity", "code"].map(|name| case["expect"].get(name).unwrap_or(&Value::Null));
            assert_eq!(actual, expected, "{}", case["name"]);
        }
    }
}
