//! The seam between deciding which key and algorithm count, which the core does, and the arithmetic, which ring does by
//! default and a host may do with its own crypto.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

use crate::algorithm::Algorithm;
use crate::jwk::{Material, PublicKey};

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
    is_signature(check.algorithm, check.key, check.signing_input(), check.signature())
}

/// Over any bytes, so that vectors whose messages are no JWS can be run on it.
fn is_signature(algorithm: Algorithm, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let answer = match (key.material(), parameters(algorithm)) {
        (Material::Rsa { n, e }, Parameters::Rsa(parameters)) => {
            RsaPublicKeyComponents { n, e }.verify(parameters, message, signature)
        }
        (Material::Point(point), Parameters::Curve(algorithm)) => {
            UnparsedPublicKey::new(algorithm, point).verify(message, signature)
        }
        (Material::Rsa { .. } | Material::Point(_), _) => Err(ring::error::Unspecified),
    };
    answer.is_ok()
}

enum Parameters {
    Rsa(&'static RsaParameters),
    Curve(&'static dyn VerificationAlgorithm),
}

fn parameters(algorithm: Algorithm) -> Parameters {
    match algorithm {
        Algorithm::Rs256 => Parameters::Rsa(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Parameters::Rsa(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Parameters::Rsa(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Parameters::Rsa(&RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Parameters::Rsa(&RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Parameters::Rsa(&RSA_PSS_2048_8192_SHA512),
        Algorithm::Es256 => Parameters::Curve(&ECDSA_P256_SHA256_FIXED),
        Algorithm::Es384 => Parameters::Curve(&ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDsa => Parameters::Curve(&ED25519),
    }
}

#[cfg(test)]
mod wycheproof;
