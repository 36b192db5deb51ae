//! Where tokens come from.

use serde_json::json;

use crate::command::claimgate;
use crate::fixtures::{Folder, NOW, github_token};

#[test]
fn a_token_comes_from_an_argument_standard_input_a_file_or_a_variable() {
    let folder = Folder::new();
    let token = github_token(json!({}));
    let file = folder.file("token", format!("{token}\n"));
    claimgate(&["decode", &token]).run().exits(0);
    claimgate(&["decode"]).stdin(&token).exits(0);
    claimgate(&["decode", "-"]).stdin(format!("{token}\r\n")).exits(0);
    claimgate(&["decode", "--token-file", &file]).run().exits(0);
    claimgate(&["decode", "--token-env", "OIDC_TOKEN"]).env("OIDC_TOKEN", &token).run().exits(0);
}

#[test]
fn a_token_is_taken_as_it_is() {
    let token = github_token(json!({}));
    for changed in
        [format!(" {token}"), format!("{token}\n\n"), format!("Bearer {token}"), format!("\"{token}\""), format!("{token}=")]
    {
        claimgate(&["decode"]).stdin(&changed).exits(1);
        claimgate(&["decode", &changed]).run().exits(1);
    }
    // What is no end of a file is part of the token.
    claimgate(&["decode", &format!("{token}\n")]).run().exits(1);
    claimgate(&["decode", "--token-env", "T"]).env("T", &format!("{token}\n")).run().exits(1);
}

#[test]
fn what_is_no_text_is_refused_and_its_place_is_said() {
    let folder = Folder::new();
    let token = github_token(json!({}));
    let with_latin1 = [b"caf\xe9 ", token.as_bytes()].concat();
    let said = "byte 3 of the token's source is not UTF-8";
    for command in ["decode", "suggest"] {
        claimgate(&[command]).stdin(&with_latin1).exits(1).complains(said);
    }
    claimgate(&["decode", "--token-file", &folder.file("token", &with_latin1)]).run().exits(1).complains(said);
    // What explains finds the token all the same.
    claimgate(&["explain", "--now", NOW]).stdin(&with_latin1).exits(1).says("NOT PROVEN").complains(said);
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(token.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    claimgate(&["decode"]).stdin(utf16).exits(1).complains("byte 0 of the token's source").complains("PowerShell");
}

#[test]
fn one_source_is_enough_and_none_is_said() {
    claimgate(&["decode", "--token-env", "T", "--token-file", "f"]).run().exits(2).complains("cannot be used with");
    claimgate(&["decode", "x", "--token-env", "T"]).run().exits(2);
    claimgate(&["decode", "--token-env", "UNSET"]).run().exits(2).complains("the environment variable `UNSET` is not set");
    claimgate(&["decode", "--token-env", "A=B"]).run().exits(2).complains("is not set");
    claimgate(&["decode", "--token-file", "absent"]).run().exits(2).complains("absent: cannot be read");
    claimgate(&["decode", "--token-file", "/dev/zero"]).run().exits(2).complains("more than 1 MiB");
}
