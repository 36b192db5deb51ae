//! SubjectPublicKeyInfo in DER (RFC 5280 section 4.1.2.7), the form in which other crypto takes a public key.

use crate::algorithm::KeyType;

/// An RSA key (RFC 3279 section 2.3.1). Both numbers come without leading zero bytes.
pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = [unsigned_integer(modulus), unsigned_integer(exponent)].concat();
    wrap(&[OID_RSA_ENCRYPTION, NULL].concat(), &element(SEQUENCE, &numbers))
}

/// A key of a curve: the uncompressed point (RFC 5480 section 2), or the 32 bytes of Ed25519 (RFC 8410 section 3).
pub(crate) fn curve(key_type: KeyType, point: &[u8]) -> Vec<u8> {
    let algorithm = match key_type {
        KeyType::P256 => [OID_EC_PUBLIC_KEY, OID_P256].concat(),
        KeyType::P384 => [OID_EC_PUBLIC_KEY, OID_P384].concat(),
        KeyType::Ed25519 | KeyType::Rsa => OID_ED25519.to_vec(),
    };
    wrap(&algorithm, point)
}

fn wrap(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let bits = [&[0], key].concat();
    element(SEQUENCE, &[element(SEQUENCE, algorithm), element(BIT_STRING, &bits)].concat())
}

fn unsigned_integer(bytes: &[u8]) -> Vec<u8> {
    match bytes.first() {
        // A leading one bit would make it negative.
        Some(0x80..) => element(INTEGER, &[&[0], bytes].concat()),
        _ => element(INTEGER, bytes),
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let head = match (content.len(), u8::try_from(significant.len())) {
        (0, _) => vec![tag, 0],
        (1..=127, _) => [&[tag], significant.as_slice()].concat(),
        // X.690 section 8.1.3.5: the long form counts its own bytes; a length in memory has at most eight.
        (_, count) => [&[tag, 0x80 | count.unwrap_or(8)], significant.as_slice()].concat(),
    };
    [head.as_slice(), content].concat()
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;
const NULL: &[u8] = &[0x05, 0x00];
const OID_RSA_ENCRYPTION: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const OID_EC_PUBLIC_KEY: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const OID_P256: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const OID_P384: &[u8] = &[0x06, 5, 0x2b, 0x81, 0x04, 0, 34];
const OID_ED25519: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x70];
