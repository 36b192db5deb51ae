//! `claimgate schema`: the form of policy documents, of explanations, and of a proxy's settings.

use claimgate::{EXPLANATION_SCHEMA, POLICY_SCHEMA, PROXY_SETTINGS_SCHEMA};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::answer::{Answer, Outcome};

/// Print the JSON Schema of policy documents, for editors
///
/// A policy that says `"$schema": "policy.schema.json"` is completed and checked while it is written. Only `check` sees every
/// fault.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  claimgate schema > policy.schema.json")]
pub(crate) struct Schema {
    /// Of which documents
    #[arg(value_enum, default_value_t = Document::Policy)]
    document: Document,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Document {
    /// What `check`, `lint` and `explain` read
    Policy,
    /// What `explain --json` writes
    Explanation,
    /// What the filter for Envoy is configured with
    ProxySettings,
}

impl Schema {
    pub(crate) fn run(&self) -> Answer {
        let schema = match self.document {
            Document::Policy => POLICY_SCHEMA.to_owned(),
            Document::Explanation => EXPLANATION_SCHEMA.to_owned(),
            Document::ProxySettings => bundled(PROXY_SETTINGS_SCHEMA, POLICY_SCHEMA),
        };
        Answer::text(Outcome::Accepted, format!("{}\n", schema.trim_end()))
    }
}

/// A schema with the one that it refers to in it, so that an editor needs one file (JSON Schema 2020-12 section 9.3.1).
fn bundled(schema: &str, referred: &str) -> String {
    let mut whole: Value = serde_json::from_str(schema).unwrap_or_default();
    let referred: Value = serde_json::from_str(referred).unwrap_or_default();
    if let Some(definitions) = whole.get_mut("$defs").and_then(Value::as_object_mut) {
        definitions.insert("policy".to_owned(), referred);
    }
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}
