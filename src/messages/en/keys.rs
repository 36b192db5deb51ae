//! What of a key or a key set was expected and found.

pub(crate) const VERIFYING_SIGNATURES: &str = "verifying signatures";
pub(crate) const P256_OR_P384: &str = "P-256 or P-384";
pub(crate) const KEY_TYPES: &str = "RSA, EC or OKP";
pub(crate) const ALGORITHM_OF_KEY_TYPE: &str = "an algorithm for this type of key";
pub(crate) const ODD_MODULUS: &str = "an odd modulus";
pub(crate) const ODD_EXPONENT: &str = "an odd exponent from 3 to 2^33 − 1";
pub(crate) const ANOTHER_NUMBER: &str = "another number";
pub(crate) const POINT_ON_CURVE: &str = "a point on the curve";
pub(crate) const POINT_BESIDE_CURVE: &str = "a point beside it";
pub(crate) const POINT_OF_LARGE_ORDER: &str = "a point of large order";
pub(crate) const POINT_OF_SMALL_ORDER: &str = "a point of small order, for which signatures prove nothing";
pub(crate) const NUMBER_WITHOUT_POINT: &str = "a number to which no point belongs";
pub(crate) const OBJECT_WITH_KEYS: &str = "an object with a list `keys`";
pub(crate) const FOREIGN_ALGORITHM: &str = "an algorithm that is not allowed";
pub(crate) const EXACTLY_ONE_KEY: &str = "exactly one key";
pub(crate) const AN_EMPTY_LIST: &str = "an empty list";
pub(crate) const PUBLIC_KEY: &str = "a public key";
pub(crate) const MISSING: &str = "missing";
pub(crate) const EVEN: &str = "even";
pub(crate) const KIB_OF_KEY_SET: &str = "256 KiB";
pub(crate) const KIB_OF_DISCOVERY: &str = "64 KiB";
pub(crate) const PUBLIC_HOST: &str = "a public host name, or the issuer's own host";
pub(crate) const KEYS_THEMSELVES: &str = "the keys themselves";
pub(crate) const KEY_OF_KNOWN_TYPE: &str = "an RSA, P-256, P-384 or Ed25519 key";
pub(crate) const KEY_IN_PEM: &str = "a key in PEM";
pub(crate) const BROKEN_BLOCK: &str = "a block that is cut or broken";

/// A discovery document in place of keys.
pub(crate) fn document_naming_keys(address: &str) -> String {
    format!("a document that says they are at {address}")
}

/// Under a label of PEM.
pub(crate) fn something_else_under(label: &str) -> String {
    format!("something else under {label}")
}

/// The answer of an https server.
pub(crate) fn status(status: u16) -> String {
    format!("status {status}")
}

pub(crate) fn bits(count: usize) -> String {
    format!("{count} bits")
}

pub(crate) fn bits_between(least: usize, most: usize) -> String {
    format!("{least} to {most} bits")
}

pub(crate) fn keys(count: usize) -> String {
    format!("{count} keys")
}

pub(crate) fn keys_as(kind: &str) -> String {
    format!("`keys` as {kind}")
}

pub(crate) fn without_keys(kind: &str) -> String {
    format!("{kind} without `keys`")
}

/// What a header without a key id asks for.
pub(crate) fn no_key_id(algorithm: &str) -> String {
    format!("(none, for {algorithm})")
}
