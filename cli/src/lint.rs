//! `claimgate lint`: what the identities of a policy admit, told without any token.

use std::path::PathBuf;

use claimgate::{LintReport, Severity};
use clap::{Args, ValueEnum};

use crate::answer::{Answer, Outcome};
use crate::fault::Faults;
use crate::page::{COLUMNS, in_colours};
use crate::policy_file;
use crate::reporter::Reporter;
use crate::sarif;

/// Tell what the identities of a policy admit, and what their author may not expect
///
/// Each identity gets a grade: exact, narrow, broad or dangerous, or "never matches". Examples are jobs that were held against
/// the identity. No token and no network is needed.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Lint {
    /// The policy document
    #[arg(value_name = "POLICY")]
    policy: PathBuf,

    /// The form of the answer [default: text, or json with --json]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Exit with 1 if there is a finding of this severity, or of a worse one
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    /// To be read
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum FailOn {
    /// Something dangerous, or without any effect
    #[value(alias = "dangerous")]
    Error,
    /// Probably not what the author means
    #[value(alias = "broad")]
    Warning,
    /// Anything at all
    Note,
    /// Never
    Never,
}

impl Lint {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        let (policy, text) = policy_file::load_with_text(&self.policy, reporter)?;
        let file = self.policy.display().to_string();
        let report = LintReport::new(&file, &policy, &text);
        let outcome = match report.worst().is_some_and(|severity| self.fails_on(severity)) {
            true => Outcome::Refused,
            false => Outcome::Accepted,
        };
        let format = self.format.unwrap_or(if reporter.json() { Format::Json } else { Format::Text });
        Ok(match format {
            Format::Text => Answer::text(outcome, in_colours(&report.lines(COLUMNS))),
            Format::Json => Answer::json(outcome, &report),
            Format::Sarif => Answer::json(outcome, &sarif::log(&report)),
        })
    }

    fn fails_on(&self, severity: Severity) -> bool {
        match self.fail_on {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Note => true,
            FailOn::Never => false,
        }
    }
}

const EXAMPLES: &str = "\
Exit codes:
  0  nothing that --fail-on names
  1  such a finding
  2  the document does not load; standard error lists all its faults

Examples:
  claimgate lint policy.json
  claimgate lint policy.json --fail-on warning
  claimgate lint policy.json --format sarif > claimgate.sarif";
