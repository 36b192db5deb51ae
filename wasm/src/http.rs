//! What an HTTP request brings, and what is answered to whom it does not let in: in the first module, but for the exchange.

use claimgate::Code;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::json::to_json;

/// Where the token begins in the only one of the `Authorization` headers.
///
/// # Errors
/// Why there is none, as a JSON problem.
#[cfg(feature = "remote-keys")]
#[wasm_bindgen(js_name = bearerTokenStart)]
pub fn bearer_token_start(authorization: Vec<String>) -> Result<usize, String> {
    let token = claimgate::bearer_token(authorization.iter().map(String::as_str)).map_err(|problem| to_json(&problem))?;
    Ok(authorization.iter().map(String::len).sum::<usize>().saturating_sub(token.len()))
}

/// Whether a header of this name makes some servers take another method or path than those of the request.
#[cfg(feature = "remote-keys")]
#[wasm_bindgen(js_name = replacesRequestLine)]
#[must_use]
pub fn replaces_request_line(name: &str) -> bool {
    claimgate::replaces_request_line(name)
}

/// What is answered to whom is refused for the reason of that name, as JSON. Nothing if there is no such reason, or if no header
/// can hold the realm.
#[cfg(feature = "remote-keys")]
#[wasm_bindgen]
#[must_use]
pub fn refusal(code: &str, is_denied: bool, realm: Option<String>) -> Option<String> {
    let code = Code::ALL.iter().find(|it| it.as_str() == code)?;
    let realm = realm.map(|name| claimgate::Realm::new(&name).ok_or(())).transpose().ok()?;
    let refusal = if is_denied { claimgate::Refusal::denied(*code) } else { claimgate::Refusal::rejected(*code) };
    Some(to_json(&Answer { status: refusal.status(), headers: refusal.headers(realm.as_ref()), body: refusal.body() }))
}

/// The same to whom an exchange is refused for the reason of that name: because the request is none, or because of its token.
#[cfg(feature = "exchange")]
#[wasm_bindgen(js_name = exchangeRefusal)]
#[must_use]
pub fn exchange_refusal(code: &str, is_malformed: bool) -> Option<String> {
    let code = Code::ALL.iter().find(|it| it.as_str() == code)?;
    let refusal = if is_malformed { claimgate::Refusal::no_exchange(*code) } else { claimgate::Refusal::exchange(*code) };
    Some(to_json(&Answer { status: refusal.status(), headers: refusal.headers(None), body: refusal.body() }))
}

#[derive(Serialize)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}
