//! A policy with the keys of its issuers.

use claimgate::{Allowed, Caller, Decision, Denied, KeySource, Problem, SeenTokens, UnixTime};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::host::{Host, question, signature_holds};
use crate::json::to_json;
use crate::key_numbers::KeyNumbers;
use crate::policy::Policy;

/// Decides about tokens.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Gate {
    pub(crate) gate: claimgate::Gate,
    numbers: KeyNumbers,
}

#[wasm_bindgen]
impl Gate {
    /// Takes the policy and the keys that stand in it.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let mut gate = Self { gate: claimgate::Gate::new(policy.0), numbers: KeyNumbers::default() };
        gate.number_keys();
        gate
    }

    /// Replaces an issuer's keys.
    ///
    /// # Errors
    /// Why the set is refused and the old one stays, as a JSON problem.
    #[wasm_bindgen(js_name = setKeys)]
    pub fn set_keys(&mut self, issuer: &str, jwks: &str) -> Result<(), String> {
        self.gate.set_keys(issuer, jwks.as_bytes()).map_err(|problem| to_json(&problem))?;
        self.number_keys();
        Ok(())
    }

    /// Takes back the keys that an issuer was given.
    #[cfg(any(feature = "exchange", feature = "explain"))]
    #[wasm_bindgen(js_name = forgetKeys)]
    pub fn forget_keys(&mut self, issuer: &str) {
        self.gate.forget_keys(issuer);
        self.number_keys();
    }

    /// Whether the policy says what callers may do.
    #[wasm_bindgen(getter, js_name = hasRoles)]
    #[must_use]
    pub fn has_roles(&self) -> bool {
        self.gate.policy().has_roles()
    }

    /// Where each issuer that the policy trusts publishes its keys, as a JSON list.
    #[wasm_bindgen(js_name = keySources)]
    #[must_use]
    pub fn key_sources(&self) -> String {
        to_json(&self.gate.key_sources().map(Source::of).collect::<Vec<_>>())
    }

    /// Those whose keys are still missing.
    #[wasm_bindgen(js_name = wantedKeys)]
    #[must_use]
    pub fn wanted_keys(&self) -> String {
        to_json(&self.gate.wanted_keys().map(Source::of).collect::<Vec<_>>())
    }

    /// The address of an issuer's key set, as its discovery document gives it.
    ///
    /// # Errors
    /// Why it gives none, as a JSON problem.
    #[wasm_bindgen(js_name = jwksUriFrom)]
    pub fn jwks_uri_from(&self, issuer: &str, discovery: &str) -> Result<Option<String>, String> {
        self.gate
            .key_source(issuer)
            .map(|source| source.jwks_uri_from(discovery.as_bytes()))
            .transpose()
            .map_err(|problem| to_json(&problem))
    }

    /// What a host would be asked about the token: the algorithm's place and the key's number. Nothing if the token is
    /// rejected before its signature is looked at.
    #[must_use]
    pub fn question(&self, token: &str) -> Option<Vec<u32>> {
        question(&self.gate.prepare(token).ok()?.signature_check(), &self.numbers).map(Vec::from)
    }

    /// The key of that number as SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki(&self, number: u32) -> Option<Vec<u8>> {
        self.numbers.spki(number, self.gate.public_keys())
    }

    /// Decides: the place of the identity that admits the token, and when the token expires. Where a method and the target of a
    /// request are named, its roles must permit them.
    ///
    /// # Errors
    /// Why it is rejected or denied, as JSON, or what the host threw.
    pub fn decide(
        &self,
        token: &str,
        now: u64,
        email: Option<String>,
        method: Option<String>,
        target: Option<String>,
        host: &Host,
    ) -> Result<Vec<u64>, JsValue> {
        let asked = Asked { email, method, target, now };
        let allowed = self.allowed(token, &asked, host)?;
        let place = u64::try_from(allowed.place()).unwrap_or(u64::MAX);
        Ok(vec![place, allowed.verified().expires_at().as_secs()])
    }

    /// The same, with what need not be asked again when the token comes again.
    ///
    /// # Errors
    /// Why it is rejected or denied, as JSON, or what the host threw.
    #[wasm_bindgen(js_name = decideToRemember)]
    pub fn decide_to_remember(
        &self,
        token: &str,
        now: u64,
        email: Option<String>,
        method: Option<String>,
        target: Option<String>,
        host: &Host,
    ) -> Result<SeenToken, JsValue> {
        let asked = Asked { email, method, target, now };
        let allowed = self.allowed(token, &asked, host)?;
        let verified = allowed.verified();
        Ok(SeenToken { place: allowed.place(), expires_at: verified.expires_at().as_secs(), token: verified.seen_token() })
    }

    /// Decides about a token that was let in before: the place of the identity that admits it. Nothing if it is refused now, or
    /// its issuer's keys have been replaced: then only the token itself tells.
    #[wasm_bindgen(js_name = decideAgain)]
    #[must_use]
    pub fn decide_again(
        &self,
        seen: &SeenToken,
        now: u64,
        email: Option<String>,
        method: Option<String>,
        target: Option<String>,
    ) -> Option<usize> {
        let asked = Asked { email, method, target, now };
        match asked.permitted(&self.gate, self.gate.decide_again(&seen.token, asked.caller(), asked.now())?) {
            Decision::Allow(allowed) => Some(allowed.place()),
            Decision::Reject(_) | Decision::Deny(_) => None,
        }
    }

    /// The identity at that place of the document, as JSON; nothing if there is none.
    #[must_use]
    pub fn identity(&self, place: usize) -> Option<String> {
        let identity = self.gate.policy().identities().get(place)?;
        Some(to_json(&Identity {
            email: identity.email(),
            name: identity.name(),
            platform: identity.platform().as_str(),
            issuer: identity.issuer(),
            project: identity.project(),
            roles: identity.roles().collect(),
        }))
    }

    /// Whether the roles of the identity at that place permit the method on the path of the request target.
    #[must_use]
    pub fn permits(&self, place: usize, method: &str, target: &str) -> bool {
        self.gate.policy().identities().get(place).is_some_and(|identity| identity.permits(method, target))
    }
}

