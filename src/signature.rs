//! The seam between deciding which key and algorithm count, which the core does, and the arithmetic, which ring does by
//! default and a host may do with its own crypto.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};

use crate::algorithm::Algorithm;
use crate::jwk::PublicKey;
use crate::spki;

/// A question for whoever can do the arithmetic: did this key make this signature?
#[derive(Clone, Copy, Debug)]
pub struct SignatureCheck<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) key: &'a PublicKey,
    pub(crate) signing_input: &'a str,
    pub(crate) signature: &'a [u8],
}

impl<'a> SignatureCheck<'a> {
    /// The algorithm, already found allowed for this issuer and bound to this key.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The issuer's key.
    #[must_use]
    pub const fn key(&self) -> &'a PublicKey {
        self.key
    }

    /// The bytes that were signed: the token's first two parts with the dot between them.
    #[must_use]
    pub const fn signing_input(&self) -> &'a [u8] {
        self.signing_input.as_bytes()
    }

    /// The signature as JWS has it (RFC 7518 section 3.4: `r || s` of fixed length for ECDSA, never DER).
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }
}

/// Answers with ring.
#[must_use]
pub fn verify_with_ring(check: &SignatureCheck<'_>) -> bool {
    is_signature_by_ring(check.algorithm, check.key.spki(), check.signing_input(), check.signature())
}

/// The same about a question that has left the core, for a host that keeps ring in another place than the core. The key is what
/// [`PublicKey::spki`] gave: it was judged when it was read, and is not judged here.
#[must_use]
pub fn is_signature_by_ring(algorithm: Algorithm, spki: &[u8], signing_input: &[u8], signature: &[u8]) -> bool {
    let key = spki::unwrap(spki).map(|(_, key)| UnparsedPublicKey::new(parameters(algorithm), key));
    key.is_some_and(|key| key.verify(signing_input, signature).is_ok())
}

fn parameters(algorithm: Algorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &RSA_PSS_2048_8192_SHA512,
        Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
        Algorithm::Es384 => &ECDSA_P384_SHA384_FIXED,
        Algorithm::EdDsa => &ED25519,
    }
}

#[cfg(test)]
mod wycheproof;
