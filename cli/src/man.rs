//! `claimgate man`: the manual, from the same declaration as `--help`.

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use crate::answer::{Answer, Outcome};
use crate::arguments::Arguments;
use crate::fault::{Fault, Faults};

/// Print the manual page of claimgate, or of one of its commands
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  claimgate man > claimgate.1\n  claimgate man check | man -l -")]
pub(crate) struct Manual {
    /// The command
    command: Option<String>,
}

impl Manual {
    pub(crate) fn run(&self) -> Result<Answer, Faults> {
        let mut root = Arguments::command().disable_help_subcommand(true);
        root.build();
        let page = match self.command.as_deref() {
            None => Some(root),
            Some(name) => root.find_subcommand(name).cloned(),
        };
        let page = page.ok_or_else(Fault::command_unknown)?;
        let mut roff = Vec::new();
        // Writing to memory does not fail.
        let _ = Man::new(page).render(&mut roff);
        Ok(Answer::text(Outcome::Accepted, String::from_utf8_lossy(&roff).into_owned()))
    }
}
