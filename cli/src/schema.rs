//! `claimgate schema`: the form of policy documents, and of explanations.

use claimgate::{EXPLANATION_SCHEMA, POLICY_SCHEMA};
use clap::{Args, ValueEnum};

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
}

impl Schema {
    pub(crate) fn run(&self) -> Answer {
        let schema = match self.document {
            Document::Policy => POLICY_SCHEMA,
            Document::Explanation => EXPLANATION_SCHEMA,
        };
        Answer::text(Outcome::Accepted, format!("{}\n", schema.trim_end()))
    }
}
