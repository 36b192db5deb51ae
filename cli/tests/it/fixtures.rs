//! Tokens, keys and policies, and the files that they stand in.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use claimgate_test_kit::{key_set, kid, named};
use serde_json::{Value, json};

pub(crate) const GITHUB: &str = "https://token.actions.githubusercontent.com";
pub(crate) const GITLAB: &str = "https://gitlab.com";
/// Two minutes after the tokens were issued.
pub(crate) const NOW: &str = "1791484400";

/// A token of GitHub for a push to `main` of `my-org/my-repo`, with these claims changed.
pub(crate) fn github_token(changes: Value) -> String {
    let mut claims = json!({
        "jti": "a71fccd5-a254-47bc-8e4b-d652c9d5233f",
        "sub": "repo:my-org/my-repo:ref:refs/heads/main",
        "aud": "https://github.com/my-org",
        "ref": "refs/heads/main",
        "repository": "my-org/my-repo",
        "repository_owner": "my-org",
        "event_name": "push",
        "ref_type": "branch",
        "iss": GITHUB,
        "nbf": 1_791_483_975,
        "exp": 1_791_484_575,
        "iat": 1_791_484_275,
    });
    let claims_map = claims.as_object_mut().unwrap();
    claims_map.extend(changes.as_object().unwrap().clone());
    sign("github", &claims.to_string())
}

/// A token of an issuer for which `policy_of` has an identity.
pub(crate) fn token_of(issuer: &str) -> String {
    let claims = json!({ "iss": issuer, "sub": "job-1", "aud": "https://api.example", "exp": 1_791_484_575 });
    sign("github", &claims.to_string())
}

/// A policy with an identity of each issuer.
pub(crate) fn policy_of(issuers: &[&str]) -> Value {
    let identities = issuers.iter().enumerate().map(|(number, issuer)| {
        json!({
            "name": format!("Job {number}"), "email": format!("job-{number}@workload.bytebase.com"),
            "platform": "oidc", "issuer": issuer, "audiences": ["https://api.example"], "subject": "job-1",
        })
    });
    json!({ "identities": identities.collect::<Vec<_>>() })
}

/// Payload and header as they are, signed by the key of that name.
pub(crate) fn sign(key: &str, payload: &str) -> String {
    let signer = named(key);
    let header = json!({ "typ": "JWT", "alg": signer.algorithm(), "kid": kid(key) });
    signer.token(&header.to_string(), payload)
}

/// The identity that the tokens of `github_token` fit.
pub(crate) fn policy() -> Value {
    json!({
        "identities": [{
            "name": "GitHub Actions Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
            "owner": "my-org", "repository": "my-repo", "branch": "main", "roles": ["gitopsServiceAgent"],
        }],
        "roles": { "gitopsServiceAgent": [{ "methods": ["GET"], "path": "/v1/**" }] },
    })
}

/// GitHub's key set.
pub(crate) fn github_keys() -> Value {
    key_set(&["github", "github-next"])
}

/// A folder that goes when the test ends.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
