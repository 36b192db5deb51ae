//! Tokens that were let in before: whatever a memory of them answers, the gate answers without it.

use std::cell::Cell;
use std::collections::HashMap;

use claimgate::{
    Caller, Decision, Fetched, Gate, Landing, Policy, RemoteKeys, SeenTokens, SignatureCheck, UnixTime, verify_with_ring,
};
use claimgate_test_kit::{Random, jwk, key_set, kid, named, vectors};
use serde_json::{Value, json};

use crate::decisions::gate;

/// Every vector, in any order, at any time, for any caller, with keys replaced meanwhile, in one memory for all gates.
#[test]
fn a_decision_with_the_memory_is_the_decision_without_it() {
    for most in [0, 3, 1000] {
        let mut random = Random::new(0x5eed_0000 + u64::try_from(most).unwrap());
        let mut seen = SeenTokens::new(most);
        let (mut allowed, mut asked) = (0, 0);
        for (file, vectors) in vectors::finished("decisions-") {
            let cases = vectors["cases"].as_array().unwrap();
            let (mut gates, mut places) = (Vec::new(), HashMap::new());
            for round in 0..cases.len() * 3 {
                let case = cases.get(round).unwrap_or_else(|| &cases[random.below(cases.len())]);
                let policy = case["policy"].as_str().unwrap();
                let place = *places.entry(policy).or_insert_with(|| {
                    gates.push(gate(&vectors, &vectors["policies"][policy]));
                    gates.len() - 1
                });
                let gate = &mut gates[place];
                if random.below(16) == 0 {
                    replace_keys(gate, &vectors, &mut random);
                }
                let now = case.get("now").unwrap_or(&vectors["now"]).as_u64().unwrap();
                let now = UnixTime::from_secs(random.pick(&[now, now, now, now, now - 1000, now + 200, now + 100_000]));
                let emails: Vec<_> = gate.policy().identities().iter().map(|identity| identity.email()).collect();
                let caller = match random.below(8) {
                    0 => Caller::Email(random.pick(&emails)),
                    1 => Caller::Email("nobody@workload.bytebase.com"),
                    _ => case["email"].as_str().map_or(Caller::Anyone, Caller::Email),
                };
                let token = case["token"].as_str().unwrap();
                let without = gate.decide(token, caller, now);
                let is_allowed = matches!(without, Decision::Allow(_));
                let with = seen.decide(gate, token, caller, now, |check| {
                    asked += usize::from(is_allowed);
                    verify_with_ring(check)
                });
                assert_eq!(
                    format!("{with:?}"),
                    format!("{without:?}"),
                    "{file}: {} for {caller:?} at {now:?}",
                    case["name"]
                );
                allowed += usize::from(is_allowed);
                assert!(seen.len() <= most);
            }
        }
        assert!(allowed > 200, "only {allowed} were let in");
        assert!(if most == 0 { asked == allowed } else { asked < allowed }, "{asked} of {allowed} were asked about");
    }
}

/// By the same keys, by others of the same ids, or by some of them.
fn replace_keys(gate: &mut Gate, vectors: &Value, random: &mut Random) {
    let issuers: Vec<_> = gate.issuers().map(str::to_owned).collect();
    for issuer in issuers {
        let Some(keys) = vectors["keySets"].get(&issuer) else { continue };
        let mut other = jwk("stranger");
        other.insert("kid".to_owned(), json!(kid("github")));
        let sets = [keys.clone(), keys.clone(), keys.clone(), json!({ "keys": [other] }), key_set(&["github-next"])];
        gate.set_keys(&issuer, random.pick(&sets).to_string().as_bytes()).unwrap();
    }
}

