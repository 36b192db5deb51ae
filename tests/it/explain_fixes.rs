//! What an explanation proposes really helps, and is the narrowest that does (`tests/vectors/explain.json` and every decision).

use claimgate::{Advice, AsOf, Caller, Decision, Explanation, Fix, Gate, State, Target};
use claimgate_test_kit::{NAMES, key_set};
use serde_json::{Value, json};

use crate::decisions::gate;
use crate::explain::{Case, for_each_case};

#[test]
fn every_situation_gets_its_own_words() {
    let mut faults = Vec::new();
    for_each_case("explain", |Case { name, case, gate, token, now, .. }| {
        let explanation = gate.explain(token, Caller::Anyone, AsOf::Now(*now));
        let hints: Vec<_> = explanation.checks.iter().flat_map(|checked| &checked.hints).map(|hint| hint.hint).collect();
        let fixes: Vec<_> = explanation.fixes.iter().map(|fix| fix.advice).collect();
        let told = json!({ "word": explanation.word, "hints": hints, "fixes": fixes });
        for (member, expected) in case["expect"].as_object().unwrap() {
            let holds = match member.as_str() {
                "headline" => explanation.headline.contains(expected.as_str().unwrap()),
                member => told[member] == *expected,
            };
            if !holds {
                let actual = told.get(member).cloned().unwrap_or_else(|| json!(explanation.headline));
                faults.push(format!("{name}: {member}: expected {expected}, got {actual}"));
            }
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_change_to_a_policy_admits_the_token_or_leaves_only_other_reasons() {
    let mut changes = 0;
    for files in ["decisions-", "explain"] {
        for_each_case(files, |case| changes += check_changes(case));
    }
    assert!(changes > 100, "only {changes} changes tried");
}

/// Applies each patch, and says how many there were.
fn check_changes(case: &Case<'_>) -> usize {
    let explanation = case.gate.explain(case.token, Caller::Anyone, AsOf::Now(case.now));
    check_order(&case.name, &explanation.fixes);
    let changes = explanation.fixes.iter().filter(|fix| !fix.patch.is_empty());
    changes.map(|fix| check_change(case, &explanation, fix)).count()
}

fn check_change(case: &Case<'_>, before: &Explanation, fix: &Fix) {
    let name = format!("{}: {}", case.name, fix.text);
    assert!(!fix.text.contains('{') || fix.text.contains("oneOf"), "{name}");
    assert!(fix.admits.is_some(), "{name}");
    let mut policy = case.policy.clone();
    for operation in serde_json::to_value(&fix.patch).unwrap().as_array().unwrap() {
        apply(&mut policy, operation);
    }
    let changed = gate_with_keys(case, &policy);
    let after = changed.explain(case.token, Caller::Anyone, AsOf::Now(case.now));
    let decision = changed.decide(&before.intake.intake().token.clone().unwrap_or_default(), Caller::Anyone, case.now);
    if fix.sufficient {
        let lacks_key = before.decision.as_ref().unwrap().code.is_some_and(|code| code.as_str().starts_with("key_"));
        assert!(matches!(decision, Decision::Allow(_)) || lacks_key, "{name}: {decision:?}");
        assert!(reasons(&after).is_empty(), "{name}: {:?}", reasons(&after));
    } else {
        assert!(reasons(&after) != reasons(before), "{name}: {:?}", reasons(before));
    }
}

fn reasons(explanation: &Explanation) -> Vec<&str> {
    explanation.checks.iter().filter(|it| it.state == State::Failed).filter_map(|it| it.code).collect()
}

/// For each check the narrowest change comes first, and no change is wider than a class that has a name.
fn check_order(name: &str, fixes: &[Fix]) {
    let mut grades: Vec<_> = Vec::new();
    for fix in fixes {
        if fix.target != Target::Policy || fix.patch.is_empty() || fix.advice == Advice::Together {
            grades.clear();
            continue;
        }
        assert!(grades.last().is_none_or(|last| *last <= fix.grade), "{name}: {}", fix.text);
        grades.push(fix.grade);
        for operation in &fix.patch {
            let is_whole = operation.path == "/identities/-";
            let value = operation.value.as_ref().map(ToString::to_string).unwrap_or_default();
            assert!(is_whole || !value.contains("\"*\""), "{name}: {value}");
        }
    }
}

/// The gate with the keys of the file; an issuer that is new in the policy gets all there are.
fn gate_with_keys(case: &Case<'_>, policy: &Value) -> Gate {
    let mut gate = gate(case.vectors, policy);
    let wanted: Vec<_> = gate.wanted_keys().map(|source| source.issuer().to_owned()).collect();
    let known = case.vectors["keySets"].as_object().unwrap();
    for issuer in wanted.iter().filter(|issuer| !known.contains_key(*issuer) && !case.gate.issuers().any(|it| it == *issuer))
    {
        gate.set_keys(issuer, key_set(&NAMES).to_string().as_bytes()).unwrap();
    }
    gate
}

/// RFC 6902, as far as it is used: `add` and `remove`.
fn apply(document: &mut Value, operation: &Value) {
    let (parent, name) = operation["path"].as_str().unwrap().rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("nothing is at {operation}"));
    match (operation["op"].as_str().unwrap(), parent) {
        ("add", Value::Object(members)) => drop(members.insert(name, operation["value"].clone())),
        ("add", Value::Array(items)) if name == "-" => items.push(operation["value"].clone()),
        ("remove", Value::Object(members)) => assert!(members.remove(&name).is_some(), "nothing to remove: {operation}"),
        other => panic!("unknown operation {other:?}"),
    }
}
