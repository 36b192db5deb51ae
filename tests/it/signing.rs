//! Keys and tokens of each algorithm, made while testing. This crate never signs, so ring does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair,
    KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
};

use claimgate::Algorithm;

/// A private key for one algorithm.
pub(crate) struct Signer {
    pub(crate) algorithm: Algorithm,
    key: PrivateKey,
}

enum PrivateKey {
    Rsa(Box<RsaKeyPair>, &'static dyn RsaEncoding),
    Ecdsa(EcdsaKeyPair, &'static str),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        let rsa = |encoding| PrivateKey::Rsa(Box::new(RsaKeyPair::from_pkcs8(RSA_TEST_KEY).unwrap()), encoding);
        let key = match algorithm {
            Algorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
            Algorithm::Rs384 => rsa(&RSA_PKCS1_SHA384),
            Algorithm::Rs512 => rsa(&RSA_PKCS1_SHA512),
            Algorithm::Ps256 => rsa(&RSA_PSS_SHA256),
            Algorithm::Ps384 => rsa(&RSA_PSS_SHA384),
            Algorithm::Ps512 => rsa(&RSA_PSS_SHA512),
            Algorithm::Es256 => PrivateKey::Ecdsa(ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING), "P-256"),
            Algorithm::Es384 => PrivateKey::Ecdsa(ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING), "P-384"),
            Algorithm::EdDsa => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
                PrivateKey::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
            }
            other => panic!("no signer for {other}"),
        };
        Self { algorithm, key }
    }

    /// The public key as ring gives it: `RSAPublicKey` in DER, `04 || x || y`, or 32 bytes.
    pub(crate) fn public_bytes(&self) -> &[u8] {
        match &self.key {
            PrivateKey::Rsa(key, _) => key.public_key().as_ref(),
            PrivateKey::Ecdsa(key, _) => key.public_key().as_ref(),
            PrivateKey::Ed25519(key) => key.public_key().as_ref(),
        }
    }

    /// The members of RFC 7518 section 6, in the order that `PublicKey::jwk` has.
    pub(crate) fn jwk(&self) -> Vec<(&'static str, String)> {
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
    pub(crate) fn key_set(&self, kid: &str) -> String {
        let members: String = self.jwk().iter().map(|(name, value)| format!(r#","{name}":"{value}""#)).collect();
        format!(r#"{{"keys":[{{"kid":"{kid}","use":"sig","alg":"{}"{members}}}]}}"#, self.algorithm)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
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

    /// A compact JWS.
    pub(crate) fn token(&self, header: &str, payload: &str) -> String {
        let signing_input = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
        let signature = encode(&self.sign(signing_input.as_bytes()));
        format!("{signing_input}.{signature}")
    }
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// ring makes no RSA keys: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`, as PKCS#8 in DER. It guards nothing.
const RSA_TEST_KEY: &[u8] = include_bytes!("rsa-test-key.pk8");
