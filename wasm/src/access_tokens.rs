//! Access tokens: what is signed, and what they permit.

use claimgate::{Decision, UnixTime};
use wasm_bindgen::prelude::*;

use crate::gate::{Gate, SeenToken, or_refused};
use crate::host::{Host, question, signature_holds};
use crate::json::to_json;
use crate::key_numbers::KeyNumbers;

/// Access tokens of one issuer for one API.
#[wasm_bindgen]
#[derive(Debug)]
pub struct AccessTokens {
    tokens: claimgate::AccessTokens,
    numbers: KeyNumbers,
}

#[wasm_bindgen]
impl AccessTokens {
    /// Of which no key is known yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(issuer: &str, audience: &str, lifetime: u64) -> Self {
        let tokens = claimgate::AccessTokens::new(issuer, audience).lifetime(lifetime);
        Self { tokens, numbers: KeyNumbers::default() }
    }

    /// The greatest lifetime, in seconds.
    #[wasm_bindgen(js_name = maxLifetime)]
    #[must_use]
    pub fn max_lifetime() -> u64 {
        claimgate::AccessTokens::MAX_LIFETIME
    }

    /// Whether a token says that it is one. Proves nothing.
    #[wasm_bindgen(js_name = isOneByName)]
    #[must_use]
    pub fn is_one_by_name(token: &str) -> bool {
        claimgate::AccessTokens::is_one_by_name(token)
    }

    /// Replaces the keys.
    ///
    /// # Errors
    /// Why the set is refused and the old one stays, as a JSON problem.
    #[wasm_bindgen(js_name = setKeys)]
    pub fn set_keys(&mut self, jwks: &str) -> Result<(), String> {
        self.tokens.set_keys(jwks.as_bytes()).map_err(|problem| to_json(&problem))?;
        self.numbers.renew(self.tokens.keys());
        Ok(())
    }

    /// What a host would be asked about the token: the algorithm's place and the key's number. Nothing if there is nothing to ask.
    #[must_use]
    pub fn question(&self, token: &str) -> Option<Vec<u32>> {
        question(&self.tokens.prepare(token).ok()?.signature_check()?, &self.numbers).map(Vec::from)
    }

    /// The key of that number as SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki(&self, number: u32) -> Option<Vec<u8>> {
        self.numbers.spki(number, self.tokens.keys())
    }

    /// What is to be signed for a platform's token that was let in for that address, as JSON. Nothing if it is refused by now.
    #[must_use]
    pub fn claims(&self, gate: &Gate, seen: &SeenToken, now: u64, email: &str, id: &str) -> Option<String> {
        Some(to_json(&self.tokens.claims(&gate.allowed_again(seen, now, email)?, id)))
    }

    /// Decides: by which identity the token may do this, and what need not be asked again when it comes again.
    ///
    /// # Errors
    /// Why it is rejected or denied, as JSON, or what the host threw.
    pub fn decide(
        &self,
        gate: &Gate,
        token: &str,
        now: u64,
        method: &str,
        target: &str,
        host: &Host,
    ) -> Result<SeenAccess, JsValue> {
        let decision = match self.tokens.prepare(token) {
            Ok(pending) => {
                let holds = match pending.signature_check() {
                    Some(check) => signature_holds(&check, &self.numbers, host)?,
                    None => true,
                };
                match pending.finish(holds, UnixTime::from_secs(now)) {
                    Ok(access) => gate.gate.authorize(access, method, target),
                    Err(problem) => Decision::Reject(problem),
                }
            }
            Err(problem) => Decision::Reject(problem),
        };
        let authorized = or_refused(decision)?;
        let access = authorized.access();
        Ok(SeenAccess {
            place: authorized.place(),
            expires_at: access.expires_at().as_secs(),
            subject: authorized.subject().map(str::to_owned),
            token: access.seen_token(),
        })
    }

    /// Decides about a token that was let in before: the place of the identity that may do this. Nothing if it is refused now, or the keys
    /// have been replaced: then only the token itself tells.
    #[wasm_bindgen(js_name = decideAgain)]
    #[must_use]
    pub fn decide_again(&self, gate: &Gate, seen: &SeenAccess, now: u64, method: &str, target: &str) -> Option<usize> {
        let access = self.tokens.verify_again(&seen.token, UnixTime::from_secs(now))?.ok()?;
        match gate.gate.authorize(access, method, target) {
            Decision::Allow(authorized) => Some(authorized.place()),
            Decision::Reject(_) | Decision::Deny(_) => None,
        }
    }
}

/// An access token that was let in.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SeenAccess {
    /// Of its identity.
    #[wasm_bindgen(readonly)]
    pub place: usize,
    /// When it expires.
    #[wasm_bindgen(readonly, js_name = expiresAt)]
    pub expires_at: u64,
    subject: Option<String>,
    token: claimgate::SeenToken,
}

#[wasm_bindgen]
impl SeenAccess {
    /// Whose job it is: the subject of the platform's token. Given once.
    #[wasm_bindgen(js_name = takeSubject)]
    #[must_use]
    pub fn take_subject(&mut self) -> Option<String> {
        self.subject.take()
    }
}
