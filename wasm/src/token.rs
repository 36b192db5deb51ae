//! A token taken apart.

use claimgate::Token;
use wasm_bindgen::prelude::*;

use crate::json::to_json;

/// The header and the claims of a token, as JSON texts. Proves nothing.
///
/// # Errors
/// Why it cannot be read, as a JSON problem.
#[wasm_bindgen]
pub fn decode(token: &str) -> Result<Vec<String>, String> {
    let token = Token::parse(token).map_err(|problem| to_json(&problem))?;
    Ok(vec![token.header().as_json().to_owned(), token.claims().peek_unverified().as_json().to_owned()])
}

/// Why a token of so many bytes is refused, as a JSON problem, so that it need not cross the border to be so.
#[wasm_bindgen(js_name = lengthProblem)]
#[must_use]
pub fn length_problem(bytes: usize) -> Option<String> {
    Token::check_length(bytes).err().map(|problem| to_json(&problem))
}
