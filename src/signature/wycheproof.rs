//! Project Wycheproof's primitive vectors, from its public key as a JWK Set through our import to the arithmetic.
//!
//! They are a unit test because their messages are arbitrary bytes: no token can carry them, so they need the seam below
//! `SignatureCheck`.

use std::fmt::Debug;

use super::is_signature_by_ring;
use crate::algorithm::Algorithm;
use crate::encoding::encode_base64url;
use crate::key_set::KeySet;

use ::wycheproof::rsa_pkcs1_verify::TestName as Pkcs1;
use ::wycheproof::rsa_pss_verify::TestName as Pss;
use ::wycheproof::{HashFunction, Mgf, TestResult, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

/// What was run, by the file's verdict, and where we differ from it. Each test states all of it, so that a run which silently
/// became empty fails.
#[derive(Debug, Default, Eq, PartialEq)]
struct Tally {
    valid: usize,
    acceptable: usize,
    invalid: usize,
    /// Our import refused the key; the case counts as refused.
    keys_refused: usize,
    deviations: Vec<String>,
}

impl Tally {
    /// Runs one case: a "valid" one must hold, an "invalid" one must not. What is "acceptable" to refuse counts as a deviation
    /// when it is refused, so that the test names it.
    fn run(&mut self, file: impl Debug, (algorithm, jwks): (Algorithm, &str), case: (usize, TestResult, &[u8], &[u8])) {
        let (id, verdict, message, signature) = case;
        let keys = KeySet::parse(jwks.as_bytes()).unwrap();
        self.keys_refused += usize::from(keys.is_empty());
        let holds = keys.first().is_some_and(|key| is_signature_by_ring(algorithm, key.spki(), message, signature));
        let (count, expected) = match verdict {
            TestResult::Valid => (&mut self.valid, true),
            TestResult::Acceptable => (&mut self.acceptable, true),
            TestResult::Invalid => (&mut self.invalid, false),
        };
        *count += 1;
        if holds != expected {
            let ours = if holds { "holds" } else { "refused" };
            self.deviations.push(format!("{file:?} {id}: {ours}"));
        }
    }
}

fn rsa_jwks(algorithm: Algorithm, n: &[u8], e: &[u8]) -> String {
    let (n, e) = (encode_base64url(n), encode_base64url(e));
    format!(r#"{{"keys":[{{"kty":"RSA","alg":"{algorithm}","n":"{n}","e":"{e}"}}]}}"#)
}

const PKCS1: [(Pkcs1, Algorithm); 12] = [
    (Pkcs1::Rsa2048Sha256, Algorithm::Rs256),
    (Pkcs1::Rsa2048Sha384, Algorithm::Rs384),
    (Pkcs1::Rsa2048Sha512, Algorithm::Rs512),
    (Pkcs1::Rsa3072Sha256, Algorithm::Rs256),
    (Pkcs1::Rsa3072Sha384, Algorithm::Rs384),
    (Pkcs1::Rsa3072Sha512, Algorithm::Rs512),
    (Pkcs1::Rsa4096Sha256, Algorithm::Rs256),
    (Pkcs1::Rsa4096Sha384, Algorithm::Rs384),
    (Pkcs1::Rsa4096Sha512, Algorithm::Rs512),
    (Pkcs1::Rsa8192Sha256, Algorithm::Rs256),
    (Pkcs1::Rsa8192Sha384, Algorithm::Rs384),
    (Pkcs1::Rsa8192Sha512, Algorithm::Rs512),
];

#[test]
fn rsa_pkcs1_verdicts_are_wycheproofs() {
    let mut tally = Tally::default();
    for (name, algorithm) in PKCS1 {
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            let jwks = rsa_jwks(algorithm, &group.key.n, &group.key.e);
            for test in &group.tests {
                let case = (test.tc_id, test.result, test.msg.as_slice(), test.sig.as_slice());
                tally.run(name, (algorithm, &jwks), case);
            }
        }
    }
    // "Acceptable" in each file: the DigestInfo lacks its NULL. RFC 8017 section 9.2 lets old implementations pass; ring
    // compares with the one right encoding.
    let deviations = PKCS1.iter().map(|(name, _)| format!("{name:?} 8: refused")).collect();
    assert_eq!(tally, Tally { valid: 89, acceptable: 12, invalid: 3005, keys_refused: 0, deviations });
}

#[test]
fn rsa_pss_verdicts_are_wycheproofs() {
    let (mut jws_pss, mut other_pss) = (Tally::default(), Tally::default());
    for name in Pss::all() {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            // RFC 7518 section 3.5: the salt is as long as the hash, and MGF1 uses the same hash.
            let (algorithm, salt) = match group.hash {
                HashFunction::Sha2_256 => (Algorithm::Ps256, 32),
                HashFunction::Sha2_384 => (Algorithm::Ps384, 48),
                HashFunction::Sha2_512 => (Algorithm::Ps512, 64),
                _ => continue,
            };
            let is_ours = group.mgf == Mgf::Mgf1 && group.mgf_hash == Some(group.hash) && group.salt_size == salt;
            let jwks = rsa_jwks(algorithm, &group.key.n, &group.key.e);
            for test in &group.tests {
                // PSS of another kind than JWS has must be refused, whatever its own file says of it.
                let (tally, verdict) =
                    if is_ours { (&mut jws_pss, test.result) } else { (&mut other_pss, TestResult::Invalid) };
                let case = (test.tc_id, verdict, test.msg.as_slice(), test.sig.as_slice());
                tally.run(name, (algorithm, &jwks), case);
            }
        }
    }
    assert_eq!(jws_pss, Tally { valid: 775, invalid: 411, ..Tally::default() });
    // Case 69 of the files for an empty salt is a signature with a salt of 32 bytes: wrong there, and just what PS256 demands.
    let deviations = ["RsaPss2048Sha256Mgf1SaltLen0WithParams 69: holds", "RsaPss2048Sha256Mgf1SaltLen0 69: holds"];
    let deviations = deviations.map(str::to_owned).to_vec();
    assert_eq!(other_pss, Tally { invalid: 1020, deviations, ..Tally::default() });
}

