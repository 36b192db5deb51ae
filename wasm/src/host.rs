//! The seam, seen from JavaScript: whoever runs us does the arithmetic of a signature.

use claimgate::{Algorithm, SignatureCheck};
use wasm_bindgen::prelude::*;

use crate::key_numbers::KeyNumbers;

#[wasm_bindgen]
extern "C" {
    /// An object with a method `verify`. It holds the token itself, whose parts were proved to be strict base64url before it
    /// is asked, so neither the signing input nor the signature needs to cross the border.
    pub type Host;

    /// Whether the key of that number made the token's signature by that algorithm. Throws where the host cannot tell.
    #[wasm_bindgen(method, structural, catch)]
    fn verify(this: &Host, algorithm: u32, key: u32) -> Result<bool, JsValue>;
}

/// Asks the host.
pub(crate) fn signature_holds(check: &SignatureCheck<'_>, numbers: &KeyNumbers, host: &Host) -> Result<bool, JsValue> {
    match question(check, numbers) {
        Some([algorithm, key]) => host.verify(algorithm, key),
        None => Ok(false),
    }
}

/// What the host is asked: the algorithm's place in [`algorithms`], and the number of the key.
pub(crate) fn question(check: &SignatureCheck<'_>, numbers: &KeyNumbers) -> Option<[u32; 2]> {
    Some([place_of(check.algorithm())?, numbers.of(check.key())?])
}

fn place_of(algorithm: Algorithm) -> Option<u32> {
    Algorithm::ALL.iter().position(|it| *it == algorithm).and_then(|place| u32::try_from(place).ok())
}

/// The names of the algorithms, by whose places the host is asked.
#[wasm_bindgen]
#[must_use]
pub fn algorithms() -> Vec<String> {
    Algorithm::ALL.iter().map(ToString::to_string).collect()
}
