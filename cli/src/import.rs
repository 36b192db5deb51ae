//! `claimgate import` and `claimgate export`: policies from other systems' documents, and back.

use std::path::PathBuf;

use claimgate::{Cloud, Conversion, SubjectStyle, export_bytebase, export_to_cloud, import_bytebase};
use clap::{Args, ValueEnum};

use crate::answer::{Answer, Outcome};
use crate::fault::{Fault, Faults};
use crate::input::read_file;
use crate::policy_file;
use crate::reporter::Reporter;

/// Turn another system's identities into a policy
///
/// The policy goes to standard output, what is lost or changed to standard error. Nothing is widened, unless --structured asks
/// for it. Roles are not part of Bytebase's identities: give them in the policy.
#[derive(Args, Debug)]
#[command(after_help = IMPORT_EXAMPLES)]
pub(crate) struct Import {
    /// The system that the document comes from
    #[arg(value_enum)]
    system: System,

    /// Its document: one workload identity, a list, or the answer of the API
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Write owner, repository and place instead of subject patterns, where they can say the same
    ///
    /// They also admit subjects with ids, as repositories have them since 2026-07-15; the report says so.
    #[arg(long)]
    structured: bool,
}

/// Turn a policy into another system's identities
///
/// The document goes to standard output, what is lost or changed to standard error. An identity whose conditions the other
/// system does not look at stays behind.
#[derive(Args, Debug)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(crate) struct Export {
    /// The system that the document is for
    #[arg(value_enum)]
    system: Target,

    /// The policy document
    #[arg(value_name = "POLICY")]
    policy: PathBuf,

    /// For a cloud: the identity that it shall let in; by default the policy's only one
    #[arg(long, value_name = "EMAIL")]
    email: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum System {
    /// Bytebase's workload identities, as its API has them
    Bytebase,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Target {
    /// Bytebase's workload identities, as its API has them
    Bytebase,
    /// The trust policy of an IAM role
    Aws,
    /// The provider of a workload identity pool
    GoogleCloud,
    /// Federated credentials, a list of what `az ad app federated-credential create` takes
    Azure,
}

impl Target {
    const fn cloud(self) -> Option<Cloud> {
        match self {
            Self::Bytebase => None,
            Self::Aws => Some(Cloud::Aws),
            Self::GoogleCloud => Some(Cloud::GoogleCloud),
            Self::Azure => Some(Cloud::Azure),
        }
    }
}

impl Import {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        let System::Bytebase = self.system;
        let style = if self.structured { SubjectStyle::Structured } else { SubjectStyle::Raw };
        let name = self.file.display().to_string();
        let json = read_file(&self.file, claimgate::Policy::MAX_BYTES)?;
        let conversion = import_bytebase(&json, style).map_err(|problem| Fault::of_document(&name, &problem))?;
        Ok(answer(&name, &conversion, reporter))
    }
}

impl Export {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        let policy = policy_file::load(&self.policy, reporter)?;
        let name = self.policy.display().to_string();
        let conversion = match (self.system.cloud(), &self.email, policy.identities()) {
            (None, None, _) => Some(export_bytebase(&policy)),
            (None, Some(_), _) => None,
            (Some(cloud), None, [only]) => export_to_cloud(&policy, only.email(), cloud),
            (Some(_), None, _) => None,
            (Some(cloud), Some(email), _) => export_to_cloud(&policy, email, cloud),
        };
        let conversion = conversion.ok_or_else(|| Fault::identity_unchosen(self.system.cloud(), &policy))?;
        Ok(answer(&name, &conversion, reporter))
    }
}

/// Good news only if nothing stays behind.
fn answer(file: &str, conversion: &Conversion, reporter: &Reporter) -> Answer {
    let outcome = if conversion.problems().is_empty() { Outcome::Accepted } else { Outcome::Refused };
    if reporter.json() {
        return Answer::json(outcome, conversion);
    }
    for problem in conversion.problems() {
        reporter.warn(&Fault::of_document(file, problem));
    }
    for converted in conversion.converted() {
        for difference in converted.differences() {
            let message = format!("{} {}", converted.email(), difference.message());
            reporter.warn(&Fault::of_difference(file, converted.pointer(), difference.as_str(), message));
        }
    }
    Answer::document(outcome, conversion.document().unwrap_or_default())
}

const IMPORT_EXAMPLES: &str = "\
Exit codes:
  0  everything was imported
  1  something was not; standard error tells each
  2  the document cannot be read

Examples:
  claimgate import bytebase workload-identities.json > policy.json";
const EXPORT_EXAMPLES: &str = "\
Exit codes:
  0  everything was exported
  1  something was not; standard error tells each
  2  the document does not load

Examples:
  claimgate export bytebase policy.json > workload-identities.json
  claimgate export aws policy.json --email deploy@workload.bytebase.com > trust-policy.json";
