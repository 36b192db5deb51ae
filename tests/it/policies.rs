//! Policy documents (`tests/vectors/policies-*.json`): what is refused, with every fault and its JSON pointer.

use std::collections::BTreeSet;

use claimgate::{Policy, Problem};
use claimgate_test_kit::vectors;
use serde_json::{Value, json};

#[test]
fn every_document_has_the_expected_faults_and_no_other() {
    let mut faults = Vec::new();
    for case in cases() {
        let found = Policy::parse(text(&case).as_bytes()).err().unwrap_or_default();
        let actual: Vec<_> = found.iter().map(|it| json!({ "code": it.code(), "pointer": it.pointer() })).collect();
        if json!(actual) != case["faults"] {
            faults.push(format!("{}: expected {}, got {}", case["name"], case["faults"], json!(actual)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_fault_says_what_to_change() {
    for case in cases() {
        for fault in Policy::parse(text(&case).as_bytes()).err().unwrap_or_default() {
            let said = format!("{}: {fault}; {:?}", case["name"], fault.fix());
            assert!(fault.fix().is_some_and(|fix| !fix.is_empty()), "{said}");
            assert!(resolves(&case, &fault), "{said}");
        }
    }
}

#[test]
fn the_vectors_show_every_code_of_a_policy() {
    let shown: BTreeSet<_> = cases().iter().flat_map(codes).collect();
    let first = claimgate::Code::ALL.iter().position(|code| code.as_str() == "member_unknown").unwrap();
    let last = claimgate::Code::ALL.iter().position(|code| code.as_str() == "role_unknown").unwrap();
    for code in &claimgate::Code::ALL[first..=last] {
        assert!(shown.contains(code.as_str()), "no document is refused for {code}");
    }
}

pub(crate) fn cases() -> Vec<Value> {
    let files = vectors::finished("policies-");
    files.into_iter().flat_map(|(_, vectors)| vectors["cases"].as_array().unwrap().clone()).collect()
}

/// The document as text.
pub(crate) fn text(case: &Value) -> String {
    case["text"].as_str().map_or_else(|| case["document"].to_string(), str::to_owned)
}

pub(crate) fn codes(case: &Value) -> Vec<String> {
    case["faults"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap().to_owned()).collect()
}

/// Whether the pointer leads somewhere, for whoever goes to look.
fn resolves(case: &Value, fault: &Problem) -> bool {
    serde_json::from_str::<Value>(&text(case)).map_or(fault.pointer().is_empty(), |it| it.pointer(fault.pointer()).is_some())
}

#[test]
fn a_document_of_faults_is_told_a_thousand_of_them_and_that_there_may_be_more() {
    let faults = |document: String| Policy::parse(document.as_bytes()).unwrap_err();
    for document in [
        format!(r#"{{"identities":[{}]}}"#, ["1"; 5000].join(",")),
        format!("{{{}}}", (0..5000).map(|place| format!(r#""m{place}":1"#)).collect::<Vec<_>>().join(",")),
    ] {
        let faults = faults(document);
        assert_eq!(faults.len(), 1001);
        assert_eq!(faults.last().map(|fault| fault.code().as_str()), Some("faults_omitted"));
    }
    let faults = faults(format!(r#"{{"identities":[{}]}}"#, ["1"; 999].join(",")));
    assert!(faults.len() == 999 && faults.iter().all(|fault| fault.code().as_str() == "member_type_mismatch"));
}
