//! The command line. A new command is a file beside this one, a variant here, and its line in `run`.

use clap::{Parser, Subcommand};

use crate::answer::Answer;
use crate::check::Check;
use crate::completions::Completions;
use crate::decode::Decode;
use crate::explain::Explain;
use crate::fault::Faults;
use crate::import::{Export, Import};
use crate::issuer::LocalIssuer;
use crate::lint::Lint;
use crate::man::Manual;
use crate::reporter::Reporter;
use crate::schema::Schema;
use crate::suggest::Suggest;
use crate::verify::Verify;

/// Decides about workload-identity tokens: genuine, current, allowed
///
/// A CI job shows a token that its platform signed (GitHub Actions, GitLab CI, any OpenID Connect issuer); claimgate says
/// whether a policy lets that job in, and if not, why and what to do.
#[derive(Debug, Parser)]
#[command(name = "claimgate", version, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Write results, warnings and errors as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Check),
    Verify(Verify),
    Decode(Decode),
    Explain(Box<Explain>),
    Lint(Lint),
    Suggest(Suggest),
    Import(Import),
    Export(Export),
    Issuer(Box<LocalIssuer>),
    Schema(Schema),
    Completions(Completions),
    Man(Manual),
}

impl Command {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        match self {
            Self::Check(command) => command.run(reporter),
            Self::Verify(command) => command.run(reporter),
            Self::Decode(command) => command.run(reporter),
            Self::Explain(command) => command.run(reporter),
            Self::Lint(command) => command.run(reporter),
            Self::Suggest(command) => command.run(reporter),
            Self::Import(command) => command.run(reporter),
            Self::Export(command) => command.run(reporter),
            Self::Issuer(command) => command.run(reporter),
            Self::Schema(command) => Ok(command.run()),
            Self::Completions(command) => Ok(command.run()),
            Self::Man(command) => command.run(),
        }
    }
}

const AFTER_HELP: &str = "\
Exit codes:
  0  accepted, allowed, or printed
  1  refused: the token cannot be believed, or nobody wants it
  2  a fault of the command line, a document, a file or an address; standard error lists all

Environment:
  NO_COLOR               no colours, as everywhere but on a terminal
  HTTPS_PROXY, NO_PROXY  the way to issuers' keys

Examples:
  printenv OIDC_TOKEN | claimgate check --policy policy.json
  printenv OIDC_TOKEN | claimgate explain --policy policy.json";
