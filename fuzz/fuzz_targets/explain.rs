//! An explanation decides as the gate does, believes nobody without keys, and keeps the signature to itself.
#![no_main]

use std::sync::LazyLock;

use claimgate::{AsOf, Caller, Decision, Gate, Intake, Policy, UnixTime, Word};
use claimgate_test_kit::key_set;
use libfuzzer_sys::fuzz_target;

const NOW: UnixTime = UnixTime::from_secs(1_791_484_400);
const DEPLOY: &str = "deploy@workload.bytebase.com";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

static WITHOUT_KEYS: LazyLock<Gate> = LazyLock::new(|| {
    let policy = include_bytes!("../../examples/github-actions/policy.json");
    Gate::new(Policy::parse(policy).unwrap())
});
static WITH_KEYS: LazyLock<Gate> = LazyLock::new(|| {
    let mut gate = WITHOUT_KEYS.clone();
    gate.set_keys(ISSUER, key_set(&["github", "github-next"]).to_string().as_bytes()).unwrap();
    gate
});

fuzz_target!(|text: &str| {
    let intake = Intake::read(text);
    // What is no token is judged as it was pasted.
    let token = intake.token.as_deref().unwrap_or(text);
    for (gate, has_keys) in [(&*WITHOUT_KEYS, false), (&*WITH_KEYS, true)] {
        for caller in [Caller::Anyone, Caller::Email(DEPLOY), Caller::Email("nobody@workload.bytebase.com")] {
            let explanation = gate.explain(text, caller, AsOf::Now(NOW));
            assert!(has_keys || explanation.word != Word::Accepted, "nobody can be believed without keys");
            let (verdict, code) = match gate.decide(token, caller, NOW) {
                Decision::Allow(_) => ("allow", None),
                Decision::Reject(problem) => ("reject", Some(problem.code())),
                Decision::Deny(denied) => ("deny", Some(denied.problem().code())),
            };
            let decision = explanation.decision.as_ref().expect("there is a policy");
            assert_eq!((decision.verdict, decision.code), (verdict, code));
            assert_eq!(explanation.word == Word::Accepted, verdict == "allow");
        }

        let json = serde_json::to_string(&gate.explain(text, Caller::Anyone, AsOf::Now(NOW))).unwrap();
        let signed = intake.token.as_deref().and_then(|token| {
            let (second_dot, _) = token.match_indices('.').nth(1)?;
            Some(token.split_at(second_dot + 1))
        });
        // What a claim, the rest of the token or the text around it says as well may be shown as theirs.
        let own = signed.filter(|(rest, signature)| !rest.contains(signature) && text.matches(signature).count() <= 1);
        let shown = own.map(|(_, signature)| signature).filter(|it| it.len() >= 64 && json.contains(it));
        assert_eq!(shown, None, "{json}");
    }
});
