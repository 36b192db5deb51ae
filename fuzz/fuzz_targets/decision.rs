//! Whatever the claims say, a decision is what the identities one by one would make it, and nothing but the signature opens it.
//!
//! The input is a policy, a line feed, and claims. The claims are signed here, so that the fuzzer gets behind the signature.
#![no_main]

use claimgate::{Caller, Decision, Gate, Policy, SeenTokens, Token, UnixTime, verify_with_ring};
use claimgate_test_kit::{key_set, kid, named};
use libfuzzer_sys::fuzz_target;

const NOW: UnixTime = UnixTime::from_secs(1_791_484_400);

fuzz_target!(|text: &str| {
    let Some((policy, claims)) = text.split_once('\n') else { return };
    let Ok(policy) = Policy::parse(policy.as_bytes()) else { return };
    let mut gate = Gate::new(policy);
    let issuers: Vec<_> = gate.issuers().map(str::to_owned).collect();
    for issuer in &issuers {
        gate.set_keys(issuer, key_set(&["github"]).to_string().as_bytes()).unwrap();
    }
    let header = format!(r#"{{"alg":"RS256","kid":"{}"}}"#, kid("github"));
    let token = named("github").token(&header, claims);

    let decision = gate.decide(&token, Caller::Anyone, NOW);
    if let Ok(pending) = gate.prepare(&token) {
        let holds = verify_with_ring(&pending.signature_check());
        let in_two_steps = pending.clone().finish(holds, Caller::Anyone, NOW);
        assert_eq!(format!("{in_two_steps:?}"), format!("{decision:?}"));
        let Decision::Reject(problem) = pending.finish(false, Caller::Anyone, NOW) else { panic!("no signature") };
        assert_eq!(problem.code().as_str(), "signature_invalid");
    }

    // A token that was let in skips its signature, and nothing else.
    let mut seen = SeenTokens::new(1);
    for now in [NOW, NOW, UnixTime::from_secs(0), UnixTime::from_secs(NOW.as_secs() + 400), NOW] {
        for caller in [Caller::Anyone, Caller::Email(gate.policy().identities()[0].email())] {
            let with = seen.decide(&gate, &token, caller, now, verify_with_ring);
            assert_eq!(format!("{with:?}"), format!("{:?}", gate.decide(&token, caller, now)));
        }
    }

    // Nobody gets in without a signature by the issuer's key over just these bytes.
    let by_stranger = named("stranger").token(&header, claims);
    assert!(matches!(gate.decide(&by_stranger, Caller::Anyone, NOW), Decision::Reject(_)));
    let mut flipped = token.clone().into_bytes();
    // Which bit is the input's to choose.
    let bit = text.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % (flipped.len() * 8);
    flipped[bit / 8] ^= 1 << (bit % 8);
    if let Ok(flipped) = String::from_utf8(flipped) {
        assert!(matches!(gate.decide(&flipped, Caller::Anyone, NOW), Decision::Reject(_)), "{flipped}");
    }

    let Ok(parsed) = Token::parse(&token) else {
        assert!(matches!(decision, Decision::Reject(_)));
        return;
    };
    let rehearsed = gate.policy().rehearse(parsed.claims(), NOW);
    let first = rehearsed.iter().find(|it| it.holds()).map(|it| it.identity().email());
    match &decision {
        Decision::Allow(allowed) => assert_eq!(first, Some(allowed.identity().email())),
        Decision::Deny(denied) => {
            assert_eq!(first, None);
            assert!(!denied.nearest().is_empty());
        }
        Decision::Reject(_) => {}
    }
    if matches!(decision, Decision::Reject(_)) {
        return;
    }
    for it in &rehearsed {
        let named = gate.decide(&token, Caller::Email(it.identity().email()), NOW);
        match named {
            Decision::Allow(allowed) => assert!(it.holds() && allowed.identity().email() == it.identity().email()),
            Decision::Deny(_) => assert!(!it.holds()),
            Decision::Reject(problem) => panic!("{problem}"),
        }
    }
});
