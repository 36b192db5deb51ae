//! One public key of a set (RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2).

use std::collections::BinaryHeap;

use crate::algorithm::{Algorithm, KeyType, names};
use crate::code::Code;
use crate::curve;
use crate::encoding::{decode_base64url, encode_base64url};
use crate::json::Value;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, member_pointer, quoted, quoted_list};
use crate::spki;

/// A public key that can verify signatures of exactly one algorithm.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey {
    id: Option<String>,
    declared: Option<Algorithm>,
    key_type: KeyType,
    material: Material,
    spki: Vec<u8>,
}

/// The numbers of a key, checked for length and range.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Material {
    /// Modulus and exponent, big-endian, without leading zero bytes.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// What ring takes: `04 || x || y` of an elliptic curve, or the bytes of Ed25519.
    Point(Vec<u8>),
}

impl PublicKey {
    /// The key's id, `kid`.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The key as SubjectPublicKeyInfo in DER, as all other crypto takes it.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The key's members of RFC 7518 section 6 as a JWK (`kty` with `n` and `e`, or with `crv`, `x`, `y`): nothing else of
    /// what the key set said.
    #[must_use]
    pub fn jwk(&self) -> Vec<(&'static str, String)> {
        let point = |crv: &str, coordinates: &[u8]| {
            let (x, y) = coordinates.split_at(coordinates.len() / 2);
            vec![("kty", "EC".to_owned()), ("crv", crv.to_owned()), ("x", encode_base64url(x)), ("y", encode_base64url(y))]
        };
        match (&self.material, self.key_type) {
            (Material::Rsa { n, e }, _) => {
                vec![("kty", "RSA".to_owned()), ("n", encode_base64url(n)), ("e", encode_base64url(e))]
            }
            (Material::Point(bytes), KeyType::P256) => point("P-256", bytes.get(1..).unwrap_or_default()),
            (Material::Point(bytes), KeyType::P384) => point("P-384", bytes.get(1..).unwrap_or_default()),
            (Material::Point(bytes), KeyType::Ed25519 | KeyType::Rsa) => {
                vec![("kty", "OKP".to_owned()), ("crv", "Ed25519".to_owned()), ("x", encode_base64url(bytes))]
            }
        }
    }

    /// The one algorithm this key serves (RFC 8725bis section 3.1): the one it declares, or else the first allowed one that
    /// takes such a key.
    pub(crate) fn algorithm(&self, allowed: &[Algorithm]) -> Option<Algorithm> {
        self.declared.or_else(|| allowed.iter().copied().find(|algorithm| algorithm.key_type() == self.key_type))
    }

    /// The only length that a signature by this key can have, in bytes.
    pub(crate) fn signature_length(&self) -> usize {
        match (&self.material, self.key_type) {
            (Material::Rsa { n, .. }, _) => n.len(),
            (Material::Point(_), KeyType::P384) => 96,
            (Material::Point(_), _) => 64,
        }
    }

    /// Its size: that of the modulus, or of the curve.
    pub(crate) fn bits(&self) -> usize {
        match (&self.material, self.key_type) {
            (Material::Rsa { n, .. }, _) => bits(n),
            (Material::Point(_), KeyType::P384) => 384,
            (Material::Point(_), _) => 256,
        }
    }

    pub(crate) fn is_same_key(&self, other: &Self) -> bool {
        self.spki == other.spki
    }

    /// Reads the key at `pointer`, or says why it is skipped.
    pub(crate) fn read(jwk: Value<'_>, pointer: &str) -> Result<Self, Problem> {
        let reader = Reader { jwk, pointer };
        if jwk.members().is_none() {
            return Err(reader.malformed("", say::AN_OBJECT, jwk.kind()));
        }
        let id = reader.optional_text("kid")?.map(str::to_owned);
        reader.refuse_private_parts()?;
        reader.refuse_other_uses()?;
        let key_type = reader.key_type()?;
        let declared = reader.declared_algorithm(key_type)?;
        let (material, spki) = match key_type {
            KeyType::Rsa => reader.rsa()?,
            KeyType::P256 => reader.point(key_type, 32)?,
            KeyType::P384 => reader.point(key_type, 48)?,
            KeyType::Ed25519 => reader.ed25519()?,
        };
        Ok(Self { id, declared, key_type, material, spki })
    }
}

