//! ring for JavaScript, a module of its own: a host that has crypto, as most have, never loads it.

mod no_random;

use claimgate::{Algorithm, is_signature_by_ring};
use wasm_bindgen::prelude::*;

/// Whether the key made the signature by the algorithm of that name. Algorithm and key are those about which the core asks;
/// nothing is judged here.
#[wasm_bindgen(js_name = isSignature)]
#[must_use]
pub fn is_signature(algorithm: &str, spki: &[u8], signing_input: &str, signature: &[u8]) -> bool {
    Algorithm::from_name(algorithm)
        .is_some_and(|algorithm| is_signature_by_ring(algorithm, spki, signing_input.as_bytes(), signature))
}
