//! A signature holds for exactly the bytes that were signed: every flipped bit is noticed, under every algorithm.

use claimgate::{Algorithm, Code, KeySet, verify_jws};

use claimgate_test_kit::{Signer, decode, encode};

#[test]
fn a_signed_token_gives_its_payload_and_every_flipped_bit_is_refused() {
    for &algorithm in Algorithm::ALL {
        check(algorithm, algorithm.as_str());
    }
    // RFC 9864 section 2.2: the newer name of the same algorithm.
    check(Algorithm::EdDsa, "Ed25519");
}

#[track_caller]
fn check(algorithm: Algorithm, name: &str) {
    let signer = Signer::generate(algorithm.as_str());
    let keys = KeySet::parse(signer.key_set("k").as_bytes()).unwrap();
    let token = signer.token(&format!(r#"{{"alg":"{name}","kid":"k"}}"#), PAYLOAD);
    assert_eq!(verify_jws(&token, &keys, &[algorithm]).unwrap(), PAYLOAD.as_bytes(), "{name}");

    let (signing_input, signature) = token.rsplit_once('.').unwrap();
    for signature in flipped(&decode(signature)) {
        let code = verify_jws(&format!("{signing_input}.{}", encode(&signature)), &keys, &[algorithm]).unwrap_err().code();
        assert_eq!(code, Code::SignatureInvalid, "{name}");
    }
    // What is flipped here is a character of the text, so that the dot and the alphabet have their turn, too.
    for signing_input in flipped(signing_input.as_bytes()).filter_map(|bytes| String::from_utf8(bytes).ok()) {
        assert!(
            verify_jws(&format!("{signing_input}.{signature}"), &keys, &[algorithm]).is_err(),
            "{name}: {signing_input}"
        );
    }
}

fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut bytes = bytes.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    })
}

#[test]
fn a_signature_of_another_length_or_encoding_is_refused() {
    for &algorithm in Algorithm::ALL {
        let signer = Signer::generate(algorithm.as_str());
        let keys = KeySet::parse(signer.key_set("k").as_bytes()).unwrap();
        let token = signer.token(&format!(r#"{{"alg":"{algorithm}"}}"#), PAYLOAD);
        let (signing_input, encoded) = token.rsplit_once('.').unwrap();
        let signature = decode(encoded);
        let refusal = |signature: &str| {
            verify_jws(&format!("{signing_input}.{signature}"), &keys, Algorithm::ALL).map_err(|problem| problem.code())
        };
        assert_eq!(refusal(""), Err(Code::SignatureMissing), "{algorithm}");
        let short = &signature[..signature.len() - 1];
        for other in [
            short,
            &[short, &[0, 0]].concat(),
            &[&[0], signature.as_slice()].concat(),
            &[signature.as_slice(), &[0]].concat(),
        ] {
            assert_eq!(refusal(&encode(other)), Err(Code::SignatureInvalid), "{algorithm}");
        }
        for other in [format!("{encoded}="), format!("{encoded}=="), format!("{encoded}\n"), format!(" {encoded}")] {
            assert_eq!(refusal(&other), Err(Code::Base64Malformed), "{algorithm}");
        }
    }
}

#[test]
fn a_token_of_one_algorithm_is_refused_by_the_keys_of_every_other() {
    let signers: Vec<_> = Algorithm::ALL.iter().map(|algorithm| Signer::generate(algorithm.as_str())).collect();
    for signer in &signers {
        let token = signer.token(&format!(r#"{{"alg":"{}","kid":"k"}}"#, signer.algorithm()), PAYLOAD);
        for other in signers.iter().filter(|other| other.algorithm() != signer.algorithm()) {
            let keys = KeySet::parse(other.key_set("k").as_bytes()).unwrap();
            let code = verify_jws(&token, &keys, Algorithm::ALL).unwrap_err().code();
            assert_eq!(code, Code::KeyAlgorithmMismatch, "{} token, {} key", signer.algorithm(), other.algorithm());
        }
    }
}

const PAYLOAD: &str = r#"{"sub":"repo:my-org/my-repo:ref:refs/heads/main"}"#;
