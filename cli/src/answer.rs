//! What a command says, and the exit code that goes with it.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::fault::Fault;
use crate::redact::escape_json;
use crate::reporter::Reporter;

/// A text for standard output, and whether it is good news.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    outcome: Outcome,
    text: String,
}

/// Good news or bad.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// Exit code 0.
    Accepted,
    /// Exit code 1.
    Refused,
}

impl Answer {
    /// A text that ends with a line break.
    pub(crate) const fn text(outcome: Outcome, text: String) -> Self {
        Self { outcome, text }
    }

    /// A JSON document that ends with a line break.
    pub(crate) fn document(outcome: Outcome, document: &str) -> Self {
        Self { outcome, text: escape_json(document) }
    }

    /// One line of JSON.
    pub(crate) fn json(outcome: Outcome, value: &impl Serialize) -> Self {
        Self { outcome, text: format!("{}\n", json_line(value)) }
    }

    /// Writes the text, with colours only where a terminal reads it. A reader that has gone changes no answer.
    pub(crate) fn print(&self, reporter: &Reporter) -> ExitCode {
        let written = write_all(&self.text);
        match (written, self.outcome) {
            (Err(error), _) if error.kind() != ErrorKind::BrokenPipe => reporter.fail(&Fault::output_failed(&error).into()),
            (_, Outcome::Accepted) => ExitCode::SUCCESS,
            (_, Outcome::Refused) => ExitCode::FAILURE,
        }
    }
}

fn write_all(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// A value as JSON in one line, and safe for a terminal.
pub(crate) fn json_line(value: &impl Serialize) -> String {
    // Strings, numbers and lists of them, whose keys are strings: nothing here fails to serialize.
    let json = serde_json::to_string(value).unwrap_or_default();
    // What was written by others has its own white space, which stands between values only.
    escape_json(&json.replace(['\t', '\n', '\r'], " "))
}

/// A JSON text that the core has read, as it was written.
pub(crate) fn raw(json: &str) -> &RawValue {
    serde_json::from_str(json).unwrap_or(RawValue::NULL)
}
