//! `claimgate`: decides about workload-identity tokens on the command line. Every decision is the core's; this converts in,
//! calls, and converts out.

mod redact;
mod fault;
mod reporter;
mod answer;
mod input;
mod moment;
mod page;
mod members;
mod token_source;
mod policy_file;
mod fetch;
mod key_source;
mod settings;
mod batch;
mod check;
mod verify;
mod decode;
mod explain;
mod sarif;
mod lint;
mod suggest;
mod import;
mod issuer;
mod schema;
mod completions;
mod man;
mod arguments;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;
use crate::reporter::Reporter;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return reporter::usage(&usage),
    };
    let reporter = Reporter::new(arguments.json);
    match arguments.command.run(&reporter) {
        Ok(answer) => answer.print(&reporter),
        Err(faults) => reporter.fail(&faults),
    }
}
