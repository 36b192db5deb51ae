//! Standard error: warnings and faults, in words or as JSON lines.

use std::io::Write;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use claimgate::Token;
use serde::Serialize;

use crate::answer::json_line;
use crate::fault::{Fault, Faults};
use crate::redact::{escape, hide_secrets};

/// Says what goes wrong, in the form that the user asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reporter {
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Line<'f> {
    Warning(&'f Fault),
    Error(&'f Fault),
}

impl Reporter {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether results are JSON.
    pub(crate) const fn json(&self) -> bool {
        self.json
    }

    /// Says something that stops nothing.
    pub(crate) fn warn(&self, fault: &Fault) {
        self.say(&Line::Warning(fault));
    }

    /// Says that the token's header offers keys, if it can be read and does.
    pub(crate) fn warn_of_offered_keys(&self, token: &str) {
        let Ok(token) = Token::parse(token) else { return };
        let offered: Vec<_> = token.header().offered_keys().collect();
        if !offered.is_empty() {
            self.warn(&Fault::offered_keys_ignored(&offered));
        }
    }

    /// Says every fault.
    pub(crate) fn fail(&self, faults: &Faults) -> ExitCode {
        for fault in &faults.0 {
            self.say(&Line::Error(fault));
        }
        ExitCode::from(UNUSABLE)
    }

    fn say(&self, line: &Line<'_>) {
        let text = match self.json {
            true => json_line(line),
            false => line.in_words(),
        };
        write_to_stderr(&hide_secrets(&text));
    }
}

impl Line<'_> {
    fn in_words(&self) -> String {
        let (style, word, fault) = match self {
            Self::Warning(fault) => (WARNING, "warning", fault),
            Self::Error(fault) => (ERROR, "error", fault),
        };
        let place = match (&fault.file, fault.pointer.as_str()) {
            (None, "") => String::new(),
            (file, pointer) => {
                let place = [file.as_deref().unwrap_or_default(), pointer].join(" ");
                format!("{}: ", escape(place.trim()))
            }
        };
        let fix = fault.fix.iter().map(|fix| format!("\n  fix: {}", escape(fix)));
        format!("{style}{word}:{style:#} {place}{}{}", escape(&fault.message), fix.collect::<String>())
    }
}

/// Help and version go to standard output; what is wrong with the command line, to standard error.
pub(crate) fn usage(usage: &clap::Error) -> ExitCode {
    if !usage.use_stderr() {
        // Whoever closes the pipe has read enough.
        let _ = usage.print();
        return ExitCode::SUCCESS;
    }
    write_to_stderr(hide_secrets(&usage.render().ansi().to_string()).trim_end());
    ExitCode::from(UNUSABLE)
}

fn write_to_stderr(text: &str) {
    // There is no better place to complain about standard error.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// The exit code for a command line, a document or an address that is no use.
const UNUSABLE: u8 = 2;
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