#[test]
fn a_token_that_was_let_in_skips_the_signature_and_nothing_else() {
    let (mut gate, mut seen) = (github_gate(), SeenTokens::new(10));
    let token = token(&json!({}));
    let asked = Cell::new(0);
    let mut decide = |gate: &Gate, caller, now| {
        let answer = |check: &SignatureCheck<'_>| {
            asked.set(asked.get() + 1);
            verify_with_ring(check)
        };
        code(&seen.decide(gate, &token, caller, UnixTime::from_secs(now), answer)).to_owned()
    };
    assert_eq!(decide(&gate, Caller::Anyone, NOW), "allow");
    assert_eq!(decide(&gate, Caller::Anyone, NOW), "allow");
    assert_eq!(decide(&gate, Caller::Email(EMAIL), NOW + 300), "allow");
    assert_eq!(decide(&gate, Caller::Email("x@workload.bytebase.com"), NOW), "identity_unknown");
    assert_eq!(decide(&gate, Caller::Anyone, NOW + 301), "token_expired");
    assert_eq!(decide(&gate, Caller::Anyone, NOW - 700), "token_not_yet_valid");
    assert_eq!(asked.get(), 1);

    gate.set_keys(GITHUB, key_set(&["github"]).to_string().as_bytes()).unwrap();
    assert_eq!(decide(&gate, Caller::Anyone, NOW), "allow");
    assert_eq!(asked.get(), 2, "another set, though its keys are the same");
    gate.set_keys(GITHUB, key_set(&["github-next"]).to_string().as_bytes()).unwrap();
    assert_eq!(decide(&gate, Caller::Anyone, NOW), "key_not_found");
    gate.set_keys(GITHUB, key_set(&["github"]).to_string().as_bytes()).unwrap();
    assert_eq!(decide(&gate, Caller::Anyone, NOW), "allow");
    assert_eq!(asked.get(), 3);
}

#[test]
fn who_was_not_let_in_is_not_remembered() {
    let (gate, mut seen) = (github_gate(), SeenTokens::new(10));
    let genuine = token(&json!({}));
    let (body, _) = genuine.rsplit_once('.').unwrap();
    let forged = format!("{body}.{}", token(&json!({ "jti": "2" })).rsplit_once('.').unwrap().1);
    let other_branch = token(&json!({ "sub": "repo:my-org/my-repo:ref:refs/heads/other", "ref": "refs/heads/other" }));
    for (token, now, expected) in [
        (&forged, NOW, "signature_invalid"),
        (&other_branch, NOW, "branch_mismatch"),
        (&genuine, NOW + 301, "token_expired"),
    ] {
        assert_eq!(code(&seen.decide(&gate, token, Caller::Anyone, UnixTime::from_secs(now), verify_with_ring)), expected);
        assert!(seen.is_empty(), "{expected}");
    }
    // What is remembered of one token says nothing of another with the same claims.
    let now = UnixTime::from_secs(NOW);
    assert_eq!(code(&seen.decide(&gate, &genuine, Caller::Anyone, now, verify_with_ring)), "allow");
    // One letter of it is another.
    let altered = (0..genuine.len()).map(|place| {
        let mut text = genuine.clone();
        text.replace_range(place..=place, if text.get(place..=place) == Some("A") { "B" } else { "A" });
        text
    });
    let forged = [forged, body.to_owned(), format!("{body}."), format!("{genuine}=="), genuine.get(1..).unwrap().to_owned()];
    for forged in altered.chain(forged) {
        assert_ne!(code(&seen.decide(&gate, &forged, Caller::Anyone, now, |_| false)), "allow", "{forged}");
    }
    assert_eq!(seen.len(), 1);
}

#[test]
fn the_oldest_goes_first_and_a_long_token_is_not_remembered() {
    let (gate, mut seen) = (github_gate(), SeenTokens::new(3));
    let tokens: Vec<_> = (0..4).map(|jti| token(&json!({ "jti": jti.to_string() }))).collect();
    let mut is_asked_about = |token: &str| {
        let asked = Cell::new(false);
        let decision = seen.decide(&gate, token, Caller::Anyone, UnixTime::from_secs(NOW), |check| {
            asked.set(true);
            verify_with_ring(check)
        });
        assert_eq!(code(&decision), "allow");
        asked.get()
    };
    assert!(tokens.iter().all(|token| is_asked_about(token)));
    let again: Vec<_> = [1, 2, 3, 0].iter().map(|jti| is_asked_about(&tokens[*jti])).collect();
    assert_eq!(again, [false, false, false, true]);
    let long = token(&json!({ "filling": "x".repeat(SeenTokens::MAX_TOKEN_BYTES) }));
    assert!(is_asked_about(&long) && is_asked_about(&long));
    assert_eq!(seen.len(), 3);
    seen.clear();
    assert!(seen.is_empty());
}

