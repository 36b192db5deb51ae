//! What is printed for people, shells and editors.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::command::claimgate;
use crate::fixtures::github_token;

const COMMANDS: [&str; 6] = ["check", "verify", "decode", "schema", "completions", "man"];

#[test]
fn every_command_has_help_with_an_example() {
    let run = claimgate(&["--help"]).run().exits(0).says("Exit codes:").says("NO_COLOR");
    for command in COMMANDS {
        assert!(run.out.contains(&format!("\n  {command} ")), "{command}");
        claimgate(&[command, "--help"]).run().exits(0).says("Examples:\n");
    }
    claimgate(&["check", "--help"]).run().says("Whoever lists this machine's processes can read a token");
    claimgate(&[]).run().exits(2).complains("Usage:");
    claimgate(&["--version"]).run().exits(0).says(concat!("claimgate ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn the_schema_is_the_core_s() {
    claimgate(&["schema", "explanation"]).run().exits(0).says("Explanation of a token");
    let run = claimgate(&["schema"]).run().exits(0);
    let policy = serde_json::from_str::<serde_json::Value>(claimgate::POLICY_SCHEMA).unwrap();
    assert_eq!(run.json(), policy);
    // An editor needs one file.
    let settings = claimgate(&["schema", "proxy-settings"]).run().exits(0).json();
    assert_eq!(settings["properties"]["policy"]["$ref"], settings["$defs"]["policy"]["$id"]);
    assert_eq!(settings["$defs"]["policy"], policy);
}

#[test]
fn completions_and_manual_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = claimgate(&["completions", shell]).run().exits(0);
        assert!(COMMANDS.iter().all(|command| run.out.contains(command)), "{shell}");
    }
    claimgate(&["completions", "tcsh"]).run().exits(2);
    claimgate(&["man"]).run().exits(0).says(".TH claimgate 1").says("claimgate\\-check(1)");
    claimgate(&["man", "check"]).run().exits(0).says(".TH claimgate-check 1").says("\\-\\-policy");
    claimgate(&["man", "fly"]).run().exits(2).complains("no such command");
}

#[test]
fn colours_are_for_terminals() {
    let token = github_token(json!({}));
    let decode = |environment: &[(&str, &str)]| {
        let command = environment.iter().fold(claimgate(&["decode"]), |command, (name, value)| command.env(name, value));
        command.stdin(&token).exits(0).out.contains('\u{1b}')
    };
    assert!(!decode(&[]));
    assert!(decode(&[("CLICOLOR_FORCE", "1")]));
    assert!(!decode(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    claimgate(&["decode", "--token-env", "UNSET"]).run().exits(2).complains("error: the environment");
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    let shell = format!("'{}' schema | true", env!("CARGO_BIN_EXE_claimgate"));
    let output = Command::new("sh").args(["-c", &shell]).stdin(Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
