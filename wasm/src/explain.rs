//! The slow and talkative part, which only the second module has.

use claimgate::{AsOf, Explanation, Safety, UnixTime};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::gate::Gate;
use crate::json::to_json;
use crate::policy::Policy;

#[wasm_bindgen]
impl Policy {
    /// What its author should know, as a JSON list of findings.
    #[must_use]
    pub fn lint(&self) -> String {
        to_json(&self.0.lint())
    }

    /// What each identity admits, as a JSON list.
    #[must_use]
    pub fn safety(&self) -> String {
        let of_each = self.0.identities().iter().map(|identity| Graded {
            identity: identity.email(),
            name: identity.name(),
            safety: identity.safety(),
        });
        to_json(&of_each.collect::<Vec<_>>())
    }
}

#[wasm_bindgen]
impl Gate {
    /// Everything worth knowing about whatever was pasted, as JSON.
    #[must_use]
    pub fn explain(&self, pasted: &str, now: u64) -> String {
        to_json(&self.gate.explain(pasted, AsOf::Now(UnixTime::from_secs(now))))
    }
}

/// What can be said without a policy about whatever was pasted, as JSON.
#[wasm_bindgen(js_name = explainWithoutPolicy)]
#[must_use]
pub fn explain_without_policy(pasted: &str, now: u64) -> String {
    to_json(&Explanation::without_policy(pasted, AsOf::Now(UnixTime::from_secs(now))))
}

#[derive(Serialize)]
struct Graded<'p> {
    identity: &'p str,
    name: &'p str,
    #[serde(flatten)]
    safety: Safety,
}
