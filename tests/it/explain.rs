//! What holds for every explanation, whatever was pasted.

use claimgate::{
    Advice, Answer, AsOf, Caller, Check, Decision, EXPLANATION_SCHEMA, Explanation, Form, Gate, Identity, Policy, Role,
    State, UnixTime, Word,
};
use claimgate_test_kit::{key_set, kid, named, vectors};
use serde_json::{Value, json};

use crate::decisions::{as_expected, gate};
use crate::intake::pasted_forms;

/// A token of the vectors, with everything that is needed to judge it.
pub(crate) struct Case<'v> {
    pub(crate) name: String,
    /// The file.
    pub(crate) vectors: &'v Value,
    /// As the file has it.
    pub(crate) case: &'v Value,
    pub(crate) policy: &'v Value,
    pub(crate) gate: Gate,
    pub(crate) token: &'v str,
    pub(crate) now: UnixTime,
}

/// The cases of all files whose names begin so.
pub(crate) fn for_each_case(files: &str, mut check: impl FnMut(&Case<'_>)) {
    let mut count = 0;
    for (file, vectors) in vectors::finished(files) {
        for case in vectors["cases"].as_array().unwrap() {
            let policy = &vectors["policies"][case["policy"].as_str().unwrap()];
            check(&Case {
                name: format!("{file}: {}", case["name"]),
                vectors: &vectors,
                case,
                policy,
                gate: gate(&vectors, policy),
                token: case["token"].as_str().unwrap(),
                now: UnixTime::from_secs(case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap()),
            });
            count += 1;
        }
    }
    assert!(count > 50, "only {count} cases found");
}

fn decided(explanation: &Explanation) -> Value {
    let decision = explanation.decision.as_ref().unwrap();
    match &decision.identity {
        Some(identity) => json!({ "decision": decision.verdict, "identity": identity }),
        None => json!({ "decision": decision.verdict, "code": decision.code }),
    }
}

#[test]
fn explain_decides_as_the_gate_does_and_every_form_of_it_is_sound() {
    let schema: Value = serde_json::from_str(EXPLANATION_SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for_each_case("decisions-", |Case { name, policy, gate, token, now, .. }| {
        let explanation = gate.explain(token, Caller::Anyone, AsOf::Now(*now));
        check_decision(name, gate, &explanation, token, Caller::Anyone, *now);
        check_json(name, &validator, &explanation, token);
        check_lines(name, &explanation);
        check_reports(name, policy, &explanation, token);
    });
    for pasted in
        ["", "***", "ghp_0123456789abcdefghijklmnopqrstuvwxyz", "{\"sub\":1}", "a.b.c.d.e", "eyJhbGciOiJub25lIn0.e30."]
    {
        let explanation = Explanation::without_policy(pasted, AsOf::Now(UnixTime::from_secs(0)));
        check_json(pasted, &validator, &explanation, pasted);
        check_lines(pasted, &explanation);
    }
}

#[test]
fn whoever_names_an_identity_gets_an_explanation_of_that_one() {
    for_each_case("decisions-", |Case { name, gate, token, now, .. }| {
        let emails: Vec<_> = gate.policy().identities().iter().take(8).map(Identity::email).collect();
        for email in emails.iter().copied().chain(["nobody@workload.bytebase.com"]) {
            let (caller, name) = (Caller::Email(email), format!("{name}, as {email}"));
            let explanation = gate.explain(token, caller, AsOf::Now(*now));
            check_decision(&name, gate, &explanation, token, caller, *now);
            let is_known = emails.contains(&email);
            let first = explanation.identities.first().map(|identity| identity.email.as_str());
            assert!(!is_known || first.is_none_or(|first| first == email), "{name}: {first:?}");
            // What helps whoever names nobody would not help here, unless it says whom to name.
            let decision = gate.decide(token, Caller::Anyone, *now);
            let names_other = explanation.fixes.iter().any(|fix| fix.advice == Advice::NameOtherIdentity);
            assert!(!names_other || explanation.word != Word::Accepted, "{name}");
            if let (Decision::Allow(allowed), Word::Rejected) = (decision, explanation.word) {
                let address = format!("`{}`", allowed.identity().email());
                let fix = explanation.fixes.iter().find(|fix| fix.advice == Advice::NameOtherIdentity);
                assert!(fix.is_some_and(|fix| fix.text.contains(&address)) || emails.len() > 2, "{name}: {fix:?}");
            }
            for fix in explanation.fixes.iter().filter(|fix| fix.patch.iter().any(|it| it.path == "/identities/-")) {
                assert!(!fix.sufficient && fix.text.contains("must then name"), "{name}: {}", fix.text);
            }
        }
    });
}

fn check_decision(name: &str, gate: &Gate, explanation: &Explanation, pasted: &str, caller: Caller<'_>, now: UnixTime) {
    let token = explanation.intake.intake().token.clone().unwrap_or_else(|| pasted.to_owned());
    let decision = as_expected(&gate.decide(&token, caller, now));
    assert_eq!(decided(explanation), decision, "{name}");
    let allows = decision["decision"] == "allow";
    assert_eq!(explanation.word == Word::Accepted, allows, "{name}: {:?}", explanation.word);
    let answers = &explanation.answers;
    let all_yes = [&answers.genuine, &answers.current, &answers.allowed].iter().all(|it| it.answer == Answer::Yes);
    let fails = explanation.checks.iter().any(|checked| checked.state == State::Failed);
    assert_eq!(allows, all_yes && !fails, "{name}");
    assert_eq!(explanation.shown.role == Role::Good, allows, "{name}: nothing else is shown as good");
    assert_eq!(explanation.caution.is_some(), allows && answers.safe.answer == Answer::No, "{name}");
    assert_ne!(answers.safe.shown.role, Role::Bad, "{name}: it does not speak against the token");
    if !allows {
        // The reason of the decision is among those that are told.
        let code = decision["code"].as_str().unwrap();
        let told = explanation.checks.iter().any(|checked| checked.code == Some(code));
        let is_no_token = explanation.checks.iter().any(|it| it.check == Check::Input && it.state == State::Failed);
        let lacks_signature = explanation.intake.intake().token.is_none() || code == "token_malformed";
        assert!(told || is_no_token || lacks_signature, "{name}: {code} is not told");
    }
}

fn check_json(name: &str, validator: &jsonschema::Validator, explanation: &Explanation, token: &str) {
    let json = serde_json::to_value(explanation).unwrap();
    let faults: Vec<_> = validator.iter_errors(&json).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{name}: {faults:?}");
    let signature = token.rsplit('.').next().filter(|it| it.len() > 60 && token.matches('.').count() >= 2);
    assert!(!signature.is_some_and(|it| json.to_string().contains(it)), "{name}: the signature is told");
}

fn check_lines(name: &str, explanation: &Explanation) {
    for line in explanation.to_string().lines() {
        assert!(!line.contains(char::is_control), "{name}: {line:?}");
        assert!(line.chars().count() <= 80, "{name}: {line}");
    }
}

fn check_reports(name: &str, policy: &Value, explanation: &Explanation, token: &str) {
    let page = explanation.markdown();
    for part in token.split('.').filter(|part| part.len() > 60) {
        assert!(!page.contains(part), "{name}: a part of the token is told");
    }
    let report = serde_json::to_string(&explanation.caller()).unwrap();
    for identity in policy["identities"].as_array().unwrap() {
        for member in ["name", "email", "owner", "branch", "subject", "environment"] {
            let value = identity[member].as_str().filter(|value| value.len() > 3);
            assert!(!value.is_some_and(|value| report.contains(&json!(value).to_string())), "{name}: {report}");
        }
    }
}

#[test]
fn explain_decides_as_the_gate_does_on_mangled_tokens() {
    let mut seed = 7_u64;
    for_each_case("decisions-", |Case { name, gate, token, now, .. }| {
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
        let mangled = String::from_utf8(bytes).unwrap();
        let explanation = gate.explain(&mangled, Caller::Anyone, AsOf::Now(*now));
        check_decision(&format!("{name}, mangled at {place}"), gate, &explanation, &mangled, Caller::Anyone, *now);
    });
}

#[test]
fn without_keys_nothing_is_accepted() {
    for_each_case("decisions-", |Case { name, policy, token, now, .. }| {
        let gate = Gate::new(Policy::parse(policy.to_string().as_bytes()).unwrap());
        if gate.wanted_keys().count() < gate.issuers().count() {
            return; // The policy itself holds keys.
        }
        for word in [
            gate.explain(token, Caller::Anyone, AsOf::Now(*now)).word,
            gate.explain(token, Caller::Anyone, AsOf::AnyTime { now: *now }).word,
            Explanation::without_policy(token, AsOf::Now(*now)).word,
        ] {
            assert!(matches!(word, Word::NotProven | Word::Rejected), "{name}: {word}");
        }
    });
}

#[test]
fn at_another_time_the_decision_stays_that_of_now() {
    for_each_case("decisions-", |Case { name, gate, token, now, .. }| {
        let later = UnixTime::from_secs(now.as_secs() + 1_000_000);
        let expected = as_expected(&gate.decide(token, Caller::Anyone, later));
        let explanation = gate.explain(token, Caller::Anyone, AsOf::AnyTime { now: later });
        assert_eq!(decided(&explanation), expected, "{name}");
        let then = UnixTime::from_secs(explanation.at.time);
        let would = as_expected(&gate.decide(token, Caller::Anyone, then))["decision"] == "allow";
        let word = if then == later { Word::Accepted } else { Word::WouldHaveBeenAccepted };
        assert_eq!(explanation.word == word, would, "{name}: {}", explanation.word);
        assert!(would || !matches!(explanation.word, Word::Accepted | Word::WouldHaveBeenAccepted), "{name}");
    });
}

#[test]
fn a_page_for_a_ticket_holds_no_markup_of_strangers() {
    let hostile = r#"{"iss":"https://x","sub":"`<img src=x>` @jane |x| [a](b)","aud":"*a*\u202e","x`y|z":"@\n# b\u009b"}"#;
    let explanation = Explanation::without_policy(hostile, AsOf::Now(UnixTime::from_secs(0)));
    let page = explanation.markdown();
    assert!(page.contains("jane"), "{page}");
    for line in page.lines() {
        let outside_code: String = line.split('`').step_by(2).collect();
        assert!(!outside_code.replace("<br>", "").contains('<'), "{line}");
        assert!(!outside_code.contains("jane"), "{line}");
        assert_eq!(line.matches('`').count() % 2, 0, "{line}");
        assert!(!line.contains(['\u{202e}', '\u{9b}']), "{line}");
    }
    assert!(!explanation.to_string().contains(['\u{202e}', '\u{9b}']));
}

#[test]
fn whatever_was_pasted_is_explained_and_nothing_but_a_token_is_decided_upon() {
    let validator = jsonschema::validator_for(&serde_json::from_str(EXPLANATION_SCHEMA).unwrap()).unwrap();
    let policy = include_bytes!("../../examples/github-actions/policy.json");
    let (gate, now) = (Gate::new(Policy::parse(policy).unwrap()), UnixTime::from_secs(1_791_484_400));
    for (pasted, found) in pasted_forms() {
        let name: String = pasted.chars().take(80).collect();
        let explanation = gate.explain(&pasted, Caller::Anyone, AsOf::AnyTime { now });
        check_decision(&name, &gate, &explanation, &pasted, Caller::Anyone, now);
        check_json(&name, &validator, &explanation, found.token.as_deref().unwrap_or_default());
        check_lines(&name, &explanation);
        let is_unproven = explanation.word == Word::NotProven;
        let can_be = matches!(found.form, Form::Token | Form::HeaderAndClaims | Form::Claims | Form::ClaimsSegment);
        assert!(!is_unproven || can_be, "{name}: {:?}", found.form);
        // What cannot be read is never said to fit.
        assert!(!is_unproven || explanation.subject.is_some(), "{name}");
        if found.form == Form::Secret {
            assert!(!explanation.to_string().contains(&pasted), "{name}");
        }
    }
}

/// The size of a key, which is not that of its signatures.
#[test]
fn the_key_is_told_by_its_size() {
    for (name, expected) in [
        ("rsa-3072", "RS256, 3072 bits"),
        ("p256", "ES256, 256 bits"),
        ("p384", "ES384, 384 bits"),
        ("ed25519", "EdDSA, 256 bits"),
    ] {
        let (issuer, algorithm) = ("https://issuer.example", expected.split(',').next().unwrap());
        let policy = json!({
            "issuers": [{ "issuer": issuer, "jwks": key_set(&[name]), "algorithms": [algorithm] }],
            "identities": [{ "name": "Job", "email": "job@workload.bytebase.com", "platform": "oidc", "issuer": issuer, "audiences": ["us"], "subject": "job" }]
        });
        let gate = Gate::new(Policy::parse(policy.to_string().as_bytes()).unwrap());
        let header = json!({ "alg": algorithm, "kid": kid(name) });
        let token = named(name).token(&header.to_string(), &json!({ "iss": issuer }).to_string());
        let explanation = gate.explain(&token, Caller::Anyone, AsOf::Now(UnixTime::from_secs(0)));
        let key = explanation.checks.iter().find(|checked| checked.check == Check::Key).unwrap();
        assert_eq!(key.actual.as_deref(), Some(format!("`{}`, {expected}", kid(name)).as_str()));
    }
}

#[test]
fn a_signature_that_was_cut_is_told_by_its_length() {
    let mut headlines = Vec::new();
    for_each_case("explain", |Case { name, gate, token, now, .. }| {
        if name.ends_with("\"another branch\"") {
            // With two characters less it is still base64url, with one less it is not.
            let cut = |characters| token.get(..token.len() - characters).unwrap();
            headlines =
                [2, 1].map(|characters| gate.explain(cut(characters), Caller::Anyone, AsOf::Now(*now)).headline).into();
        }
    });
    assert!(headlines[0].contains("255 of 256 bytes: was it cut"), "{headlines:?}");
    assert!(headlines[1].contains("255 bytes, and 256 expected"), "{headlines:?}");
}

#[test]
fn a_policy_of_many_identities_is_explained_by_the_nearest_few() {
    let identity = |number: usize| {
        json!({
            "name": format!("Repository {number}"), "email": format!("r{number}@workload.bytebase.com"),
            "platform": "github-actions", "owner": "my-org", "repository": format!("repo-{number}"), "branch": "main",
        })
    };
    let policy = json!({ "identities": (0..2000).map(identity).collect::<Vec<_>>() });
    let gate = Gate::new(Policy::parse(policy.to_string().as_bytes()).unwrap());
    let claims = json!({
        "iss": "https://token.actions.githubusercontent.com", "aud": "https://github.com/my-org", "exp": 1000,
        "sub": "repo:my-org/repo-1234:ref:refs/heads/dev", "event_name": "push",
    });
    let explanation = gate.explain(&claims.to_string(), Caller::Anyone, AsOf::Now(UnixTime::from_secs(900)));
    assert_eq!((explanation.identities[0].pointer.as_str(), explanation.identity_count), ("/identities/1234", 2000));
    assert!(explanation.identities.len() < 10);
}
