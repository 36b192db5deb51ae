//! Keys over https, from a real server.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::command::{Claimgate, claimgate};
use crate::fixtures::{Folder, NOW, github_keys, policy_of, token_of};
use crate::https_server::{HttpsServer, Reply, discovery_path};

/// A server that publishes GitHub's test keys at `/keys`, and the certificate's file.
fn server(folder: &Folder) -> (HttpsServer, String) {
    let server = HttpsServer::start();
    server.on("/keys", Reply::Ok(github_keys().to_string()));
    let ca_file = folder.file("ca.pem", &server.pem);
    (server, ca_file)
}

fn check(policy: &str, ca_file: &str) -> Claimgate {
    claimgate(&["check", "--policy", policy, "--ca-file", ca_file, "--now", NOW, "--timeout", "2"])
}

#[test]
fn keys_are_found_by_discovery() {
    let folder = Folder::new();
    let (server, ca_file) = server(&folder);
    let issuer = server.issuer("good", &format!("{}/keys", server.base));
    let policy = folder.file("policy.json", policy_of(&[&issuer]).to_string());
    check(&policy, &ca_file).stdin(token_of(&issuer)).exits(0).silently().says("ALLOWED by job-0@");
    assert_eq!(server.asked(), [discovery_path("good"), "/keys".to_owned()]);
}

#[test]
fn an_address_in_the_policy_or_an_option_needs_no_discovery() {
    let folder = Folder::new();
    let (server, ca_file) = server(&folder);
    let (issuer, url) = (format!("{}/quiet", server.base), format!("{}/keys", server.base));
    let plain = policy_of(&[&issuer]);
    let mut with_uri = plain.clone();
    with_uri["issuers"] = json!([{ "issuer": issuer, "jwksUri": url }]);
    let (plain, with_uri) = (folder.file("1", plain.to_string()), folder.file("2", with_uri.to_string()));
    check(&with_uri, &ca_file).stdin(token_of(&issuer)).exits(0);
    check(&plain, &ca_file).args(&["--jwks-url", &url]).stdin(token_of(&issuer)).exits(0).silently();
    check(&plain, &ca_file).args(&["--jwks-url", &format!("{issuer}={url}")]).stdin(token_of(&issuer)).exits(0);
    assert_eq!(server.asked(), ["/keys"; 3]);
    for refused in ["http://localhost/keys", "ftp://localhost/keys", &format!("{issuer}=http://localhost/keys")] {
        let run = check(&plain, &ca_file).args(&["--jwks-url", refused]).stdin(token_of(&issuer)).exits(2);
        run.complains("prove nothing");
    }
    let strange = format!("https://stranger.example={url}");
    check(&plain, &ca_file).args(&["--jwks-url", &strange]).stdin("x").exits(2).complains("no issuer of the policy");
}

#[test]
fn nobody_is_asked_without_need() {
    let folder = Folder::new();
    let (server, ca_file) = server(&folder);
    let issuer = server.issuer("good", &format!("{}/keys", server.base));
    let policy = folder.file("policy.json", policy_of(&[&issuer]).to_string());
    let keys = folder.file("keys.json", github_keys().to_string());
    // An issuer that the policy does not trust, text that is no token, keys that are known, and no leave.
    let stranger = format!("{}/stranger", server.base);
    check(&policy, &ca_file).stdin(token_of(&stranger)).exits(1).says("issuer_mismatch");
    check(&policy, &ca_file).stdin("hello").exits(1).says("token_malformed");
    check(&policy, &ca_file).args(&["--jwks", &keys]).stdin(token_of(&issuer)).exits(0).silently();
    check(&policy, &ca_file).args(&["--offline"]).stdin(token_of(&issuer)).exits(1).says("key_set_missing");
    assert!(server.asked().is_empty());
}

