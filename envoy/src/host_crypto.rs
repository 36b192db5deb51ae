//! The arithmetic of signatures by the proxy's own crypto, where it lends it: Envoy does, as the foreign function
//! `verify_signature`, ten times as fast as ring in WebAssembly.

use claimgate::{Algorithm, SignatureCheck, verify_with_ring};
use proxy_wasm::hostcalls::call_foreign_function;
use proxy_wasm::types::Status;

/// Asks the host where it can, and ring where it cannot.
#[derive(Debug, Default)]
pub(crate) struct HostCrypto {
    is_missing: bool,
    /// Kept, so that not every question needs memory of its own.
    question: Vec<u8>,
}

impl HostCrypto {
    /// Whether the signature holds.
    pub(crate) fn holds(&mut self, check: &SignatureCheck<'_>) -> bool {
        self.ask(check).unwrap_or_else(|| verify_with_ring(check))
    }

    /// The host's answer, if it has one.
    fn ask(&mut self, check: &SignatureCheck<'_>) -> Option<bool> {
        let (hash, form) = arguments(check.algorithm()).filter(|_| !self.is_missing)?;
        let der;
        let signature = match form {
            Form::AsItIs => check.signature(),
            Form::Der => {
                der = ecdsa_der(check.signature())?;
                &der
            }
        };
        self.question.clear();
        let fields = [hash.as_bytes(), check.key().spki(), signature, check.signing_input()];
        for (number, field) in (1..).zip(fields) {
            write_field(&mut self.question, number, field);
        }
        match call_foreign_function("verify_signature", Some(&self.question)) {
            // An answer without any field has no bytes.
            Ok(answer) => read_result(&answer.unwrap_or_default()),
            Err(status) => {
                self.is_missing = status == Status::NotFound;
                None
            }
        }
    }
}

/// How the host wants a signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Form {
    AsItIs,
    Der,
}

/// Its name of the hash, where it knows the algorithm: neither PSS nor Ed25519.
const fn arguments(algorithm: Algorithm) -> Option<(&'static str, Form)> {
    match algorithm {
        Algorithm::Rs256 => Some(("sha256", Form::AsItIs)),
        Algorithm::Rs384 => Some(("sha384", Form::AsItIs)),
        Algorithm::Rs512 => Some(("sha512", Form::AsItIs)),
        Algorithm::Es256 => Some(("sha256", Form::Der)),
        Algorithm::Es384 => Some(("sha384", Form::Der)),
        _ => None,
    }
}

/// `r || s` as a sequence of two integers (RFC 3279 section 2.2.3). Nothing if the halves are not of equal length, or too long for
/// the short form of a length: then ring tells.
fn ecdsa_der(signature: &[u8]) -> Option<Vec<u8>> {
    let half = signature.len() / 2;
    let (r, s) = signature.split_at_checked(half).filter(|(r, s)| r.len() == s.len())?;
    let numbers = [integer(r)?, integer(s)?].concat();
    element(SEQUENCE, &numbers)
}

fn integer(bytes: &[u8]) -> Option<Vec<u8>> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let significant = bytes.get(first..)?;
    match significant.first() {
        // A leading one bit would make it negative; and zero has a byte, too.
        Some(0x80..) | None => element(INTEGER, &[&[0], significant].concat()),
        Some(_) => element(INTEGER, significant),
    }
}

fn element(tag: u8, content: &[u8]) -> Option<Vec<u8>> {
    let length = u8::try_from(content.len()).ok().filter(|length| *length < 0x80)?;
    Some([&[tag, length], content].concat())
}

/// A field of bytes in protobuf.
fn write_field(message: &mut Vec<u8>, number: u8, content: &[u8]) {
    message.push(number << 3 | BYTES);
    let mut length = content.len();
    while length >= 0x80 {
        message.push(low_byte(length) | 0x80);
        length >>= 7;
    }
    message.push(low_byte(length));
    message.extend_from_slice(content);
}

const fn low_byte(number: usize) -> u8 {
    let [low, ..] = number.to_le_bytes();
    low
}

/// Field 1, a boolean, of an answer in protobuf, where `false` is left out; field 2 says what was wrong. Nothing if it is neither.
fn read_result(answer: &[u8]) -> Option<bool> {
    match answer {
        [RESULT, 1] => Some(true),
        [] | [RESULT, 0, ..] | [REASON, ..] => Some(false),
        _ => None,
    }
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
/// The wire type of what has a length.
const BYTES: u8 = 2;
const RESULT: u8 = 1 << 3;
const REASON: u8 = 2 << 3 | BYTES;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_become_integers_without_sign_or_needless_zeros() {
        let signature = |r: &[u8], s: &[u8]| [r, s].concat();
        for (r, s, der) in [
            (&[1, 2], &[3, 4], vec![0x30, 8, 2, 2, 1, 2, 2, 2, 3, 4]),
            (&[0x80, 0], &[0, 0x80], vec![0x30, 9, 2, 3, 0, 0x80, 0, 2, 2, 0, 0x80]),
            (&[0, 0], &[0, 1], vec![0x30, 6, 2, 1, 0, 2, 1, 1]),
        ] {
            assert_eq!(ecdsa_der(&signature(r, s)), Some(der));
        }
        assert_eq!(ecdsa_der(&[1, 2, 3]), None);
        assert_eq!(ecdsa_der(&[1; 96]).map(|der| der.len()), Some(2 + 2 * 50));
        assert_eq!(ecdsa_der(&[1; 132]), None);
    }

    #[test]
    fn a_field_tells_its_length_in_groups_of_seven_bits() {
        let field = |length| {
            let mut message = Vec::new();
            write_field(&mut message, 4, &vec![0; length]);
            message.truncate(message.len() - length);
            message
        };
        assert_eq!(field(0), [0x22, 0]);
        assert_eq!(field(127), [0x22, 127]);
        assert_eq!(field(128), [0x22, 0x80, 1]);
        assert_eq!(field(16_384), [0x22, 0x80, 0x80, 1]);
    }

    #[test]
    fn only_a_plain_yes_is_a_yes() {
        assert_eq!(read_result(&[8, 1]), Some(true));
        for no in [&[][..], &[8, 0], &[0x12, 1, b'x'], &[8, 0, 0x12, 0]] {
            assert_eq!(read_result(no), Some(false), "{no:?}");
        }
        for neither in [&[8][..], &[8, 2], &[8, 1, 0x12, 0], &[0x0a, 1, 1], &[0xff; 9]] {
            assert_eq!(read_result(neither), None, "{neither:?}");
        }
    }
}
