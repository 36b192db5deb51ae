//! When keys are fetched. JavaScript makes the requests.

use claimgate::{Fetch, Fetched, Landing, Need, Problem, UnixTime};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::gate::Gate;
use crate::json::to_json;

/// The keys of a gate's issuers, fetched from afar.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RemoteKeys(claimgate::RemoteKeys);

#[wasm_bindgen]
impl RemoteKeys {
    /// Takes seconds, where they are not the usual ones, and whether keys stay that the gate has already.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(
        gate: &Gate,
        cooldown: Option<u64>,
        stale_for: Option<u64>,
        timeout: Option<u64>,
        only_missing: bool,
    ) -> Self {
        let mut keys = claimgate::RemoteKeys::new(&gate.gate);
        if only_missing {
            keys = keys.only_missing(&gate.gate);
        }
        keys = cooldown.into_iter().fold(keys, claimgate::RemoteKeys::cooldown);
        keys = stale_for.into_iter().fold(keys, claimgate::RemoteKeys::stale_for);
        Self(timeout.into_iter().fold(keys, claimgate::RemoteKeys::timeout))
    }

    /// Takes over what the keys of another gate have brought; whose keys these were.
    pub fn inherit(&mut self, gate: &mut Gate, older: &Self, older_gate: &Gate) -> Vec<String> {
        let inherited = self.0.inherit(&mut gate.gate, &older.0, &older_gate.gate, |_| true);
        gate.number_keys();
        inherited
    }

    /// Takes keys from the gate that are too old to count; whose these were.
    pub fn expire(&mut self, gate: &mut Gate, now: u64) -> Vec<String> {
        let expired = self.0.expire(&mut gate.gate, UnixTime::from_secs(now));
        if !expired.is_empty() {
            gate.number_keys();
        }
        expired
    }

    /// What the token needs, as JSON: to `fetch`, or to `wait` for that fetch; or nothing.
    pub fn need(&mut self, gate: &mut Gate, token: &str, now: u64) -> Option<String> {
        match &self.0.need(&mut gate.gate, token, UnixTime::from_secs(now)) {
            Need::Nothing => None,
            Need::Wait(fetch) => Some(to_json(&Step::Wait(Going::of(fetch)))),
            Need::Fetch(fetch) => Some(to_json(&Step::Fetch(Going::of(fetch)))),
        }
    }

    /// The fetches for all that is missing or due, as a JSON list.
    pub fn due(&mut self, gate: &mut Gate, now: u64) -> String {
        let fetches = self.0.due(&mut gate.gate, UnixTime::from_secs(now));
        to_json(&fetches.iter().map(Going::of).collect::<Vec<_>>())
    }

    /// Whether some key set that is there is due again.
    #[wasm_bindgen(js_name = isDue)]
    #[must_use]
    pub fn is_due(&self, now: u64) -> bool {
        self.0.is_due(UnixTime::from_secs(now))
    }

    /// What an answer changed, as JSON; without a `status` there was none, and `text` says why.
    pub fn answered(
        &mut self,
        gate: &mut Gate,
        flight: u32,
        status: Option<u16>,
        text: Option<String>,
        body: &[u8],
        now: u64,
    ) -> String {
        let fetched = match status {
            Some(status) => Fetched::Response { status, cache_control: text.as_deref(), body },
            None => Fetched::Failed(text.as_deref().unwrap_or_default()),
        };
        to_json(&match &self.0.answered(&mut gate.gate, flight, fetched, UnixTime::from_secs(now)) {
            Landing::Next(fetch) => Step::Fetch(Going::of(fetch)),
            Landing::Replaced => {
                gate.number_keys();
                Step::Replaced
            }
            Landing::Failed(problem) => Step::Failed(problem),
            Landing::Late => Step::Late,
        })
    }
}

/// What comes next, or what an answer changed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Step<'s> {
    Fetch(Going<'s>),
    Wait(Going<'s>),
    Replaced,
    Failed(&'s Problem),
    Late,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Going<'f> {
    flight: u32,
    issuer: &'f str,
    address: &'f str,
    max_bytes: usize,
}

impl<'f> Going<'f> {
    fn of(fetch: &'f Fetch) -> Self {
        Self { flight: fetch.flight(), issuer: fetch.issuer(), address: fetch.address(), max_bytes: fetch.max_bytes() }
    }
}
