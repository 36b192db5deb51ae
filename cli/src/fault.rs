//! What keeps a command from answering: exit code 2. Each says what is wrong and what to do.

use std::io;
use std::path::Path;

use claimgate::{Cloud, Gate, Policy, Problem};
use serde::Serialize;

/// A fault of a document, a file, an address or the command line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    /// The file or address, where there is one.
    pub(crate) file: Option<String>,
    /// A JSON pointer into it, empty for the whole.
    pub(crate) pointer: String,
    pub(crate) message: String,
    pub(crate) fix: Option<String>,
}

/// All faults that were found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl Fault {
    fn new(code: &'static str, message: impl Into<String>, fix: &str) -> Self {
        Self { code, file: None, pointer: String::new(), message: message.into(), fix: Some(fix.to_owned()) }
    }

    fn of_file(self, path: &Path) -> Self {
        Self { file: Some(path.display().to_string()), ..self }
    }

    /// The core's reason, about a document that came from `origin`.
    pub(crate) fn of_document(origin: impl Into<String>, problem: &Problem) -> Self {
        Self {
            code: problem.code().as_str(),
            file: Some(origin.into()),
            pointer: problem.pointer().to_owned(),
            message: problem.message(),
            fix: problem.fix(),
        }
    }

    /// What a converted identity admits more or less than the original.
    pub(crate) fn of_difference(file: &str, pointer: &str, code: &'static str, message: String) -> Self {
        Self { code, file: Some(file.to_owned()), pointer: pointer.to_owned(), message, fix: None }
    }

    /// An option names an issuer that the policy does not.
    pub(crate) fn issuer_untrusted(option: &str, gate: &Gate) -> Self {
        let issuers: Vec<_> = gate.issuers().take(LONGEST_LIST).map(|issuer| format!("`{issuer}`")).collect();
        Self::new(
            "issuer_untrusted",
            format!("`{option}` begins with no issuer of the policy; among them are {}", issuers.join(", ")),
            "write the issuer as the policy does, then `=` and where its keys are",
        )
    }

    pub(crate) fn url_refused(url: &str, reason: String) -> Self {
        Self { file: Some(url.to_owned()), ..Self::new("url_refused", reason, "use the issuer's https address") }
    }

    pub(crate) fn keys_unused(name: &str) -> Self {
        let message = "these keys are not used: the policy and other options have the keys of every issuer";
        Self {
            file: Some(name.to_owned()),
            ..Self::new("keys_unused", message, "to replace keys, name the issuer: `ISSUER=…`")
        }
    }

    pub(crate) fn keys_without_policy(name: &str) -> Self {
        let message = "these keys are not used: only a policy says whose keys count";
        Self { file: Some(name.to_owned()), ..Self::new("keys_without_policy", message, "give `--policy`") }
    }

    pub(crate) fn code_unknown(name: &str, alike: &[&str]) -> Self {
        let fix = match alike {
            [] => "see all with `--code all`".to_owned(),
            alike => format!("did you mean `{}`? see all with `--code all`", alike.join("`, `")),
        };
        Self::new("code_unknown", format!("no code is called `{name}`"), &fix)
    }

    /// A cloud lets in the jobs of one identity; Bytebase takes them all.
    pub(crate) fn identity_unchosen(cloud: Option<Cloud>, policy: &Policy) -> Self {
        let emails: Vec<_> = policy.identities().iter().take(LONGEST_LIST).map(|it| format!("`{}`", it.email())).collect();
        let message = format!("the identities of the policy are {}", emails.join(", "));
        let fix = if cloud.is_some() { "name one of them by `--email`" } else { "leave out `--email`: all are exported" };
        Self::new("identity_unchosen", message, fix)
    }

    /// The token's source is no text.
    pub(crate) fn not_utf8(byte: usize) -> Self {
        let message = format!("byte {byte} of the token's source is not UTF-8; it is read as U+FFFD, which no token has");
        let fix = "send the token as the platform gave it; what `>` writes in Windows PowerShell is UTF-16";
        Self::new("not_utf8", message, fix)
    }

    pub(crate) fn keys_shared(name: &str, issuers: &[String]) -> Self {
        let message = format!("these keys stand for {} issuers: {}", issuers.len(), issuers.join(", "));
        let fix = "each could sign in the name of the others; name the issuer: `ISSUER=…`";
        Self { file: Some(name.to_owned()), ..Self::new("keys_shared", message, fix) }
    }

    /// The token's header offers keys, which would be the attacker's.
    pub(crate) fn offered_keys_ignored(names: &[&str]) -> Self {
        let message = format!("the token's header offers a key of its own ({}), which is never used", names.join(", "));
        Self::new("offered_keys_ignored", message, "check who made this token; the platforms do not do that")
    }

    pub(crate) fn file_unreadable(path: &Path, error: &io::Error) -> Self {
        Self::new("file_unreadable", format!("cannot be read: {error}"), "check the path and its permissions").of_file(path)
    }

    pub(crate) fn file_too_large(path: &Path, limit: &str) -> Self {
        Self::new("file_too_large", format!("the file has more than {limit}"), "check that this is the right file")
            .of_file(path)
    }

    pub(crate) fn certificates_malformed(path: &Path, reason: &str) -> Self {
        Self::new("certificates_malformed", reason, "give certificates in PEM: `-----BEGIN CERTIFICATE-----` and so on")
            .of_file(path)
    }

    pub(crate) fn input_unreadable(error: &io::Error) -> Self {
        Self::new("input_unreadable", format!("standard input cannot be read: {error}"), "pipe the input in")
    }

    pub(crate) fn input_too_large(limit: &str) -> Self {
        Self::new(
            "input_too_large",
            format!("the token's source has more than {limit}"),
            "send the token alone; real ones have about 2 KiB",
        )
    }

    pub(crate) fn output_failed(error: &io::Error) -> Self {
        Self::new("output_failed", format!("standard output cannot be written: {error}"), "check where the output goes")
    }

    pub(crate) fn token_missing() -> Self {
        Self::new(
            "token_missing",
            "no token was given",
            "pipe it in, as in `printenv OIDC_TOKEN | claimgate …`, or use --token-env or --token-file",
        )
    }

    pub(crate) fn command_unknown() -> Self {
        Self::new("command_unknown", "there is no such command", "see `claimgate --help`")
    }

    pub(crate) fn variable_unset(name: &str) -> Self {
        Self::new(
            "variable_unset",
            format!("the environment variable `{name}` is not set"),
            "set it for this command, and give its name without `$`",
        )
    }

    /// Whoever can reach the local issuer can be anybody.
    pub(crate) fn issuer_for_tests() -> Self {
        let message =
            "this issuer is FOR TESTS ONLY: whoever can ask it can be any job of anyone, and its keys are new at each start";
        Self::new("issuer_for_tests", message, "never let anything of value trust its keys")
    }

    pub(crate) fn issuer_stopped(reason: impl std::fmt::Display) -> Self {
        let fix = "choose another port with `--port`, or none to get a free one";
        Self::new("issuer_stopped", format!("the local issuer cannot run: {reason}"), fix)
    }

    pub(crate) fn clock_unusable() -> Self {
        Self::new("clock_unusable", "this machine's clock is before 1970", "set the clock, or give the time with --now")
    }

    /// An address did not give what was asked for.
    pub(crate) fn fetch_failed(url: &str, reason: impl Into<String>, fix: &str) -> Self {
        Self { file: Some(url.to_owned()), ..Self::new("fetch_failed", reason, fix) }
    }
}

const LONGEST_LIST: usize = 8;
