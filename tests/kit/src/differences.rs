//! Where other libraries answer otherwise, as `tests/oracles` explains it.

use std::path::Path;

use serde_json::Value;

/// The file of that name in `tests/oracles`.
///
/// # Panics
/// If it cannot be read, or is no JSON.
#[must_use]
pub fn file(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracles").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).expect("differences are JSON")
}

/// Every difference of a list.
///
/// # Panics
/// If one has no reason.
pub fn explained(list: &Value) -> impl Iterator<Item = &Value> {
    let list = list.as_array().unwrap_or_else(|| panic!("there is no list of differences"));
    list.iter().inspect(|difference| assert!(difference["because"].is_string(), "a difference needs a reason: {difference}"))
}
