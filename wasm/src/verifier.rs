//! Signature, issuer, audience and time, without identities.

use claimgate::{Algorithm, KeySet, OneOrMore, Prepared, Problem, Token, UnixTime};
use wasm_bindgen::prelude::*;

use crate::host::{Host, question, signature_holds};
use crate::json::to_json;
use crate::key_numbers::KeyNumbers;

/// Verifies tokens.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Verifier {
    verifier: claimgate::Verifier,
    numbers: KeyNumbers,
}

#[wasm_bindgen]
impl Verifier {
    /// Takes the keys of the issuers, and what is demanded of their tokens.
    ///
    /// # Errors
    /// Why the key set is refused, as a JSON problem.
    #[wasm_bindgen(constructor)]
    pub fn new(
        jwks: &str,
        issuers: Vec<String>,
        audiences: Vec<String>,
        algorithms: Option<Vec<String>>,
        leeway: Option<u64>,
        max_age: Option<u64>,
        typ: Option<String>,
    ) -> Result<Self, String> {
        let keys = KeySet::parse(jwks.as_bytes()).map_err(|problem| to_json(&problem))?;
        let mut builder = claimgate::Verifier::builder(
            keys,
            issuers.into_iter().collect::<OneOrMore>(),
            audiences.into_iter().collect::<OneOrMore>(),
        );
        if let Some(names) = algorithms {
            builder = builder.algorithms(names.iter().filter_map(|name| Algorithm::from_name(name)));
        }
        if let Some(leeway) = leeway {
            builder = builder.leeway(leeway);
        }
        if let Some(max_age) = max_age {
            builder = builder.max_age(max_age);
        }
        if let Some(typ) = typ {
            builder = builder.typ(typ);
        }
        let mut verifier = Self { verifier: builder.build(), numbers: KeyNumbers::default() };
        verifier.numbers.renew(verifier.verifier.keys());
        Ok(verifier)
    }

    /// What a host would be asked about the token: the algorithm's place and the key's number. Nothing if the token is
    /// rejected before its signature is looked at.
    #[must_use]
    pub fn question(&self, token: &str) -> Option<Vec<u32>> {
        question(&self.prepare(token).ok()?.signature_check(), &self.numbers).map(Vec::from)
    }

    /// The key of that number as SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki(&self, number: u32) -> Option<Vec<u8>> {
        self.numbers.spki(number, self.verifier.keys())
    }

    /// Verifies: when the token expires.
    ///
    /// # Errors
    /// The first check that failed, as a JSON problem, or what the host threw.
    pub fn verify(&self, token: &str, now: u64, host: &Host) -> Result<u64, JsValue> {
        let refused = |problem| JsValue::from(to_json(&problem));
        let prepared = self.prepare(token).map_err(refused)?;
        let holds = signature_holds(&prepared.signature_check(), &self.numbers, host)?;
        let verified = prepared.finish(holds, UnixTime::from_secs(now)).map_err(refused)?;
        Ok(verified.expires_at().as_secs())
    }
}

impl Verifier {
    fn prepare<'t>(&self, token: &'t str) -> Result<Prepared<'_, 't>, Problem> {
        self.verifier.prepare(Token::parse(token)?)
    }
}