#[test]
fn ecdsa_verdicts_are_wycheproofs() {
    let mut tally = Tally::default();
    for (name, algorithm, crv) in [
        (ecdsa::TestName::EcdsaSecp256r1Sha256P1363, Algorithm::Es256, "P-256"),
        (ecdsa::TestName::EcdsaSecp384r1Sha384P1363, Algorithm::Es384, "P-384"),
    ] {
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            let (x, y) = group.key.key[1..].split_at(group.key.key.len() / 2);
            let (x, y) = (encode_base64url(x), encode_base64url(y));
            let jwks = format!(r#"{{"keys":[{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}]}}"#);
            for test in &group.tests {
                let case = (test.tc_id, test.result, test.msg.as_slice(), test.sig.as_slice());
                tally.run(name, (algorithm, &jwks), case);
            }
        }
    }
    assert_eq!(tally, Tally { valid: 366, invalid: 176, ..Tally::default() });
}

#[test]
fn ed25519_verdicts_are_wycheproofs() {
    let (mut tally, name) = (Tally::default(), eddsa::TestName::Ed25519);
    for group in eddsa::TestSet::load(name).unwrap().test_groups {
        let x = encode_base64url(&group.key.pk);
        let jwks = format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}]}}"#);
        for test in &group.tests {
            let case = (test.tc_id, test.result, test.msg.as_slice(), test.sig.as_slice());
            tally.run(name, (Algorithm::EdDsa, &jwks), case);
        }
    }
    assert_eq!(tally, Tally { valid: 88, invalid: 63, ..Tally::default() });
}
