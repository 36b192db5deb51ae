//! `claimgate schema`: the form of policy documents.

use claimgate::POLICY_SCHEMA;
use clap::Args;

use crate::answer::{Answer, Outcome};

/// Print the JSON Schema of policy documents, for editors
///
/// A policy that says `"$schema": "policy.schema.json"` is completed and checked while it is written. Only `check` sees every
/// fault.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  claimgate schema > policy.schema.json")]
pub(crate) struct Schema {}

impl Schema {
    pub(crate) fn run(&self) -> Answer {
        Answer::text(Outcome::Accepted, format!("{}\n", POLICY_SCHEMA.trim_end()))
    }
}