struct Reader<'d> {
    jwk: Value<'d>,
    pointer: &'d str,
}

impl<'d> Reader<'d> {
    fn problem(&self, code: Code, member: &str) -> Problem {
        let member = if member.is_empty() { String::new() } else { member_pointer(member) };
        Problem::new(code, Source::KeySet, format!("{}{member}", self.pointer))
    }

    fn malformed(&self, member: &str, expected: &str, actual: &str) -> Problem {
        self.problem(Code::KeyMalformed, member).expected(expected).actual(actual)
    }

    fn optional_text(&self, member: &str) -> Result<Option<&'d str>, Problem> {
        let Some(value) = self.jwk.get(member) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.malformed(member, say::A_STRING, value.kind()))
    }

    fn text(&self, member: &str) -> Result<&'d str, Problem> {
        self.optional_text(member)?.ok_or_else(|| self.malformed(member, say::A_STRING, say::MISSING))
    }

    fn bytes(&self, member: &str) -> Result<Vec<u8>, Problem> {
        decode_base64url(self.text(member)?).map_err(|reason| self.malformed(member, "base64url", &reason))
    }

    /// A big-endian number. Leading zero bytes are stripped: they occur in the wild, RFC 7518 section 2 forbids them, and
    /// ring would call every signature invalid.
    fn number(&self, member: &str) -> Result<Vec<u8>, Problem> {
        Ok(self.bytes(member)?.into_iter().skip_while(|byte| *byte == 0).collect())
    }

    fn refuse_private_parts(&self) -> Result<(), Problem> {
        match PRIVATE_MEMBERS.iter().find(|member| self.jwk.get(member).is_some()) {
            Some(member) => Err(self.problem(Code::KeyPrivate, member).actual(format!("`{member}`"))),
            None => Ok(()),
        }
    }

    /// RFC 7517 sections 4.2 and 4.3.
    fn refuse_other_uses(&self) -> Result<(), Problem> {
        let refused = |member, actual: String| {
            self.problem(Code::KeyUseMismatch, member).expected(say::VERIFYING_SIGNATURES).actual(actual)
        };
        if let Some(other) = self.optional_text("use")?.filter(|purpose| *purpose != "sig") {
            return Err(refused("use", quoted(other)));
        }
        let Some(operations) = self.jwk.get("key_ops") else { return Ok(()) };
        let operations: Option<Vec<_>> = operations.items().and_then(|items| items.map(Value::as_str).collect());
        let operations = operations.ok_or_else(|| self.malformed("key_ops", say::LIST_OF_STRINGS, say::SOMETHING_ELSE))?;
        let sorted = BinaryHeap::from(operations.clone()).into_sorted_vec();
        let repeats = sorted.windows(2).any(|pair| pair.first() == pair.last());
        if repeats || !operations.contains(&"verify") {
            return Err(refused("key_ops", quoted_list(operations)));
        }
        Ok(())
    }

    fn key_type(&self) -> Result<KeyType, Problem> {
        let unsupported = |member, expected: &str, actual: &str| {
            Err(self.problem(Code::KeyUnsupported, member).expected(expected).actual(format!("{member} {}", quoted(actual))))
        };
        match self.text("kty")? {
            "RSA" => Ok(KeyType::Rsa),
            "EC" => match self.text("crv")? {
                "P-256" => Ok(KeyType::P256),
                "P-384" => Ok(KeyType::P384),
                other => unsupported("crv", say::P256_OR_P384, other),
            },
            "OKP" => match self.text("crv")? {
                "Ed25519" => Ok(KeyType::Ed25519),
                other => unsupported("crv", "Ed25519", other),
            },
            other => unsupported("kty", say::KEY_TYPES, other),
        }
    }

    fn declared_algorithm(&self, key_type: KeyType) -> Result<Option<Algorithm>, Problem> {
        let Some(name) = self.optional_text("alg")? else { return Ok(None) };
        match Algorithm::from_name(name) {
            Some(algorithm) if algorithm.key_type() == key_type => Ok(Some(algorithm)),
            Some(_) => Err(self.malformed("alg", say::ALGORITHM_OF_KEY_TYPE, &quoted(name))),
            None => Err(self
                .problem(Code::KeyUnsupported, "alg")
                .expected(names(Algorithm::ALL))
                .actual(format!("alg {}", quoted(name)))),
        }
    }

    fn rsa(&self) -> Result<(Material, Vec<u8>), Problem> {
        let (n, e) = (self.number("n")?, self.number("e")?);
        let bits = bits(&n);
        if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
            let expected = say::bits_between(MIN_RSA_BITS, MAX_RSA_BITS);
            return Err(self.problem(Code::KeySizeRefused, "n").expected(expected).actual(say::bits(bits)));
        }
        if n.last().is_none_or(|byte| byte % 2 == 0) {
            return Err(self.malformed("n", say::ODD_MODULUS, say::EVEN));
        }
        let exponent = e.iter().try_fold(0_u64, |sum, byte| Some(sum.checked_mul(256)? | u64::from(*byte)));
        if !exponent.is_some_and(|exponent| exponent % 2 == 1 && (3..=MAX_RSA_EXPONENT).contains(&exponent)) {
            return Err(self.malformed("e", say::ODD_EXPONENT, say::ANOTHER_NUMBER));
        }
        let spki = spki::rsa(&n, &e);
        Ok((Material::Rsa { n, e }, spki))
    }

    fn point(&self, key_type: KeyType, length: usize) -> Result<(Material, Vec<u8>), Problem> {
        let mut point = vec![UNCOMPRESSED];
        for member in ["x", "y"] {
            let coordinate = self.bytes(member)?;
            if coordinate.len() != length {
                // RFC 7518 section 6.2.1.2: the full size of the field, leading zeros included.
                return Err(self.malformed(member, &say::bytes(length), &say::bytes(coordinate.len())));
            }
            point.extend(coordinate);
        }
        if !curve::contains(key_type, &point) {
            return Err(self.malformed("x", say::POINT_ON_CURVE, say::POINT_BESIDE_CURVE));
        }
        let spki = spki::curve(key_type, &point);
        Ok((Material::Point(point), spki))
    }

    fn ed25519(&self) -> Result<(Material, Vec<u8>), Problem> {
        let point = self.bytes("x")?;
        if point.len() != 32 {
            return Err(self.malformed("x", &say::bytes(32), &say::bytes(point.len())));
        }
        if is_small_order(&point) {
            return Err(self.malformed("x", say::POINT_OF_LARGE_ORDER, say::POINT_OF_SMALL_ORDER));
        }
        if !curve::contains(KeyType::Ed25519, &point) {
            return Err(self.malformed("x", say::POINT_ON_CURVE, say::NUMBER_WITHOUT_POINT));
        }
        let spki = spki::curve(KeyType::Ed25519, &point);
        Ok((Material::Point(point), spki))
    }
}