impl Gate {
    fn allowed(&self, token: &str, asked: &Asked, host: &Host) -> Result<Allowed<'_>, JsValue> {
        let decision = match self.gate.prepare(token) {
            Ok(pending) => {
                let holds = signature_holds(&pending.signature_check(), &self.numbers, host)?;
                pending.finish(holds, asked.caller(), asked.now())
            }
            Err(problem) => Decision::Reject(problem),
        };
        or_refused(asked.permitted(&self.gate, decision))
    }

    pub(crate) fn number_keys(&mut self) {
        self.numbers.renew(self.gate.public_keys());
    }
}

/// A token that was let in.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SeenToken {
    /// Of the identity that admitted it.
    #[wasm_bindgen(readonly)]
    pub place: usize,
    /// When it expires.
    #[wasm_bindgen(readonly, js_name = expiresAt)]
    pub expires_at: u64,
    pub(crate) token: claimgate::SeenToken,
}

/// The longest token that is worth remembering, in bytes.
#[wasm_bindgen(js_name = longestSeenToken)]
#[must_use]
pub fn longest_seen_token() -> usize {
    SeenTokens::MAX_TOKEN_BYTES
}

/// Who asks for what, and when.
struct Asked {
    email: Option<String>,
    method: Option<String>,
    target: Option<String>,
    now: u64,
}

impl Asked {
    fn caller(&self) -> Caller<'_> {
        self.email.as_deref().map_or(Caller::Anyone, Caller::Email)
    }

    const fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.now)
    }

    fn permitted<'g>(&self, gate: &'g claimgate::Gate, decision: Decision<'g>) -> Decision<'g> {
        match (&self.method, &self.target) {
            (Some(method), Some(target)) => gate.permit(decision, method, target),
            _ => decision,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source<'g> {
    issuer: &'g str,
    jwks_uri: Option<&'g str>,
    discovery_url: String,
}

impl<'g> Source<'g> {
    fn of(source: KeySource<'g>) -> Self {
        Self { issuer: source.issuer(), jwks_uri: source.jwks_uri(), discovery_url: source.discovery_url() }
    }
}

#[derive(Serialize)]
struct Identity<'p> {
    email: &'p str,
    name: &'p str,
    platform: &'p str,
    issuer: &'p str,
    project: Option<&'p str>,
    roles: Vec<&'p str>,
}

/// What is allowed, or the refusal as JSON.
pub(crate) fn or_refused<A>(decision: Decision<'_, A>) -> Result<A, JsValue> {
    match decision {
        Decision::Allow(allowed) => Ok(allowed),
        Decision::Reject(problem) => Err(to_json(&Refusal::Reject { problem: &problem }).into()),
        Decision::Deny(denied) => Err(to_json(&Refusal::Deny(&denied)).into()),
    }
}

#[derive(Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
enum Refusal<'d> {
    Reject { problem: &'d Problem },
    Deny(&'d Denied<'d>),
}
