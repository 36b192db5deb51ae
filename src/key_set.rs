//! The public keys of one issuer (RFC 7517 section 5), and which of them a token means.

use crate::algorithm::Algorithm;
use crate::code::Code;
use crate::header::Header;
use crate::json::{Document, Value};
use crate::jwk::PublicKey;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted, quoted_list};

/// The public keys of one issuer.
#[derive(Clone, Debug, Default)]
pub struct KeySet {
    keys: Vec<PublicKey>,
    skipped: Vec<Problem>,
}

impl KeySet {
    /// The longest accepted key set. GitHub's has about 6 KiB; the largest known (Entra's) has about 20.
    pub const MAX_BYTES: usize = 256 * 1024;
    /// The most accepted entries of a set, usable or not: more than fit, for the shortest key has 79 bytes. Only junk exceeds
    /// it, and to report each of the hundred thousand entries of `[0,0,…]` would be more work than all else.
    const MAX_ENTRIES: usize = 4096;

    /// Reads a JWK Set, keeps what can verify, and remembers what it skipped and why.
    ///
    /// An unknown, private or broken key never spoils its neighbours. A set may come out empty: see [`KeySet::key_ids`].
    ///
    /// # Errors
    /// `key_set_too_large` over 256 KiB or 4096 entries, `json_malformed` or `duplicate_member` if it is no strict JSON object, and
    /// `key_set_malformed` if it has no list `keys`.
    pub fn parse(jwks: &[u8]) -> Result<Self, Problem> {
        check_size(jwks.len())?;
        Self::read(Document::parse_object(jwks.to_vec(), Source::KeySet)?.root(), "")
    }

    /// The same, of which at least one key can verify.
    pub(crate) fn parse_usable(jwks: &[u8]) -> Result<Self, Problem> {
        let keys = Self::parse(jwks)?;
        if keys.is_empty() {
            let reasons: Vec<_> = keys.skipped().iter().map(ToString::to_string).collect();
            let actual = if reasons.is_empty() { say::AN_EMPTY_LIST.to_owned() } else { reasons.join("; ") };
            let unusable = Problem::new(Code::KeySetUnusable, Source::KeySet, "/keys");
            return Err(unusable.expected(say::PUBLIC_KEY).actual(actual));
        }
        Ok(keys)
    }

    /// Reads the set that stands at `pointer` of a document, under the same limits.
    pub(crate) fn parse_inline(jwks: Value<'_>, pointer: &str) -> Result<Self, Problem> {
        check_size(jwks.to_string().len())?;
        Self::read(jwks, pointer)
    }

    fn read(jwks: Value<'_>, pointer: &str) -> Result<Self, Problem> {
        let keys = jwks.get("keys");
        let items = keys.and_then(Value::items).ok_or_else(|| {
            Problem::new(Code::KeySetMalformed, Source::KeySet, pointer).expected(say::OBJECT_WITH_KEYS).actual(match keys {
                Some(keys) => say::keys_as(keys.kind()),
                None => say::without_keys(jwks.kind()),
            })
        })?;
        if items.len() > Self::MAX_ENTRIES {
            return Err(too_large(say::keys(Self::MAX_ENTRIES), say::keys(items.len())));
        }
        let mut set = Self::default();
        for (place, jwk) in items.enumerate() {
            match PublicKey::read(jwk, &format!("{pointer}/keys/{place}")) {
                Ok(key) => set.keys.push(key),
                Err(problem) => set.skipped.push(problem),
            }
        }
        Ok(set)
    }

    /// The keys that can verify.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &PublicKey> {
        self.keys.iter()
    }

    /// The ids of the keys that can verify; a key without one counts, too.
    pub fn key_ids(&self) -> impl ExactSizeIterator<Item = Option<&str>> {
        self.keys.iter().map(PublicKey::id)
    }

    /// The keys that were skipped, each with the reason.
    #[must_use]
    pub fn skipped(&self) -> &[Problem] {
        &self.skipped
    }

    /// Whether no key can verify anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn first(&self) -> Option<&PublicKey> {
        self.keys.first()
    }

    /// The one key that the header means: of its `kid` and for its `alg`, which must be among `allowed`.
    pub(crate) fn select(&self, header: &Header, allowed: &[Algorithm]) -> Result<(&PublicKey, Algorithm), Problem> {
        let (algorithm, kid) = (header.algorithm()?, header.key_id()?);
        let named = || self.keys.iter().filter(|key| kid.is_none() || key.id() == kid);
        let mut fitting = named().filter(|key| key.algorithm(allowed) == Some(algorithm));
        let Some(key) = fitting.next() else {
            let other = kid.and_then(|_| named().next()).map(|key| key.algorithm(allowed));
            return Err(match other {
                Some(bound) => Problem::new(Code::KeyAlgorithmMismatch, Source::Header, "/alg")
                    .expected(bound.map_or(say::FOREIGN_ALGORITHM, Algorithm::as_str))
                    .actual(algorithm.as_str()),
                None => Problem::new(Code::KeyNotFound, Source::Header, "/kid")
                    .expected(quoted_list(self.keys.iter().filter_map(PublicKey::id)))
                    .actual(kid.map_or_else(|| say::no_key_id(algorithm.as_str()), quoted)),
            });
        };
        let others = fitting.filter(|other| !other.is_same_key(key)).count();
        if others > 0 {
            return Err(Problem::new(Code::KeyAmbiguous, Source::Header, "/kid")
                .expected(say::EXACTLY_ONE_KEY)
                .actual(others.saturating_add(1).to_string()));
        }
        Ok((key, algorithm))
    }
}

pub(crate) fn check_size(bytes: usize) -> Result<(), Problem> {
    match bytes {
        0..=KeySet::MAX_BYTES => Ok(()),
        _ => Err(too_large(say::KIB_OF_KEY_SET.to_owned(), say::bytes(bytes))),
    }
}

fn too_large(expected: String, actual: String) -> Problem {
    Problem::new(Code::KeySetTooLarge, Source::KeySet, "").expected(expected).actual(actual)
}
