//! One decision and its parts, beside ring's bare arithmetic and the crate jsonwebtoken, on the same bytes in the same run.

use std::hint::black_box;

use claimgate::{Caller, Decision, KeySet, Token, Verifier, verify_with_ring};
use claimgate_benches::{ALGORITHMS, AUDIENCE, ISSUER, NOW, bare_ring, gate, token};
use claimgate_test_kit as kit;
use criterion::{Criterion, criterion_group, criterion_main};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{DecodingKey, Validation};

criterion_group!(benches, parts, whole);
criterion_main!(benches);

/// What a decision is made of.
fn parts(criterion: &mut Criterion) {
    let (token, gate) = (token("RS256", "github"), gate("github", 0));
    let mut group = criterion.benchmark_group("parts");
    group.bench_function("parse", |bencher| bencher.iter(|| Token::parse(black_box(&token)).is_ok()));
    group.bench_function("prepare", |bencher| bencher.iter(|| gate.prepare(black_box(&token)).is_ok()));
    group.bench_function("all but the arithmetic", |bencher| {
        bencher.iter(|| {
            let pending = gate.prepare(black_box(&token)).expect("the token is well-formed");
            assert!(matches!(pending.finish(true, Caller::Anyone, NOW), Decision::Allow(_)));
        });
    });
    let parsed = Token::parse(&token).expect("the token is well-formed");
    group.bench_function("match", |bencher| bencher.iter(|| gate.policy().rehearse(black_box(parsed.claims()), NOW).len()));
    group.finish();
}

/// Signature, issuer, audience and time; with claimgate also the identity.
fn whole(criterion: &mut Criterion) {
    for (algorithm, key) in ALGORITHMS {
        let (token, gate) = (token(algorithm, key), gate(key, 0));
        let jwks = kit::key_set(&[key]);
        let verifier =
            Verifier::builder(KeySet::parse(jwks.to_string().as_bytes()).expect("a good key"), ISSUER, AUDIENCE).build();
        let peer = Peer::new(algorithm, jwks["keys"][0].clone());
        let pending = gate.prepare(&token).expect("the token is well-formed");

        let mut group = criterion.benchmark_group(algorithm);
        group.bench_function("ring alone", |bencher| {
            let check = pending.signature_check();
            let verify = bare_ring(algorithm, &check);
            assert!(verify() && verify_with_ring(&check));
            bencher.iter(|| assert!(verify()));
        });
        group.bench_function("decide", |bencher| {
            bencher.iter(|| assert!(matches!(gate.decide(black_box(&token), Caller::Anyone, NOW), Decision::Allow(_))));
        });
        group.bench_function("verify", |bencher| {
            bencher.iter(|| verifier.verify(Token::parse(black_box(&token)).expect("a token"), NOW).expect("it holds"));
        });
        group.bench_function("jsonwebtoken", |bencher| bencher.iter(|| peer.verify(black_box(&token))));
        group.finish();
    }
}

/// The crate jsonwebtoken, set up to check what a `Verifier` checks and to hand out all claims.
struct Peer {
    key: DecodingKey,
    validation: Validation,
}

impl Peer {
    fn new(algorithm: &str, jwk: serde_json::Value) -> Self {
        let jwk: Jwk = serde_json::from_value(jwk).expect("the peer reads this key");
        let mut validation = Validation::new(algorithm.parse().expect("the peer knows this algorithm"));
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        // It compares with the clock; the token was made for another day.
        validation.leeway = 20 * 365 * 24 * 60 * 60;
        Self { key: DecodingKey::from_jwk(&jwk).expect("the peer takes this key"), validation }
    }

    fn verify(&self, token: &str) -> serde_json::Map<String, serde_json::Value> {
        jsonwebtoken::decode(token, &self.key, &self.validation).expect("the token holds").claims
    }
}
