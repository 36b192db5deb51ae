//! What the benchmarks measure: a token as GitHub makes it, the keys that signed it, and policies that admit it.

use std::fmt::Write as _;

use claimgate::{Gate, Policy, SignatureCheck, UnixTime};
use claimgate_test_kit as kit;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};

/// A moment at which [`token`]s are valid.
pub const NOW: UnixTime = UnixTime::from_secs(1_791_484_400);
pub const ISSUER: &str = "https://token.actions.githubusercontent.com";
pub const AUDIENCE: &str = "https://github.com/octo-org";

/// The algorithms that are measured, each with the test kit's key for it.
pub const ALGORITHMS: [(&str, &str); 5] =
    [("RS256", "github"), ("PS256", "github/PS256"), ("ES256", "p256"), ("ES384", "p384"), ("EdDSA", "ed25519")];

/// A signed token with GitHub's claims, in the order of its documentation.
#[must_use]
pub fn token(algorithm: &str, key: &str) -> String {
    let kid = kit::kid(key);
    let header = format!(r#"{{"typ":"JWT","alg":"{algorithm}","x5t":"ykNaY4qM_ta4k2TgZOCEYLkcYlA","kid":"{kid}"}}"#);
    kit::named(key).token(&header, CLAIMS)
}

/// A gate with the keys of the algorithm, and `extra` identities of other owners and repositories before and behind the one
/// that admits the token.
#[must_use]
pub fn gate(key: &str, extra: usize) -> Gate {
    let mut gate = Gate::new(Policy::parse(policy(extra).as_bytes()).expect("the policy has no fault"));
    // Only one of them fits, as at GitHub, whose sets hold several keys.
    gate.set_keys(ISSUER, kit::key_set(&["github-next", key]).to_string().as_bytes()).expect("the keys are good");
    gate
}

/// A policy of that many identities and one more, which admits the token and stands in the middle.
#[must_use]
pub fn policy(extra: usize) -> String {
    let mut identities = String::new();
    for number in 0..=extra {
        let (owner, repository) = match number {
            _ if number == extra / 2 => ("octo-org".to_owned(), "octo-repo".to_owned()),
            _ => (format!("org-{}", number / 10), format!("repo-{number}")),
        };
        let separator = if number == 0 { "" } else { "," };
        write!(
            identities,
            r#"{separator}{{"name":"Deploy {number}","email":"deploy-{number}@workload.bytebase.com","platform":"github-actions","owner":"{owner}","repository":"{repository}","branch":["main","release/*"]}}"#
        )
        .expect("a string grows");
    }
    let algorithms = ALGORITHMS.map(|(algorithm, _)| format!("\"{algorithm}\"")).join(",");
    format!(r#"{{"issuers":[{{"issuer":"{ISSUER}","algorithms":[{algorithms}]}}],"identities":[{identities}]}}"#)
}

/// ring without anything around it, with the key as ring wants it.
#[must_use]
pub fn bare_ring<'a>(algorithm: &str, check: &SignatureCheck<'a>) -> Box<dyn Fn() -> bool + 'a> {
    let part = |name: &str| {
        let jwk = check.key().jwk();
        kit::decode(&jwk.iter().find(|(member, _)| *member == name).expect("the key has this part").1)
    };
    let (message, signature) = (check.signing_input(), check.signature());
    let rsa = |parameters| {
        let key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
        Box::new(move || key.verify(parameters, message, signature).is_ok())
    };
    let curve = |algorithm| {
        let point = [&[4_u8][..], &part("x"), &part("y")].concat();
        Box::new(move || UnparsedPublicKey::new(algorithm, &point).verify(message, signature).is_ok())
    };
    match algorithm {
        "RS256" => rsa(&RSA_PKCS1_2048_8192_SHA256),
        "PS256" => rsa(&RSA_PSS_2048_8192_SHA256),
        "ES256" => curve(&ECDSA_P256_SHA256_FIXED),
        "ES384" => curve(&ECDSA_P384_SHA384_FIXED),
        _ => {
            let point = part("x");
            Box::new(move || UnparsedPublicKey::new(&ED25519, &point).verify(message, signature).is_ok())
        }
    }
}

/// 1.2 KB, as a workflow of an organisation gets them that calls a reusable workflow.
pub const CLAIMS: &str = concat!(
    r#"{"jti":"a71fccd5-a254-47bc-8e4b-d652c9d5233f","sub":"repo:octo-org/octo-repo:ref:refs/heads/main","#,
    r#""aud":"https://github.com/octo-org","ref":"refs/heads/main","sha":"f0ce60ef4523c1cb6e67b77d831a1b264a54afa5","#,
    r#""repository":"octo-org/octo-repo","repository_owner":"octo-org","repository_owner_id":"47575784","#,
    r#""run_id":"37824901043","run_number":"10","run_attempt":"1","repository_visibility":"private","#,
    r#""repository_id":"1410796915","actor_id":"12345678","actor":"octocat","workflow":"Deploy to production","#,
    r#""head_ref":"","base_ref":"","event_name":"workflow_dispatch","ref_protected":"true","ref_type":"branch","#,
    r#""workflow_ref":"octo-org/octo-repo/.github/workflows/deploy-to-production.yml@refs/heads/main","#,
    r#""workflow_sha":"f0ce60ef4523c1cb6e67b77d831a1b264a54afa5","#,
    r#""job_workflow_ref":"octo-org/octo-automation/.github/workflows/deploy-any-service.yml@refs/tags/v1","#,
    r#""job_workflow_sha":"1bd4ce60ef4523c1cb6e67b77d831a1b264a54af","check_run_id":"113475122442","#,
    r#""runner_environment":"github-hosted","enterprise":"octo-enterprise","enterprise_id":"12345","#,
    r#""iss":"https://token.actions.githubusercontent.com","nbf":1791483975,"exp":1791484575,"iat":1791484275}"#,
);
