//! Named keys, so that vectors can be made again byte for byte. Made with `openssl genpkey`, PKCS#8 in DER.

use serde_json::{Map, Value, json};

use crate::signer::{Signer, encode};

/// The names of all keys.
pub const NAMES: [&str; 12] = [
    "github",
    "github-next",
    "gitlab",
    "stranger",
    "rsa-3072",
    "rsa-4096",
    "p256",
    "p256-stranger",
    "p384",
    "p384-stranger",
    "ed25519",
    "ed25519-stranger",
];

/// The key of that name, for its usual algorithm, or for another one of its type: `github` or `github/PS256`.
#[must_use]
pub fn named(name: &str) -> Signer {
    let (name, algorithm) = name.split_once('/').map_or((name, None), |(name, algorithm)| (name, Some(algorithm)));
    let (usual, pkcs8): (_, &[u8]) = match name {
        "github" => ("RS256", include_bytes!("../keys/github.pk8")),
        "github-next" => ("RS256", include_bytes!("../keys/github-next.pk8")),
        "gitlab" => ("RS256", include_bytes!("../keys/gitlab.pk8")),
        "stranger" => ("RS256", include_bytes!("../keys/stranger.pk8")),
        "rsa-3072" => ("RS256", include_bytes!("../keys/rsa-3072.pk8")),
        "rsa-4096" => ("RS256", include_bytes!("../keys/rsa-4096.pk8")),
        "p256" => ("ES256", include_bytes!("../keys/p256.pk8")),
        "p256-stranger" => ("ES256", include_bytes!("../keys/p256-stranger.pk8")),
        "p384" => ("ES384", include_bytes!("../keys/p384.pk8")),
        "p384-stranger" => ("ES384", include_bytes!("../keys/p384-stranger.pk8")),
        "ed25519" => ("EdDSA", include_bytes!("../keys/ed25519.pk8")),
        "ed25519-stranger" => ("EdDSA", include_bytes!("../keys/ed25519-stranger.pk8")),
        other => panic!("no key is called {other}"),
    };
    Signer::from_pkcs8(algorithm.unwrap_or(usual), pkcs8)
}

/// The key id under which the issuer publishes the key: at GitHub and for the others like them a UUID of version 5, else
/// the name.
#[must_use]
pub fn kid(name: &str) -> &str {
    match name.split_once('/').map_or(name, |(name, _)| name) {
        "github" => "657dd4ed-c7c1-5c0f-aea9-9113a09c1d93",
        "github-next" => "3535be74-bc4a-5620-8e61-25bc0789c161",
        "gitlab" => "11d5d94a-a7a1-5aaf-aa3a-50f5e88cc4d4",
        other => other,
    }
}

/// The public key as its issuer publishes it, in GitHub's shape: of its keys some have `x5c` and `x5t`, some have not.
#[must_use]
pub fn jwk(name: &str) -> Map<String, Value> {
    let signer = named(name);
    let mut jwk = Map::new();
    jwk.insert("alg".to_owned(), json!(signer.algorithm()));
    jwk.insert("kid".to_owned(), json!(kid(name)));
    jwk.insert("use".to_owned(), json!("sig"));
    jwk.extend(signer.jwk().into_iter().map(|(member, value)| (member.to_owned(), json!(value))));
    if name == "github-next" {
        let certificate = include_bytes!("../keys/github-next.cer");
        jwk.insert("x5c".to_owned(), json!([base64_with_padding(certificate)]));
        // RFC 7517 section 4.8.
        let thumbprint = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, certificate);
        jwk.insert("x5t".to_owned(), json!(encode(thumbprint.as_ref())));
    }
    jwk
}

/// A JWK Set of these keys.
#[must_use]
pub fn key_set(names: &[&str]) -> Value {
    json!({ "keys": names.iter().map(|name| jwk(name)).collect::<Vec<_>>() })
}

/// RFC 7517 section 4.7: certificates are in standard base64.
fn base64_with_padding(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A key for tests that do not care which.
pub(crate) const ANY_RSA_KEY: &[u8] = include_bytes!("../keys/any-rsa.pk8");
