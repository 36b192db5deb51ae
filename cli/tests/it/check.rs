//! `claimgate check`.

use serde_json::json;

use crate::command::{Claimgate, claimgate};
use crate::fixtures::{Folder, GITHUB, GITLAB, NOW, github_keys, github_token, policy, policy_of, sign, token_of};

struct Files {
    folder: Folder,
    policy: String,
    keys: String,
}

fn files() -> Files {
    let folder = Folder::new();
    let policy = folder.file("policy.json", policy().to_string());
    let keys = folder.file("keys.json", github_keys().to_string());
    Files { folder, policy, keys }
}

impl Files {
    fn check(&self, arguments: &[&str]) -> Claimgate {
        claimgate(&["check", "--policy", &self.policy, "--jwks", &self.keys, "--now", NOW]).args(arguments)
    }
}

#[test]
fn an_allowed_token_is_told_with_its_identity() {
    let run = files().check(&[]).stdin(github_token(json!({}))).exits(0).silently();
    assert_eq!(
        run.out,
        "ALLOWED by deploy@workload.bytebase.com (GitHub Actions Deploy)

  subject   repo:my-org/my-repo:ref:refs/heads/main
  roles     gitopsServiceAgent
  expires   2026-10-08 18:36:15 UTC (in 2 min 55 s)
"
    );
}

#[test]
fn a_rejected_token_is_told_with_the_reason_and_what_to_do() {
    let files = files();
    let arguments = ["check", "--policy", &files.policy, "--jwks", &files.keys, "--now", "2026-10-08T18:40:00Z"];
    let run = claimgate(&arguments).stdin(github_token(json!({}))).exits(1).silently();
    assert_eq!(
        run.out,
        "REJECTED (401): token_expired

  the token expired 3 min 45 s ago
  where     the token's claims, /exp
  expected  later than 60 s ago
  actual    3 min 45 s ago
  fix       request a fresh token right before it is used; GitHub's live five
            minutes
"
    );
}

#[test]
fn a_denied_token_is_told_with_the_identities_that_came_nearest() {
    let mut document = policy();
    let mut second = document["identities"][0].clone();
    second["email"] = json!("tags@workload.bytebase.com");
    second.as_object_mut().unwrap().remove("branch");
    second["tag"] = json!("v*");
    document["identities"].as_array_mut().unwrap().push(second);
    let files = files();
    let policy = files.folder.file("two.json", document.to_string());
    let feature = github_token(json!({ "sub": "repo:my-org/my-repo:ref:refs/heads/dev", "ref": "refs/heads/dev" }));
    let arguments = ["check", "--policy", &policy, "--jwks", &files.keys, "--now", NOW];
    let run = claimgate(&arguments).stdin(&feature).exits(1);
    assert!(run.out.starts_with("DENIED (403): branch_mismatch\n\n  the job ran on the branch `dev`"), "{}", run.out);
    let run = run.says("  identity  deploy@workload.bytebase.com (GitHub Actions Deploy)\n");
    let run = run.says("\n  tags@workload.bytebase.com (GitHub Actions Deploy)\n    - tag_mismatch: the job ran on");
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);

    let json = claimgate(&arguments).args(&["--json"]).stdin(&feature).exits(1).json();
    assert_eq!(json["decision"], "deny");
    assert_eq!(json["status"], 403);
    assert_eq!(json["identity"], "deploy@workload.bytebase.com");
    assert_eq!(json["nearest"][1]["identity"], "tags@workload.bytebase.com");
    assert_eq!(json["nearest"][1]["mismatches"][0]["code"], "tag_mismatch");
    assert_eq!(json["problem"], json["nearest"][0]["mismatches"][0]);
}

#[test]
fn a_caller_may_name_an_identity() {
    let files = files();
    let token = github_token(json!({}));
    files.check(&["--email", "deploy@workload.bytebase.com"]).stdin(&token).exits(0);
    let run = files.check(&["--email", "Deploy@workload.bytebase.com", "--json"]).stdin(&token).exits(1);
    assert_eq!(run.json()["code"], "identity_unknown");
    assert_eq!(run.json()["identity"], json!(null));
}

