//! What a request to exchange a token asks for, and the headers that tell who calls.

use claimgate::{Allowed, Caller, ContentHeaders, Decision, ExchangeRequest, TokenUse, UnixTime};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::gate::{Gate, SeenToken};
use crate::json::to_json;

/// The method, the path and the greatest length of an exchange, as JSON.
#[wasm_bindgen(js_name = exchangeRules)]
#[must_use]
pub fn exchange_rules() -> String {
    to_json(&Rules { method: ExchangeRequest::METHOD, path: ExchangeRequest::PATH, max_bytes: ExchangeRequest::MAX_BYTES })
}

/// The token and the e-mail address that a body holds, of which `Content-Type` and `Content-Encoding` say this.
///
/// # Errors
/// Why it holds none, as a JSON problem.
#[wasm_bindgen(js_name = readExchange)]
pub fn read_exchange(
    content_type: Option<String>,
    content_encoding: Option<String>,
    body: &[u8],
) -> Result<Vec<String>, String> {
    let (content_type, content_encoding) = (content_type.as_deref(), content_encoding.as_deref());
    let headers = ContentHeaders { content_type, content_encoding };
    let request = ExchangeRequest::parse(headers, body).map_err(|problem| to_json(&problem))?;
    Ok(vec![request.token().to_owned(), request.email().to_owned()])
}

/// Whether some server may read the target as an exchange though it is not written as one.
#[wasm_bindgen(js_name = isDisguisedExchange)]
#[must_use]
pub fn is_disguised_exchange(target: &str) -> bool {
    ExchangeRequest::is_disguised(target)
}

/// Whether nobody outside may send a header of this name.
#[wasm_bindgen(js_name = isReservedHeader)]
#[must_use]
pub fn is_reserved_header(name: &str) -> bool {
    claimgate::is_reserved_header(name)
}

/// Why a token that was exchanged before is rejected, as a JSON problem.
#[wasm_bindgen(js_name = replayedProblem)]
#[must_use]
pub fn replayed_problem() -> String {
    to_json(&TokenUse::replayed())
}

#[wasm_bindgen]
impl Gate {
    /// By what one knows the token when it comes again, as JSON. Nothing if it is refused by now.
    #[wasm_bindgen(js_name = tokenUse)]
    #[must_use]
    pub fn token_use(&self, seen: &SeenToken, now: u64, email: &str) -> Option<String> {
        let token_use = self.gate.token_use(&self.allowed_again(seen, now, email)?);
        Some(to_json(&Use { id: token_use.id(), until: token_use.until().as_secs() }))
    }

    /// The headers that tell who calls, as a JSON list of pairs: the identity at that place, for a token of that subject.
    #[wasm_bindgen(js_name = identityHeaders)]
    #[must_use]
    pub fn identity_headers(&self, place: usize, subject: Option<String>) -> Option<String> {
        let identity = self.gate.policy().identities().get(place)?;
        Some(to_json(&identity.headers(subject.as_deref())))
    }
}

impl Gate {
    /// Whom the token was let in for, decided anew.
    pub(crate) fn allowed_again(&self, seen: &SeenToken, now: u64, email: &str) -> Option<Allowed<'_>> {
        match self.gate.decide_again(&seen.token, Caller::Email(email), UnixTime::from_secs(now))? {
            Decision::Allow(allowed) => Some(allowed),
            Decision::Reject(_) | Decision::Deny(_) => None,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rules {
    method: &'static str,
    path: &'static str,
    max_bytes: usize,
}

#[derive(Serialize)]
struct Use<'u> {
    id: &'u str,
    until: u64,
}
