//! `claimgate lint`: what the identities of a policy admit, told without any token.

use std::path::PathBuf;

use anstyle::Style;
use claimgate::{Example, Finding, Grade, Identity, Policy, Safety, Severity};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::answer::{Answer, Outcome};
use crate::fault::Faults;
use crate::layout::{BAD, DOUBTFUL, GOOD, Layout};
use crate::location::Locator;
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
        let findings = policy.lint();
        let outcome = match findings.iter().any(|finding| self.fails_on(finding.severity())) {
            true => Outcome::Refused,
            false => Outcome::Accepted,
        };
        let file = self.policy.display().to_string();
        let locator = Locator::new(&text);
        let format = self.format.unwrap_or(if reporter.json() { Format::Json } else { Format::Text });
        Ok(match format {
            Format::Text => Answer::text(outcome, in_words(&file, &policy, &findings, &locator)),
            Format::Json => Answer::json(outcome, &Report::of(&file, &policy, &findings, &locator)),
            Format::Sarif => {
                let located = findings.iter().map(|finding| (finding, locator.locate(finding.pointer())));
                Answer::json(outcome, &sarif::log(&file, located))
            }
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

/// The answer of `--format json`.
#[derive(Serialize)]
struct Report<'p> {
    policy: &'p str,
    identities: Vec<Graded<'p>>,
    findings: Vec<Located<'p>>,
}

#[derive(Serialize)]
struct Graded<'p> {
    email: &'p str,
    name: &'p str,
    pointer: String,
    /// None: it can never match.
    grade: Option<Grade>,
    admits: Vec<Example>,
    refuses: Option<Example>,
}

#[derive(Serialize)]
struct Located<'p> {
    #[serde(flatten)]
    finding: &'p Finding,
    line: usize,
    column: usize,
}

impl<'p> Report<'p> {
    fn of(file: &'p str, policy: &'p Policy, findings: &'p [Finding], locator: &Locator<'_>) -> Self {
        let graded = |(place, identity): (usize, &'p Identity)| {
            let safety = identity.safety();
            Graded {
                email: identity.email(),
                name: identity.name(),
                pointer: pointer_to(place),
                grade: safety.grade(),
                admits: safety.admits().to_vec(),
                refuses: safety.refuses().cloned(),
            }
        };
        let located = |finding: &'p Finding| {
            let location = locator.locate(finding.pointer());
            Located { finding, line: location.line, column: location.column }
        };
        Self {
            policy: file,
            identities: policy.identities().iter().enumerate().map(graded).collect(),
            findings: findings.iter().map(located).collect(),
        }
    }
}

fn in_words(file: &str, policy: &Policy, findings: &[Finding], locator: &Locator<'_>) -> String {
    let safeties: Vec<_> = policy.identities().iter().map(Identity::safety).collect();
    let worst = safeties.iter().map(Safety::grade).max_by_key(|grade| grade.map_or(Grade::Dangerous, |grade| grade));
    let (style, _) = in_style(worst.flatten().filter(|_| safeties.iter().all(|safety| safety.grade().is_some())));
    let mut out = Layout::verdict(style, file, &format!(": {}", count(&safeties)));
    for (place, (identity, safety)) in policy.identities().iter().zip(&safeties).enumerate() {
        let (style, word) = in_style(safety.grade());
        let at = locator.locate(&pointer_to(place));
        out.gap();
        out.line(&format!("{style}{}{style:#}", word.to_uppercase()));
        out.field(2, "identity", &format!("{} ({}), line {}", identity.email(), identity.name(), at.line));
        let within = format!("{}/", pointer_to(place));
        let is_its = |finding: &&Finding| finding.pointer() == pointer_to(place) || finding.pointer().starts_with(&within);
        let mut its: Vec<_> = findings.iter().filter(is_its).collect();
        its.sort_by_key(|finding| std::cmp::Reverse(finding.severity()));
        for finding in its {
            let line = locator.locate(finding.pointer()).line;
            out.finding(2, finding, Some(line));
        }
        out.examples(2, "admits", safety.admits().iter());
        out.examples(2, "refuses", safety.refuses().into_iter());
    }
    out.into_text()
}

/// `3 identities: 1 exact, 2 broad`
fn count(safeties: &[Safety]) -> String {
    let grades = Grade::ALL.iter().map(|grade| Some(*grade)).chain([None]);
    let counts = grades.filter_map(|grade| {
        let count = safeties.iter().filter(|safety| safety.grade() == grade).count();
        (count > 0).then(|| format!("{count} {}", in_style(grade).1))
    });
    let noun = if safeties.len() == 1 { "identity" } else { "identities" };
    format!("{} {noun}: {}", safeties.len(), counts.collect::<Vec<_>>().join(", "))
}

/// The word for a grade and its colour.
pub(crate) const fn in_style(grade: Option<Grade>) -> (Style, &'static str) {
    match grade {
        Some(grade @ (Grade::Exact | Grade::Narrow)) => (GOOD, grade.as_str()),
        Some(Grade::Broad) => (DOUBTFUL, "broad"),
        Some(Grade::Dangerous) => (BAD, "dangerous"),
        None => (BAD, "never matches"),
    }
}

fn pointer_to(place: usize) -> String {
    format!("/identities/{place}")
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
