//! What a host with its own crypto gets of a key, held against ring's idea of it and OpenSSL's; and which keys we refuse that
//! ring would take.

use claimgate::{Algorithm, Code, KeySet, PublicKey, Token, Verifier, verify_jws};

use claimgate_test_kit::{Signer, decode, encode};

/// A public key has no public constructor: a host sees it in the question that a verifier asks.
fn with_key(signer: &Signer, jwks: &str, read: impl FnOnce(&PublicKey)) {
    let keys = KeySet::parse(jwks.as_bytes()).unwrap();
    let verifier = Verifier::builder(keys, "https://issuer.example", "us").build();
    let token = signer.token(&format!(r#"{{"alg":"{}"}}"#, signer.algorithm()), r#"{"iss":"https://issuer.example"}"#);
    let prepared = verifier.prepare(Token::parse(&token).unwrap()).unwrap();
    read(prepared.signature_check().key());
}

#[test]
fn a_key_comes_out_as_it_went_in() {
    for &algorithm in Algorithm::ALL {
        let signer = Signer::generate(algorithm.as_str());
        with_key(&signer, &signer.key_set("k"), |key| {
            assert_eq!(key.id(), Some("k"));
            assert_eq!(key.jwk(), signer.jwk(), "{algorithm}");
            let spki = [spki_head(algorithm), signer.public_bytes().to_vec()].concat();
            assert_eq!(key.spki(), spki, "{algorithm}");
        });
    }
}

/// What stands before the key's own bytes: the first line of
/// `openssl genpkey -algorithm … | openssl pkey -pubout -outform DER | xxd -p`.
fn spki_head(algorithm: Algorithm) -> Vec<u8> {
    let head = match algorithm {
        Algorithm::Es256 => "3059301306072a8648ce3d020106082a8648ce3d030107034200",
        Algorithm::Es384 => "3076301006072a8648ce3d020106052b81040022036200",
        Algorithm::EdDsa => "302a300506032b6570032100",
        _ => "30820122300d06092a864886f70d01010105000382010f00",
    };
    hex(head)
}

fn hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Azure and others publish such numbers; ring alone would call every signature by them invalid.
#[test]
fn leading_zero_bytes_of_an_rsa_key_change_nothing() {
    let signer = Signer::generate("RS256");
    let padded: String = signer.key_set("k");
    let padded = signer.jwk()[1..].iter().fold(padded, |jwks, (_, number)| {
        jwks.replace(&format!("\"{number}\""), &format!("\"{}\"", encode(&[&[0], decode(number).as_slice()].concat())))
    });
    assert_ne!(padded, signer.key_set("k"));
    with_key(&signer, &padded, |key| assert_eq!(key.jwk(), signer.jwk()));
    let token = signer.token(r#"{"alg":"RS256"}"#, "{}");
    assert!(verify_jws(&token, &KeySet::parse(padded.as_bytes()).unwrap(), Algorithm::ALL).is_ok());
}

#[test]
fn rsa_keys_are_measured_in_bits() {
    let rsa = |n: &[u8], e: &[u8]| format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, encode(n), encode(e));
    let modulus = |first: u8, bytes: usize| [&[first], vec![0xff; bytes - 1].as_slice()].concat();
    // ring takes the first: it rounds lengths up to whole bytes.
    check_skipped(&rsa(&modulus(0x7f, 256), &[3]), Code::KeySizeRefused);
    check_skipped(&rsa(&modulus(0x01, 1025), &[3]), Code::KeySizeRefused);
    check_skipped(&rsa(&[], &[3]), Code::KeySizeRefused);
    check_skipped(&rsa(&modulus(0x80, 256), &[1]), Code::KeyMalformed);
    check_skipped(&rsa(&modulus(0x80, 256), &[1, 0, 0]), Code::KeyMalformed);
    check_skipped(&rsa(&modulus(0x80, 256), &[2, 0, 0, 0, 1]), Code::KeyMalformed);
    check_skipped(&rsa(&modulus(0x80, 256), &[]), Code::KeyMalformed);
    for bytes in [256, 1024] {
        let jwks = format!(r#"{{"keys":[{}]}}"#, rsa(&modulus(0x80, bytes), &[1, 0, 1]));
        assert!(!KeySet::parse(jwks.as_bytes()).unwrap().is_empty());
    }
}

/// ring, OpenSSL and Go verify with these "keys"; the list is that of Cremers and Jackson, "Prime, Order Please!" (2019),
/// with the non-canonical encodings of "Taming the many EdDSAs" (2020).
#[test]
fn ed25519_points_of_small_order_are_no_keys() {
    for point in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ] {
        let x = encode(&hex(point));
        check_skipped(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#), Code::KeyMalformed);
    }
}

#[track_caller]
fn check_skipped(jwk: &str, code: Code) {
    let keys = KeySet::parse(format!(r#"{{"keys":[{jwk}]}}"#).as_bytes()).unwrap();
    assert!(keys.is_empty(), "{jwk}");
    assert_eq!(keys.skipped()[0].code(), code, "{jwk}");
}
