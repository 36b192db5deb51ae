//! `claimgate verify`.

use serde_json::json;

use crate::command::{Claimgate, claimgate};
use crate::fixtures::{Folder, GITHUB, GITLAB, NOW, github_keys, github_token};

const AUDIENCE: &str = "https://github.com/my-org";

fn verify(folder: &Folder, arguments: &[&str]) -> Claimgate {
    let keys = folder.file("keys.json", github_keys().to_string());
    claimgate(&["verify", "--jwks", &keys, "--now", NOW]).args(arguments)
}

#[test]
fn a_token_of_one_of_the_issuers_for_one_of_the_audiences_is_accepted() {
    let folder = Folder::new();
    let token = github_token(json!({}));
    let run = verify(&folder, &["--issuer", GITLAB, "--issuer", GITHUB, "--audience", "x", "--audience", AUDIENCE]);
    run.stdin(&token).exits(0).silently().says("ACCEPTED\n\n  issuer    https://token.actions");
    let json = verify(&folder, &["--json", "--issuer", GITHUB, "--audience", AUDIENCE]).stdin(&token).exits(0).json();
    assert_eq!(json["verdict"], "accept");
    assert_eq!(json["claims"]["aud"], AUDIENCE);
    assert_eq!(json["expiresAt"], 1_791_484_575);
}

#[test]
fn each_demand_is_one() {
    let folder = Folder::new();
    let token = github_token(json!({}));
    let right = ["--issuer", GITHUB, "--audience", AUDIENCE];
    for (arguments, code) in [
        (&["--issuer", GITLAB, "--audience", AUDIENCE][..], "issuer_mismatch"),
        (&["--issuer", GITHUB, "--audience", "https://github.com/My-Org"], "audience_mismatch"),
        (&[&right[..], &["--alg", "ES256", "--alg", "PS256"]].concat(), "algorithm_not_allowed"),
        (&[&right[..], &["--max-age", "60"]].concat(), "token_too_old"),
    ] {
        let json = verify(&folder, arguments).args(&["--json"]).stdin(&token).exits(1).json();
        assert_eq!((json["verdict"].as_str(), json["code"].as_str()), (Some("reject"), Some(code)), "{arguments:?}");
        assert_eq!(json["problem"]["code"], code);
    }
    for arguments in [&["--alg", "RS256"][..], &["--max-age", "125"], &["--leeway", "0"]] {
        verify(&folder, &right).args(arguments).stdin(&token).exits(0);
    }
}

#[test]
fn leeway_counts_from_the_expiry() {
    let folder = Folder::new();
    let keys = folder.file("keys.json", github_keys().to_string());
    for (leeway, now, exit) in
        [("0", "1791484574", 0), ("0", "1791484575", 1), ("10", "1791484584", 0), ("10", "1791484585", 1)]
    {
        let arguments =
            ["verify", "--jwks", &keys, "--issuer", GITHUB, "--audience", AUDIENCE, "--leeway", leeway, "--now", now];
        claimgate(&arguments).stdin(github_token(json!({}))).exits(exit);
    }
}

#[test]
fn nothing_is_optional_that_must_be_known() {
    let folder = Folder::new();
    for arguments in [
        &["--issuer", GITHUB][..],
        &["--audience", AUDIENCE],
        &["--issuer", GITHUB, "--audience", AUDIENCE, "--alg", "none"],
        &["--issuer", GITHUB, "--audience", AUDIENCE, "--alg", "HS256"],
        &["--issuer", GITHUB, "--audience", AUDIENCE, "--leeway", "301"],
        &["--issuer", GITHUB, "--audience", AUDIENCE, "--now", "yesterday"],
    ] {
        verify(&folder, arguments).stdin("x").exits(2).complains("error: ");
    }
    claimgate(&["verify", "--issuer", GITHUB, "--audience", AUDIENCE]).stdin("x").exits(2).complains("--jwks");
}
