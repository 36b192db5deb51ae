//! `claimgate decode`.

use serde_json::json;

use crate::command::claimgate;
use crate::fixtures::{NOW, github_token, sign};

#[test]
fn claims_are_shown_as_they_were_written_and_plainly_not_verified() {
    let payload = r#"{"z":1.0e2,"exp":1791484575,"a":{"b" : [true,null]},"big":12345678901234567890123,"é":"\u00e9","iat":1791484275.5}"#;
    let run = claimgate(&["decode", "--now", NOW]).stdin(sign("stranger", payload)).exits(0).silently();
    assert_eq!(
        run.out,
        r#"NOT VERIFIED: anyone can write such a token, and nothing below is proved

Header
  typ  "JWT"
  alg  "RS256"
  kid  "stranger"

Claims
  z    1.0e2
  exp  1791484575  2026-10-08 18:36:15 UTC (in 2 min 55 s)
  a    {"b" : [true,null]}
  big  12345678901234567890123
  é    "\u00e9"
  iat  1791484275.5  2026-10-08 18:31:15 UTC (2 min 5 s ago)
"#
    );
}

#[test]
fn as_json_the_text_of_the_claims_stays() {
    let run =
        claimgate(&["decode", "--json", "--now", NOW]).stdin(sign("stranger", r#"{"n":1.0e2,"exp":1791484575}"#)).exits(0);
    let run = run.says(r#""claims":{"n":1.0e2,"exp":1791484575}"#).says(r#"{"verified":false,"#);
    assert_eq!(run.json()["times"], json!([{ "claim": "exp", "words": "2026-10-08 18:36:15 UTC (in 2 min 55 s)" }]));
}

#[test]
fn what_cannot_be_read_is_refused_with_the_reason() {
    claimgate(&["decode"]).stdin("a.b").exits(1).says("UNREADABLE: token_malformed").says("  fix ");
    let json = claimgate(&["decode", "--json"]).stdin("").exits(1).json();
    assert_eq!((&json["verified"], &json["problem"]["code"]), (&json!(false), &json!("token_malformed")));
}

#[test]
fn a_terminal_gets_no_orders_and_no_lines_from_a_token() {
    let payload = "{\"a\u{9b}2J\":\"\u{202e}\u{9b}31m\",\n\"b\":{\n\"exp\":\t1}}";
    let run = claimgate(&["decode"]).stdin(sign("stranger", payload)).exits(0);
    assert!(!run.out.contains(['\u{9b}', '\u{202e}', '\t']), "{:?}", run.out);
    run.says("  b     {\n        \"exp\": 1}\n");
}

#[test]
fn a_terminal_gets_no_orders_and_no_lines_from_json_whose_value_stays() {
    let (name, value) = ("a\u{9b}2J\u{7f}", "\u{202e}\u{feff}é😀");
    let token = sign("stranger", &format!("{{\"{name}\":\t\"{value}\",\r\n\"exp\":1}}"));
    let decoded = claimgate(&["decode", "--json"]).stdin(&token).exits(0);
    assert_eq!(decoded.json()["claims"], json!({ name: value, "exp": 1 }));
    let explained = claimgate(&["explain", "--json"]).stdin(&token).exits(1);
    assert_eq!(explained.json()["claims"][0]["raw"], json!(value).to_string());
    for run in [decoded, explained] {
        assert!(!run.out.trim_end().contains(claimgate::is_unprintable), "{:?}", run.out);
        assert!(run.out.contains("a\\u009b2J\\u007f") && run.out.contains("\\u202e\\ufeffé😀"), "{:?}", run.out);
    }
}

#[test]
fn neither_the_token_nor_its_signature_is_shown_again() {
    let token = github_token(json!({}));
    for arguments in [&["decode"][..], &["decode", "--json"]] {
        let run = claimgate(arguments).stdin(&token).exits(0);
        for part in token.split('.') {
            assert!(!run.out.contains(part) && !run.err.contains(part));
        }
    }
}