#[test]
fn what_one_policy_let_in_says_nothing_to_another() {
    let (gate, mut seen) = (github_gate(), SeenTokens::new(10));
    // The same document and the same keys, but read again.
    let stranger = github_gate();
    let token = token(&json!({}));
    let now = UnixTime::from_secs(NOW);
    let Decision::Allow(allowed) = seen.decide(&gate, &token, Caller::Anyone, now, verify_with_ring) else { panic!() };
    assert!(gate.decide_again(&allowed.verified().seen_token(), Caller::Anyone, now).is_some());
    assert!(stranger.decide_again(&allowed.verified().seen_token(), Caller::Anyone, now).is_none());
    assert_eq!(code(&seen.decide(&stranger, &token, Caller::Anyone, now, |_| false)), "signature_invalid");
}

#[test]
fn a_key_set_that_goes_over_to_another_policy_is_another_set() {
    let now = UnixTime::from_secs(NOW);
    let (mut older, mut newer) = (gate_with(&json!({})), gate_with(&json!({ "algorithms": ["ES256"] })));
    let mut fetching = RemoteKeys::new(&older);
    let flight = fetching.due(&mut older, now)[0].flight();
    let body = key_set(&["github"]).to_string();
    let answer = Fetched::Response { status: 200, cache_control: None, body: body.as_bytes() };
    assert!(matches!(fetching.answered(&mut older, flight, answer, now), Landing::Replaced));

    let (mut seen, token) = (SeenTokens::new(10), token(&json!({})));
    assert_eq!(code(&seen.decide(&older, &token, Caller::Anyone, now, verify_with_ring)), "allow");
    assert_eq!(RemoteKeys::new(&newer).inherit(&mut newer, &fetching, &older, |_| true), [GITHUB]);
    assert_eq!(code(&seen.decide(&newer, &token, Caller::Anyone, now, verify_with_ring)), "algorithm_not_allowed");
    assert_eq!(code(&seen.decide(&older, &token, Caller::Anyone, now, |_| false)), "allow");
}

fn code(decision: &Decision<'_>) -> &'static str {
    match decision {
        Decision::Allow(_) => "allow",
        Decision::Reject(problem) => problem.code().as_str(),
        Decision::Deny(denied) => denied.problem().code().as_str(),
    }
}

fn github_gate() -> Gate {
    let mut gate = gate_with(&json!({}));
    gate.set_keys(GITHUB, key_set(&["github"]).to_string().as_bytes()).unwrap();
    gate
}

/// Without keys, and with these settings of its issuer.
fn gate_with(settings: &Value) -> Gate {
    let identity = json!({
        "name": "Deploy", "email": EMAIL, "platform": "github-actions",
        "owner": "my-org", "repository": "my-repo", "branch": "main"
    });
    let mut issuer = json!({ "issuer": GITHUB, "jwksUri": "https://keys.example/jwks" });
    issuer.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    Gate::new(Policy::parse(json!({ "identities": [identity], "issuers": [issuer] }).to_string().as_bytes()).unwrap())
}

fn token(changes: &Value) -> String {
    let mut claims = json!({
        "iss": GITHUB, "aud": "https://github.com/my-org", "sub": "repo:my-org/my-repo:ref:refs/heads/main",
        "repository": "my-org/my-repo", "ref": "refs/heads/main", "event_name": "push",
        "iat": NOW - 60, "nbf": NOW - 600, "exp": NOW + 241, "jti": "1"
    });
    claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let header = json!({ "alg": "RS256", "kid": kid("github"), "typ": "JWT" });
    named("github").token(&header.to_string(), &claims.to_string())
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const EMAIL: &str = "deploy@workload.bytebase.com";
const NOW: u64 = 1_791_484_400;