#[test]
fn as_json_an_allowed_token_comes_with_claims_and_roles() {
    let json = files().check(&["--json"]).stdin(github_token(json!({}))).exits(0).json();
    assert_eq!(json["decision"], "allow");
    assert_eq!(json["identity"], "deploy@workload.bytebase.com");
    assert_eq!(json["code"], json!(null));
    assert_eq!(json["roles"], json!(["gitopsServiceAgent"]));
    assert_eq!(json["claims"]["repository"], "my-org/my-repo");
    assert_eq!(json["expiresAt"], 1_791_484_575);
}

#[test]
fn every_fault_of_a_policy_is_told_with_its_place_and_fix() {
    let folder = Folder::new();
    let mut document = policy();
    document["leeway"] = json!(1000);
    document["identities"][0]["branch"] = json!("refs/heads/main");
    document["identities"][0]["colour"] = json!("red");
    let policy = folder.file("policy.json", document.to_string());
    let run = claimgate(&["check", "--policy", &policy]).stdin("x").exits(2);
    assert_eq!(run.out, "");
    for pointer in ["/leeway", "/identities/0/branch", "/identities/0/colour"] {
        assert!(run.err.contains(&format!("policy.json {pointer}: ")), "{pointer}: {}", run.err);
    }
    assert_eq!(run.err.matches("error: ").count(), 3, "{}", run.err);
    assert_eq!(run.err.matches("\n  fix: ").count(), 3, "{}", run.err);

    let run = claimgate(&["check", "--json", "--policy", &policy]).stdin("x").exits(2);
    let errors: Vec<serde_json::Value> = run.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(errors.len(), 3);
    assert!(
        errors.iter().any(|line| line["error"]["pointer"] == "/leeway" && line["error"]["code"] == "value_out_of_range")
    );
}

