//! Where the token comes from. Its bytes are passed on as they are: nothing is trimmed or repaired but one line break at the
//! end, which `echo` and editors add.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;

use crate::fault::Fault;
use crate::input::{in_words, read_at_most, read_file};
use crate::reporter::Reporter;

/// The options that name a token.
#[derive(Args, Debug)]
#[group(multiple = false)]
pub(crate) struct TokenSource {
    /// The token, or `-` for standard input, which is also read when nothing is given
    ///
    /// Whoever lists this machine's processes can read a token that stands here, and the shell remembers it. Prefer standard
    /// input, --token-env or --token-file.
    token: Option<String>,

    /// Read the token from this file
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Read the token from this environment variable
    #[arg(long, value_name = "VAR")]
    token_env: Option<String>,
}

impl TokenSource {
    /// The token as text. What is no UTF-8 becomes a character that no token can hold, so that the core refuses it; a warning
    /// says where.
    pub(crate) fn read(&self, reporter: &Reporter) -> Result<String, Fault> {
        let bytes = match (self.token.as_deref(), &self.token_file, &self.token_env) {
            (Some("-"), ..) => from_stdin(),
            (Some(token), ..) => return Ok(token.to_owned()),
            (None, Some(path), _) => read_file(path, MAX_BYTES).map(without_line_break),
            (None, None, Some(variable)) => from_variable(variable),
            (None, None, None) if io::stdin().is_terminal() => Err(Fault::token_missing()),
            (None, None, None) => from_stdin(),
        }?;
        Ok(String::from_utf8(bytes).unwrap_or_else(|error| {
            reporter.warn(&Fault::not_utf8(error.utf8_error().valid_up_to()));
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }))
    }
}

fn from_stdin() -> Result<Vec<u8>, Fault> {
    let bytes = read_at_most(io::stdin().lock(), MAX_BYTES).map_err(|error| Fault::input_unreadable(&error))?;
    bytes.map(without_line_break).ok_or_else(|| Fault::input_too_large(&in_words(MAX_BYTES)))
}

fn from_variable(name: &str) -> Result<Vec<u8>, Fault> {
    // The standard library panics on a name that cannot be one.
    let is_possible = !name.is_empty() && !name.contains(['=', '\0']);
    let value = is_possible.then(|| env::var_os(name)).flatten();
    value.map(OsString::into_encoded_bytes).ok_or_else(|| Fault::variable_unset(name))
}

fn without_line_break(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    bytes
}

/// Far more than a token may have, so that the core can say how long it is.
const MAX_BYTES: usize = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_line_break_at_the_end_is_no_part_of_the_token() {
        for (bytes, token) in [
            ("a\n", "a"),
            ("a\r\n", "a"),
            ("a\n\n", "a\n"),
            (" a ", " a "),
            ("\n", ""),
            ("a\r", "a\r"),
            ("\u{feff}a", "\u{feff}a"),
        ] {
            assert_eq!(without_line_break(bytes.as_bytes().to_vec()), token.as_bytes(), "{bytes:?}");
        }
    }
}
