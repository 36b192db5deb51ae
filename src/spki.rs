//! SubjectPublicKeyInfo in DER (RFC 5280 section 4.1.2.7), the form in which other crypto takes a public key, and which people
//! have in PEM.

use crate::algorithm::KeyType;
use crate::encoding::encode_base64url;

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

/// The algorithm, and the key: the numbers of RSA as a sequence, or the point.
pub(crate) fn unwrap(spki: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut inside = Der(Der(spki).content(SEQUENCE)?);
    Some((inside.content(SEQUENCE)?, inside.content(BIT_STRING)?.strip_prefix(&[0])?))
}

/// The members of a JWK (RFC 7518 section 6) that the key in DER stands for; whether they make a key, [`jwk`](crate::jwk) says.
pub(crate) fn read(spki: &[u8]) -> Option<Vec<(&'static str, String)>> {
    let (algorithm, key) = unwrap(spki)?;
    let point = |crv: &str| {
        let (form, coordinates) = key.split_first()?;
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        let members =
            vec![("kty", "EC".to_owned()), ("crv", crv.to_owned()), ("x", encode_base64url(x)), ("y", encode_base64url(y))];
        (*form == UNCOMPRESSED).then_some(members)
    };
    match algorithm {
        _ if algorithm.starts_with(OID_RSA_ENCRYPTION) => read_rsa(key),
        _ if algorithm == [OID_EC_PUBLIC_KEY, OID_P256].concat() => point("P-256"),
        _ if algorithm == [OID_EC_PUBLIC_KEY, OID_P384].concat() => point("P-384"),
        _ if algorithm == OID_ED25519 => {
            Some(vec![("kty", "OKP".to_owned()), ("crv", "Ed25519".to_owned()), ("x", encode_base64url(key))])
        }
        _ => None,
    }
}

/// The same of an RSAPublicKey alone (RFC 8017 appendix A.1.1).
pub(crate) fn read_rsa(key: &[u8]) -> Option<Vec<(&'static str, String)>> {
    let mut numbers = Der(Der(key).content(SEQUENCE)?);
    let (modulus, exponent) = (unsigned(numbers.content(INTEGER)?)?, unsigned(numbers.content(INTEGER)?)?);
    Some(vec![("kty", "RSA".to_owned()), ("n", encode_base64url(modulus)), ("e", encode_base64url(exponent))])
}

/// The bytes of an integer, unless it is negative.
fn unsigned(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, bytes @ ..] => Some(bytes),
        [0x80..=0xff, ..] => None,
        bytes => Some(bytes),
    }
}

/// The SubjectPublicKeyInfo of a certificate (RFC 5280 section 4.1). Nothing else of the certificate is looked at: whoever gives
/// it says that its key counts.
pub(crate) fn of_certificate(certificate: &[u8]) -> Option<&[u8]> {
    let mut tbs = Der(Der(Der(certificate).content(SEQUENCE)?).content(SEQUENCE)?);
    if tbs.0.first() == Some(&VERSION) {
        tbs.content(VERSION)?;
    }
    tbs.content(INTEGER)?;
    // The algorithm of the signature, the issuer, the validity and the subject.
    for _ in 0..4 {
        tbs.content(SEQUENCE)?;
    }
    let from_key_on = tbs.0;
    tbs.content(SEQUENCE)?;
    from_key_on.get(..from_key_on.len().checked_sub(tbs.0.len())?)
}

/// Elements in DER, one behind the other.
struct Der<'d>(&'d [u8]);

impl<'d> Der<'d> {
    /// What stands in the next element, which must have that tag.
    fn content(&mut self, expected: u8) -> Option<&'d [u8]> {
        let (&[tag, first], rest) = self.0.split_first_chunk()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            // The lengths of keys and certificates fit in three bytes.
            0x81..=0x83 => {
                let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (digits.iter().fold(0, |length, digit| (length << 8) | usize::from(*digit)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (tag == expected).then_some(content)
    }
}

const UNCOMPRESSED: u8 = 0x04;
const VERSION: u8 = 0xa0;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;
const NULL: &[u8] = &[0x05, 0x00];
const OID_RSA_ENCRYPTION: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const OID_EC_PUBLIC_KEY: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const OID_P256: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const OID_P384: &[u8] = &[0x06, 5, 0x2b, 0x81, 0x04, 0, 34];
const OID_ED25519: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x70];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wrapped_is_unwrapped() {
        for length in [1, 32, 97, 126, 127, 128, 255, 256, 1024] {
            let point = vec![0x5a; length];
            assert_eq!(unwrap(&curve(KeyType::Ed25519, &point)), Some((OID_ED25519, point.as_slice())));
            assert_eq!(unwrap(&rsa(&point, &[1, 0, 1])).unwrap().1.first(), Some(&SEQUENCE));
        }
    }

    #[test]
    fn what_is_cut_is_no_key() {
        let whole = rsa(&[0x5a; 256], &[1, 0, 1]);
        for length in 0..whole.len() {
            assert_eq!(unwrap(&whole[..length]), None, "{length}");
        }
    }
}
