//! The issuer's keys: RSA of 2048 bits for RS256, as GitHub has them, made anew and never written anywhere.

use std::fmt::Display;

use base64_simd::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use rsa::PrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use serde_json::{Value, json};

use crate::fault::Fault;

/// The key that signs, and the one before it, which stays published until the next rotation.
pub(super) struct Keys {
    current: Key,
    previous: Option<Key>,
}

pub(super) struct Key {
    kid: String,
    pair: RsaKeyPair,
}

impl Keys {
    pub(super) fn generate() -> Result<Self, Fault> {
        Ok(Self { current: Key::generate()?, previous: None })
    }

    /// Signs with another key from now on.
    pub(super) fn rotate(&mut self, next: Key) {
        self.previous = Some(std::mem::replace(&mut self.current, next));
    }

    pub(super) fn current(&self) -> &Key {
        &self.current
    }

    /// The JWK Set.
    pub(super) fn published(&self) -> Value {
        let keys: Vec<_> = [Some(&self.current), self.previous.as_ref()].into_iter().flatten().map(Key::jwk).collect();
        json!({ "keys": keys })
    }
}

impl Key {
    /// Takes about half a second.
    pub(super) fn generate() -> Result<Self, Fault> {
        let private = PrivateKey::new(&mut getrandom::SysRng, MODULUS_BITS).map_err(failed)?;
        let document = private.to_pkcs8_der().map_err(failed)?;
        let pair = RsaKeyPair::from_pkcs8(document.as_bytes()).map_err(failed)?;
        Ok(Self { kid: random_uuid()?, pair })
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// A compact JWS of these claims.
    pub(super) fn sign(&self, claims: &impl serde::Serialize) -> Result<String, Fault> {
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": self.kid });
        let payload = serde_json::to_string(claims).map_err(failed)?;
        let encode = |text: &str| URL_SAFE_NO_PAD.encode_to_string(text);
        let input = format!("{}.{}", encode(&header.to_string()), encode(&payload));
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).map_err(failed)?;
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode_to_string(&signature)))
    }

    fn jwk(&self) -> Value {
        let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(self.pair.public());
        let [n, e] = [n, e].map(|number| URL_SAFE_NO_PAD.encode_to_string(number));
        json!({ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.kid, "n": n, "e": e })
    }
}

/// A secret that nobody guesses.
pub(super) fn random_secret() -> Result<String, Fault> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(failed)?;
    Ok(URL_SAFE_NO_PAD.encode_to_string(bytes))
}

/// A name that nobody else has.
pub(super) fn random_uuid() -> Result<String, Fault> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(failed)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}

fn failed(reason: impl Display) -> Fault {
    Fault::issuer_stopped(reason)
}

const MODULUS_BITS: usize = 2048;