#[test]
fn documents_that_cannot_be_read_are_faults() {
    let files = files();
    let (keys, token) = (files.keys.as_str(), github_token(json!({})));
    let run =
        |policy: &str, jwks: &str| claimgate(&["check", "--policy", policy, "--jwks", jwks, "--now", NOW]).stdin(&token);
    run(&files.folder.path("absent.json"), keys).exits(2).complains("absent.json: cannot be read");
    run(&files.folder.path(""), keys).exits(2).complains("cannot be read");
    run("/dev/zero", keys).exits(2).complains("the file has more than 64 MiB");
    run(&files.policy, "/dev/zero").exits(2).complains("the file has more than 256 KiB");
    run(&files.policy, &files.folder.file("x", "{}")).exits(2).complains("no key set");
    run(&files.policy, &files.folder.file("x", r#"{"keys":[]}"#)).exits(2).complains("no key of the set can verify");
    run(&files.folder.file("x", b"\xff\xfe{\0}\0"), keys).exits(2).complains("not UTF-8");
}

#[test]
fn keys_in_the_policy_need_no_option() {
    let mut document = policy();
    let mut keys = github_keys();
    keys["keys"].as_array_mut().unwrap().insert(0, json!({ "kty": "oct", "k": "c2VjcmV0" }));
    document["issuers"] = json!([{ "issuer": GITHUB, "jwks": keys }]);
    let folder = Folder::new();
    let policy = folder.file("policy.json", document.to_string());
    let token = github_token(json!({}));
    let run = claimgate(&["check", "--policy", &policy, "--offline", "--now", NOW]).stdin(&token).exits(0);
    // The key that was skipped is told, and not what it holds.
    let run = run.complains("warning: ").complains("/issuers/0/jwks/keys/0/k: ");
    assert!(!run.err.contains("c2VjcmV0"), "{}", run.err);

    let other = folder.file("keys.json", github_keys().to_string());
    let run = claimgate(&["check", "--policy", &policy, "--jwks", &other, "--now", NOW]).stdin(&token).exits(0);
    run.complains("these keys are not used");

    // Whoever names the issuer replaces its keys.
    let stranger = folder.file("stranger.json", claimgate_test_kit::key_set(&["stranger"]).to_string());
    let replacing = format!("{GITHUB}={stranger}");
    let run = claimgate(&["check", "--policy", &policy, "--jwks", &replacing, "--now", NOW]).stdin(&token);
    run.exits(1).says("key_not_found");
}

#[test]
fn a_key_set_belongs_to_the_issuer_that_it_is_given_for() {
    let folder = Folder::new();
    let (one, two) = ("https://one.example", "https://one.example/a=b");
    let policy = folder.file("policy.json", policy_of(&[one, two]).to_string());
    let keys = folder.file("keys.json", github_keys().to_string());
    let other = folder.file("other.json", claimgate_test_kit::key_set(&["stranger"]).to_string());
    let check = |options: &[&str], issuer: &str| {
        claimgate(&["check", "--policy", &policy, "--now", NOW, "--offline"]).args(options).stdin(token_of(issuer))
    };
    let (for_one, for_two) = (format!("{one}={keys}"), format!("{two}={keys}"));
    let other_for_two = format!("{two}={other}");
    check(&["--jwks", &for_one], one).exits(0).silently();
    check(&["--jwks", &for_one], two).exits(1).says("key_set_missing");
    check(&["--jwks", &for_two], two).exits(0).silently();
    check(&["--jwks", &for_one, "--jwks", &other_for_two], two).exits(1).says("key_not_found");
    // Without a name it stands for the rest, whatever the order.
    check(&["--jwks", &keys, "--jwks", &other_for_two], one).exits(0).silently();
    check(&["--jwks", &keys], two).exits(0).complains("these keys stand for 2 issuers");
    check(&["--jwks", &format!("{GITLAB}={keys}")], one).exits(2).complains("begins with no issuer of the policy");
}

#[test]
fn a_token_that_offers_its_own_key_is_pointed_out() {
    let files = files();
    let signer = claimgate_test_kit::named("stranger");
    let header = json!({ "alg": "RS256", "kid": "x", "jku": "https://evil.example/keys" });
    let token = signer.token(&header.to_string(), &json!({ "iss": GITHUB }).to_string());
    files.check(&[]).stdin(token).exits(1).says("key_not_found").complains("offers a key of its own (jku)");
}

#[test]
fn what_is_no_token_is_refused_and_no_accident() {
    let files = files();
    for (input, code) in [
        (&b""[..], "token_malformed"),
        (b"\0\0\0", "token_malformed"),
        (&[b'a'; 20_000], "token_too_long"),
        (b"a.b.c.d.e", "token_malformed"),
        (b"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.b.c.d.e", "token_encrypted"),
    ] {
        files.check(&[]).stdin(input).exits(1).silently().says(&format!("REJECTED (401): {code}"));
    }
    let no_text = files.check(&[]).stdin(b"\xff\xfe.\x80.\x80").exits(1).complains("byte 0 of the token's source");
    no_text.says("REJECTED (401): base64_malformed");
    files.check(&[]).stdin(vec![b'a'; 1024 * 1024 + 1]).exits(2).complains("more than 1 MiB");
    // A signature that is not the issuer's.
    let claims = json!({ "iss": GITHUB, "aud": "https://github.com/my-org", "exp": 1_791_484_575 });
    files.check(&[]).stdin(sign("stranger", &claims.to_string())).exits(1).says("key_not_found");
}

#[test]
fn a_terminal_gets_no_orders_from_a_token() {
    let hostile = github_token(json!({ "sub": "repo:my-org/my-repo:ref:refs/heads/\u{1b}[2J\u{9b}31m\u{202e}" }));
    let run = files().check(&[]).stdin(hostile).exits(1);
    assert!(!run.out.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{:?}", run.out);
}
