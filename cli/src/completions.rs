//! `claimgate completions`: for shells.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::answer::{Answer, Outcome};
use crate::arguments::Arguments;

/// Print the completions of a shell
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  claimgate completions bash > ~/.local/share/bash-completion/completions/claimgate")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Answer {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "claimgate", &mut script);
        Answer::text(Outcome::Accepted, String::from_utf8_lossy(&script).into_owned())
    }
}
