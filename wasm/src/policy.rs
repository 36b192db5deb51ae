//! A policy document, read once.

use wasm_bindgen::prelude::*;

use crate::json::to_json;

/// A policy that means what it says.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Policy(pub(crate) claimgate::Policy);

#[wasm_bindgen]
impl Policy {
    /// Reads a document.
    ///
    /// # Errors
    /// Every fault it has, as a JSON list of problems.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &str) -> Result<Self, String> {
        claimgate::Policy::parse(document.as_bytes()).map(Self).map_err(|faults| to_json(&faults))
    }
}