/// How long a big-endian number without leading zero bytes is.
fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |byte| usize::try_from(byte.leading_zeros()).unwrap_or(0));
    number.len().saturating_mul(8).saturating_sub(unused)
}

/// Whether an encoded Edwards point has an order of 1, 2, 4 or 8: ring, like OpenSSL and Go, verifies with such "keys".
/// The sign bit and non-canonical encodings (y ≥ p) are covered.
fn is_small_order(point: &[u8]) -> bool {
    SMALL_ORDER_Y.iter().any(|y| {
        let (last, rest) = (point.last().map(|byte| byte & 0x7f), point.split_last().map(|(_, rest)| rest));
        last == y.last().copied() && rest == y.split_last().map(|(_, rest)| rest)
    })
}

const UNCOMPRESSED: u8 = 0x04;
/// NIST SP 800-131A and RFC 7518 section 3.3 ask for 2048; ring verifies to 8192. Counted in bits: ring rounds to bytes.
const MIN_RSA_BITS: usize = 2048;
const MAX_RSA_BITS: usize = 8192;
/// ring's own bound, as other libraries have it.
const MAX_RSA_EXPONENT: u64 = (1 << 33) - 1;
/// RFC 7518 section 6.3.2 and 6.4, RFC 8037 section 2: private or secret parts.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The y coordinates of the points of small order, little-endian: 0, 1, two of order 8, p − 1, p, p + 1.
const SMALL_ORDER_Y: [[u8; 32]; 7] = [
    [0; 32],
    with_ends(1, 0, 0),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac,
        0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53,
        0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    with_ends(0xec, 0xff, 0x7f),
    with_ends(0xed, 0xff, 0x7f),
    with_ends(0xee, 0xff, 0x7f),
];

const fn with_ends(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}