#[test]
fn what_is_no_right_answer_is_an_error_that_says_why() {
    let folder = Folder::new();
    let (server, ca_file) = server(&folder);
    let base = &server.base;
    let with_discovery = |name: &str, reply| {
        server.on(&discovery_path(name), reply);
        format!("{base}/{name}")
    };
    let with_keys = |name: &str, reply| {
        server.on(&format!("/{name}.json"), reply);
        server.issuer(name, &format!("{base}/{name}.json"))
    };
    let good_keys = format!("{base}/keys");
    let other_issuer = format!(r#"{{"issuer":"{base}/good","jwks_uri":"{good_keys}"}}"#);
    let cases = [
        (with_discovery("redirecting", Reply::Redirect(good_keys.clone())), "fetch_failed", "redirects are not followed"),
        (with_keys("moved", Reply::Redirect(good_keys)), "fetch_failed", "(HTTP 302), and redirects are not followed"),
        (with_discovery("absent", Reply::Status(404)), "fetch_failed", "the address answered HTTP 404"),
        (with_keys("failing", Reply::Status(500)), "fetch_failed", "the address answered HTTP 500"),
        (with_discovery("huge", Reply::Ok(" ".repeat(64 * 1024 + 1))), "fetch_failed", "the answer has more than 64 KiB"),
        (with_keys("large", Reply::Ok(" ".repeat(256 * 1024 + 1))), "fetch_failed", "the answer has more than 256 KiB"),
        (with_keys("endless", Reply::Endless), "fetch_failed", "the answer has more than 256 KiB"),
        (with_discovery("silent", Reply::Silence), "fetch_failed", "no whole answer came within 2 s"),
        (with_keys("dripping", Reply::Drip), "fetch_failed", "no whole answer came within 2 s"),
        (with_discovery("page", Reply::Ok("<html>".to_owned())), "json_malformed", "not a strict JSON object"),
        (with_keys("login", Reply::Ok("<html>".to_owned())), "json_malformed", "not a strict JSON object"),
        (with_keys("empty", Reply::Ok(r#"{"keys":[]}"#.to_owned())), "key_set_unusable", "no key of the set can verify"),
        (with_discovery("impostor", Reply::Ok(other_issuer)), "discovery_issuer_mismatch", "is of `https://localhost"),
        (server.issuer("plain", "http://localhost/keys"), "discovery_address_refused", "http://localhost/keys"),
    ];
    for (issuer, code, reason) in cases {
        let policy = folder.file("policy.json", policy_of(&[&issuer]).to_string());
        let start = Instant::now();
        let run = check(&policy, &ca_file).args(&["--json"]).stdin(token_of(&issuer)).exits(2);
        assert!(start.elapsed() < Duration::from_secs(10), "{issuer}: {:?}", start.elapsed());
        assert_eq!(run.out, "", "{issuer}");
        let error: serde_json::Value = serde_json::from_str(&run.err).unwrap();
        assert_eq!(error["error"]["code"], code, "{issuer}: {error}");
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.contains(reason), "{issuer}: {message}");
    }
    assert!(!server.asked().contains(&"/keys".to_owned()), "a redirect was followed");
}

#[test]
fn a_server_that_nobody_vouches_for_is_not_believed() {
    let folder = Folder::new();
    let (server, _) = server(&folder);
    let issuer = server.issuer("good", &format!("{}/keys", server.base));
    let policy = folder.file("policy.json", policy_of(&[&issuer]).to_string());
    let run = claimgate(&["check", "--policy", &policy, "--now", NOW]).stdin(token_of(&issuer)).exits(2);
    run.complains("certificate");
    assert!(server.asked().is_empty());
}

#[test]
fn a_file_of_authorities_must_hold_some() {
    let folder = Folder::new();
    let policy = folder.file("policy.json", policy_of(&["https://issuer.example"]).to_string());
    let ca_file = folder.file("ca.pem", "nothing");
    check(&policy, &ca_file).stdin("x").exits(2).complains("there is no certificate in the file");
    check(&policy, &folder.path("absent")).stdin("x").exits(2).complains("absent: cannot be read");
}

#[test]
fn a_batch_asks_once_and_goes_on() {
    let folder = Folder::new();
    let (server, ca_file) = server(&folder);
    let good = server.issuer("good", &format!("{}/keys", server.base));
    let absent = format!("{}/absent", server.base);
    let policy = folder.file("policy.json", policy_of(&[&good, &absent]).to_string());
    let lines: String =
        [&absent, &good, &absent, &good].map(|issuer| json!({ "token": token_of(issuer) }).to_string() + "\n").concat();
    let run = check(&policy, &ca_file).args(&["--batch"]).stdin(lines).exits(0).complains("warning:");
    let decisions: Vec<_> = run.lines().iter().map(|line| line["decision"].as_str().unwrap().to_owned()).collect();
    assert_eq!(decisions, ["reject", "allow", "reject", "allow"]);
    assert_eq!(run.lines()[0]["code"], "key_set_missing");
    assert_eq!(server.asked(), [discovery_path("absent"), discovery_path("good"), "/keys".to_owned()]);
}

#[test]
fn verify_takes_an_address_too() {
    let folder = Folder::new();
    let (server, ca_file) = server(&folder);
    let verify = |url: &str| {
        let arguments = ["verify", "--issuer", "https://issuer.example", "--audience", "https://api.example", "--now", NOW];
        let run = claimgate(&arguments).args(&["--ca-file", &ca_file, "--jwks-url", url]);
        run.stdin(token_of("https://issuer.example"))
    };
    verify(&format!("{}/keys", server.base)).exits(0).says("ACCEPTED");
    verify("http://localhost/keys").exits(2).complains("https");
}
