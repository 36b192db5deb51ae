//! Signing as a platform does, with ring, under every algorithm that the core verifies.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING,
    ED25519, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

use crate::keys::ANY_RSA_KEY;

/// A private key for one algorithm.
pub struct Signer {
    algorithm: String,
    key: PrivateKey,
}

enum PrivateKey {
    Rsa(Box<RsaKeyPair>, &'static dyn RsaEncoding),
    Ecdsa(EcdsaKeyPair, &'static str),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    /// A fresh key for the algorithm of that `alg` name; for RSA always the same one, as ring makes none.
    #[must_use]
    pub fn generate(algorithm: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = match algorithm {
            "ES256" => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap(),
            "ES384" => EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random).unwrap(),
            "EdDSA" => Ed25519KeyPair::generate_pkcs8(&random).unwrap(),
            _ => return Self::from_pkcs8(algorithm, ANY_RSA_KEY),
        };
        Self::from_pkcs8(algorithm, pkcs8.as_ref())
    }

    /// The private key in PKCS#8 (DER), for the algorithm of that `alg` name.
    #[must_use]
    pub fn from_pkcs8(algorithm: &str, pkcs8: &[u8]) -> Self {
        let rsa = |encoding| PrivateKey::Rsa(Box::new(RsaKeyPair::from_pkcs8(pkcs8).unwrap()), encoding);
        let ecdsa = |algorithm: &'static EcdsaSigningAlgorithm, crv| {
            PrivateKey::Ecdsa(EcdsaKeyPair::from_pkcs8(algorithm, pkcs8, &SystemRandom::new()).unwrap(), crv)
        };
        let key = match algorithm {
            "RS256" => rsa(&RSA_PKCS1_SHA256),
            "RS384" => rsa(&RSA_PKCS1_SHA384),
            "RS512" => rsa(&RSA_PKCS1_SHA512),
            "PS256" => rsa(&RSA_PSS_SHA256),
            "PS384" => rsa(&RSA_PSS_SHA384),
            "PS512" => rsa(&RSA_PSS_SHA512),
            "ES256" => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING, "P-256"),
            "ES384" => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
            "EdDSA" => PrivateKey::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).unwrap()),
            other => panic!("no signer for the algorithm {other}"),
        };
        Self { algorithm: algorithm.to_owned(), key }
    }

    /// The `alg` name.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// Whether the same bytes always get the same signature.
    #[must_use]
    pub fn is_deterministic(&self) -> bool {
        !self.algorithm.starts_with("ES") && !self.algorithm.starts_with("PS")
    }

    /// The public key as ring gives it: `RSAPublicKey` in DER, `04 || x || y`, or 32 bytes.
    #[must_use]
    pub fn public_bytes(&self) -> &[u8] {
        match &self.key {
            PrivateKey::Rsa(key, _) => key.public_key().as_ref(),
            PrivateKey::Ecdsa(key, _) => key.public_key().as_ref(),
            PrivateKey::Ed25519(key) => key.public_key().as_ref(),
        }
    }

    /// The members of RFC 7518 section 6, in the order that the core's `PublicKey::jwk` has.
    #[must_use]
    pub fn jwk(&self) -> Vec<(&'static str, String)> {
        match &self.key {
            PrivateKey::Rsa(key, _) => {
                let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(key.public());
                let [n, e] = [n, e].map(|number| encode(&number));
                vec![("kty", "RSA".to_owned()), ("n", n), ("e", e)]
            }
            PrivateKey::Ecdsa(_, crv) => {
                let coordinates = &self.public_bytes()[1..];
                let (x, y) = coordinates.split_at(coordinates.len() / 2);
                vec![("kty", "EC".to_owned()), ("crv", (*crv).to_owned()), ("x", encode(x)), ("y", encode(y))]
            }
            PrivateKey::Ed25519(_) => {
                vec![("kty", "OKP".to_owned()), ("crv", "Ed25519".to_owned()), ("x", encode(self.public_bytes()))]
            }
        }
    }

    /// A JWK Set of this one key, bound to its algorithm.
    #[must_use]
    pub fn key_set(&self, kid: &str) -> String {
        let members: String = self.jwk().iter().map(|(name, value)| format!(r#","{name}":"{value}""#)).collect();
        format!(r#"{{"keys":[{{"kid":"{kid}","use":"sig","alg":"{}"{members}}}]}}"#, self.algorithm)
    }

    /// The signature in the form of JWS.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            PrivateKey::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(*encoding, &random, message, &mut signature).unwrap();
                signature
            }
            PrivateKey::Ecdsa(key, _) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            PrivateKey::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }

    /// Whether this key made the signature.
    #[must_use]
    pub fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &dyn VerificationAlgorithm = match self.algorithm.as_str() {
            "RS256" => &RSA_PKCS1_2048_8192_SHA256,
            "RS384" => &RSA_PKCS1_2048_8192_SHA384,
            "RS512" => &RSA_PKCS1_2048_8192_SHA512,
            "PS256" => &RSA_PSS_2048_8192_SHA256,
            "PS384" => &RSA_PSS_2048_8192_SHA384,
            "PS512" => &RSA_PSS_2048_8192_SHA512,
            "ES256" => &ECDSA_P256_SHA256_FIXED,
            "ES384" => &ECDSA_P384_SHA384_FIXED,
            _ => &ED25519,
        };
        UnparsedPublicKey::new(algorithm, self.public_bytes()).verify(message, signature).is_ok()
    }

    /// A compact JWS.
    #[must_use]
    pub fn token(&self, header: &str, payload: &str) -> String {
        let signing_input = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
        let signature = encode(&self.sign(signing_input.as_bytes()));
        format!("{signing_input}.{signature}")
    }
}

/// base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url without padding.
#[must_use]
pub fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}
