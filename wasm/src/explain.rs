//! The slow and talkative part, which only the second module has.

use claimgate::{
    AsOf, Caller, Cloud, Converted, Problem, RepositoryAddress, Safety, UnixTime, export_to_cloud, key_set_from_text,
    suggest_for,
};
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

    /// What that cloud is told so that it lets in the jobs of the identity with that e-mail address, as JSON; none without both.
    #[wasm_bindgen(js_name = exportToCloud)]
    #[must_use]
    pub fn export_to_cloud(&self, email: &str, cloud: &str) -> Option<String> {
        let cloud = Cloud::ALL.iter().find(|it| it.as_str() == cloud)?;
        let conversion = export_to_cloud(&self.0, email, *cloud)?;
        let differences = conversion.converted().iter().flat_map(Converted::differences);
        Some(to_json(&Exported {
            document: conversion.document(),
            differences: differences.map(|it| it.message()).collect(),
            problem: conversion.problems().first(),
        }))
    }
}

/// What the author of a policy should know, and where in its document.
#[wasm_bindgen]
#[derive(Debug)]
pub struct LintReport {
    json: String,
    lines: String,
    worst: Option<String>,
}

#[wasm_bindgen]
impl LintReport {
    /// About a policy, which was read from this document of that name; the lines have at most `width` columns.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(policy: &Policy, document: &str, name: &str, width: usize) -> Self {
        let report = claimgate::LintReport::new(name, &policy.0, document);
        let worst = report.worst().map(|severity| severity.as_str().to_owned());
        Self { json: to_json(&report), lines: to_json(&report.lines(width)), worst }
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> String {
        self.json.clone()
    }

    /// In lines, as those of an explanation.
    #[must_use]
    pub fn lines(&self) -> String {
        self.lines.clone()
    }

    /// How urgent the worst finding is.
    #[must_use]
    pub fn worst(&self) -> Option<String> {
        self.worst.clone()
    }
}

/// The token in whatever was pasted, if there is one.
#[wasm_bindgen(js_name = tokenIn)]
#[must_use]
pub fn token_in(pasted: &str) -> Option<String> {
    claimgate::Intake::read(pasted).token
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
    /// At a time of the caller's.
    Moment,
}

impl Moment {
    /// `at` is that time; without one, it is now.
    const fn as_of(self, now: u64, at: Option<u64>) -> AsOf {
        let now = UnixTime::from_secs(now);
        match self {
            Self::Now => AsOf::Now(now),
            Self::IssuedAt => AsOf::IssuedAt { now },
            Self::AnyTime => AsOf::AnyTime { now },
            Self::Moment => match at {
                Some(at) => AsOf::Moment { at: UnixTime::from_secs(at), now },
                None => AsOf::Now(now),
            },
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
    pub fn explain(&self, pasted: &str, now: u64, moment: Moment, at: Option<u64>, email: Option<String>) -> Explanation {
        let caller = email.as_deref().map_or(Caller::Anyone, Caller::Email);
        Explanation(self.gate.explain(pasted, caller, moment.as_of(now, at)))
    }

    /// The decision about a token in lines, as those of an explanation.
    #[wasm_bindgen(js_name = decisionLines)]
    #[must_use]
    pub fn decision_lines(&self, token: &str, now: u64, email: Option<String>, width: usize) -> String {
        let (caller, now) = (email.as_deref().map_or(Caller::Anyone, Caller::Email), UnixTime::from_secs(now));
        to_json(&self.gate.decide(token, caller, now).lines(now, width))
    }
}

#[wasm_bindgen]
impl Explanation {
    /// What can be said without a policy.
    #[wasm_bindgen(js_name = withoutPolicy)]
    #[must_use]
    pub fn without_policy(pasted: &str, now: u64, moment: Moment, at: Option<u64>) -> Self {
        Self(claimgate::Explanation::without_policy(pasted, moment.as_of(now, at)))
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

    /// As lines of at most `width` columns, each a list of pieces with their roles, in JSON.
    #[must_use]
    pub fn lines(&self, width: usize) -> String {
        to_json(&self.0.lines(width))
    }

    /// As a page for a ticket, in Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.0.markdown()
    }
}

/// The narrowest policy that admits what was pasted, as JSON text.
///
/// # Errors
/// Why there is none, as a JSON problem.
#[wasm_bindgen]
pub fn suggest(pasted: &str) -> Result<String, String> {
    suggest_for(pasted).map(|suggestion| suggestion.document().to_owned()).map_err(|problem| to_json(&problem))
}

/// The JWK Set in a key set, a key, or a text in PEM.
///
/// # Errors
/// Why there is none, as a JSON problem.
#[wasm_bindgen(js_name = keySetFrom)]
pub fn key_set_from(text: &str) -> Result<String, String> {
    key_set_from_text(text).map_err(|problem| to_json(&problem))
}

/// Owner, repository and branch of an address, as JSON; nothing if it is no address of a known platform.
#[wasm_bindgen(js_name = repositoryOf)]
#[must_use]
pub fn repository_of(address: &str) -> Option<String> {
    RepositoryAddress::parse(address).map(|address| to_json(&address))
}

#[derive(Serialize)]
struct Graded<'p> {
    identity: &'p str,
    name: &'p str,
    #[serde(flatten)]
    safety: Safety,
}

#[derive(Serialize)]
struct Exported<'c> {
    document: Option<&'c str>,
    differences: Vec<String>,
    problem: Option<&'c Problem>,
}
