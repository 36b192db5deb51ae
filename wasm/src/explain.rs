//! The slow and talkative part, which only the second module has.

use claimgate::{AsOf, Caller, Safety, UnixTime};
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

/// At which time a token is judged.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// Now.
    Now,
    /// When it was issued.
    IssuedAt,
    /// At whatever time it is valid.
    AnyTime,
}

impl Moment {
    const fn as_of(self, now: u64) -> AsOf {
        let now = UnixTime::from_secs(now);
        match self {
            Self::Now => AsOf::Now(now),
            Self::IssuedAt => AsOf::IssuedAt { now },
            Self::AnyTime => AsOf::AnyTime { now },
        }
    }
}

/// Everything worth knowing about whatever was pasted.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Explanation(claimgate::Explanation);

#[wasm_bindgen]
impl Gate {
    /// Everything worth knowing about whatever was pasted, for the identity with that e-mail address or for any.
    #[must_use]
    pub fn explain(&self, pasted: &str, now: u64, moment: Moment, email: Option<String>) -> Explanation {
        let caller = email.as_deref().map_or(Caller::Anyone, Caller::Email);
        Explanation(self.gate.explain(pasted, caller, moment.as_of(now)))
    }
}

#[wasm_bindgen]
impl Explanation {
    /// What can be said without a policy.
    #[wasm_bindgen(js_name = withoutPolicy)]
    #[must_use]
    pub fn without_policy(pasted: &str, now: u64, moment: Moment) -> Self {
        Self(claimgate::Explanation::without_policy(pasted, moment.as_of(now)))
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> String {
        to_json(&self.0)
    }

    /// As text for a terminal of 80 columns.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// As a page for a ticket, in Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.0.markdown()
    }
}

#[derive(Serialize)]
struct Graded<'p> {
    identity: &'p str,
    name: &'p str,
    #[serde(flatten)]
    safety: Safety,
}
