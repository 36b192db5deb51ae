//! Tokens that nobody signed, for what is told without a signature.

use claimgate_test_kit::encode;

/// A token of these claims, as JSON text, with a signature that is none.
pub(crate) fn unsigned(claims: &str) -> String {
    let part = |text: &str| encode(text.as_bytes());
    format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(claims), part("none"))
}
