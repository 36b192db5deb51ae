//! What holds for every explanation, whatever was pasted.

use claimgate::{Answer, AsOf, Caller, Check, Explanation, Gate, Policy, State, UnixTime, Word};
use claimgate_test_kit::vectors;
use serde_json::{Value, json};

use crate::decisions::{as_expected, gate};

/// Tokens of all vectors, each with its gate and its time.
pub(crate) fn for_each_case(mut check: impl FnMut(&str, &Value, &Gate, &str, UnixTime)) {
    let mut count = 0;
    for (file, vectors) in vectors::finished("decisions-") {
        for case in vectors["cases"].as_array().unwrap() {
            let policy = &vectors["policies"][case["policy"].as_str().unwrap()];
            let now = UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap());
            let name = format!("{file}: {}", case["name"]);
            check(&name, policy, &gate(&vectors, policy), case["token"].as_str().unwrap(), now);
            count += 1;
        }
    }
    assert!(count > 300, "only {count} cases found");
}

fn decided(explanation: &Explanation) -> Value {
    let decision = explanation.decision.as_ref().unwrap();
    match &decision.identity {
        Some(identity) => json!({ "decision": decision.verdict, "identity": identity }),
        None => json!({ "decision": decision.verdict, "code": decision.code }),
    }
}

/// Everything that must hold between a gate and its explanation.
fn check_laws(name: &str, gate: &Gate, pasted: &str, now: UnixTime) {
    let explanation = gate.explain(pasted, AsOf::Now(now));
    let token = explanation.intake.intake().token.clone().unwrap_or_else(|| pasted.to_owned());
    let decision = as_expected(&gate.decide(&token, Caller::Anyone, now));
    assert_eq!(decided(&explanation), decision, "{name}");
    let allows = decision["decision"] == "allow";
    assert_eq!(explanation.word == Word::Accepted, allows, "{name}: {:?}", explanation.word);
    let [genuine, current, allowed] =
        [&explanation.answers.genuine, &explanation.answers.current, &explanation.answers.allowed].map(|it| it.answer);
    assert_eq!(
        allows,
        [genuine, current, allowed] == [Answer::Yes; 3] && !explanation.checks.iter().any(|it| it.state == State::Failed),
        "{name}"
    );
    if !allows {
        // The reason of the decision is among those that are told.
        let code = decision["code"].as_str().unwrap();
        let told = explanation.checks.iter().any(|checked| checked.code == Some(code));
        let is_no_token = explanation.checks.iter().any(|it| it.check == Check::Input && it.state == State::Failed);
        let lacks_signature = explanation.intake.intake().token.is_none() || code == "token_malformed";
        assert!(told || is_no_token || lacks_signature, "{name}: {code} is not told");
    }
    let text = serde_json::to_string(&explanation).unwrap();
    if let Some(signature) = token.rsplit('.').next().filter(|it| it.len() > 60 && token.matches('.').count() >= 2) {
        assert!(!text.contains(signature), "{name}: the signature is told");
    }
}

#[test]
fn explain_decides_as_the_gate_does() {
    for_each_case(|name, _, gate, token, now| check_laws(name, gate, token, now));
}

#[test]
fn explain_decides_as_the_gate_does_on_mangled_tokens() {
    let mut seed = 7_u64;
    for_each_case(|name, _, gate, token, now| {
        let mut random = |below: usize| {
            // A linear congruential generator: the same tokens in every run.
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap() % below.max(1)
        };
        let (mut bytes, place) = (token.as_bytes().to_vec(), random(token.len()));
        match random(4) {
            0 => bytes[place] = b"Aa9-_.=+"[random(8)],
            1 => bytes.truncate(place),
            2 => drop(bytes.remove(place)),
            _ => bytes.insert(place, b"Aa9-_.= "[random(8)]),
        }
        check_laws(&format!("{name}, mangled at {place}"), gate, &String::from_utf8(bytes).unwrap(), now);
    });
}

#[test]
fn without_keys_nothing_is_accepted() {
    for_each_case(|name, policy, _, token, now| {
        let gate = Gate::new(Policy::parse(policy.to_string().as_bytes()).unwrap());
        if gate.wanted_keys().count() < gate.issuers().count() {
            return; // The policy itself holds keys.
        }
        for as_of in [AsOf::Now(now), AsOf::IssuedAt { now }, AsOf::AnyTime { now }] {
            let word = gate.explain(token, as_of).word;
            assert!(matches!(word, Word::NotProven | Word::Rejected), "{name}: {word}");
        }
        let word = Explanation::without_policy(token, AsOf::Now(now)).word;
        assert!(matches!(word, Word::NotProven | Word::Rejected), "{name}: {word}");
    });
}

#[test]
fn at_another_time_the_decision_stays_that_of_now() {
    for_each_case(|name, _, gate, token, now| {
        let later = UnixTime::from_secs(now.as_secs() + 1_000_000);
        let expected = as_expected(&gate.decide(token, Caller::Anyone, later));
        for as_of in [AsOf::IssuedAt { now: later }, AsOf::AnyTime { now: later }] {
            let explanation = gate.explain(token, as_of);
            assert_eq!(decided(&explanation), expected, "{name}");
            assert_eq!(explanation.word == Word::Accepted, expected["decision"] == "allow", "{name}");
        }
    });
}
