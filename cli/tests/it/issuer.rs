//! The local issuer: its protocol, what its tokens say, and that no client holds it up.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::command::{Run, claimgate};
use crate::fixtures::Folder;

/// An issuer until the test ends.
struct Issuer {
    process: Child,
    host: String,
    addresses: Value,
}

struct Reply {
    status: u16,
    body: Value,
}

impl Issuer {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claimgate"));
        command.env_clear().args(["issuer", "--json"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addresses: Value = serde_json::from_str(&line).unwrap();
        let host = addresses["jwksUrl"].as_str().unwrap().split('/').nth(2).unwrap().to_owned();
        Self { process, host, addresses }
    }

    fn secret(&self) -> &str {
        self.addresses["requestToken"].as_str().unwrap()
    }

    /// What comes back for these bytes, as text.
    fn send(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        // Whoever is refused early may find the way closed while still sending.
        let _ = stream.write_all(request);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn ask(&self, line: &str, headers: &str) -> Reply {
        let text = self.send(format!("{line} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", self.host).as_bytes());
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {line}: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, body: serde_json::from_str(body).unwrap_or_default() }
    }

    fn ask_with_secret(&self, line: &str) -> Reply {
        self.ask(line, &format!("authorization: Bearer {}\r\n", self.secret()))
    }

    #[track_caller]
    fn token(&self, query: &str) -> String {
        let reply = self.ask_with_secret(&format!("GET /token?api-version=2.0{query}"));
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body["value"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn claims(&self, query: &str) -> Value {
        claimgate(&["decode", "--json"]).stdin(self.token(query)).json()["claims"].clone()
    }

    /// What `check` says of a token under the keys that the issuer publishes now.
    fn check(&self, identity: &Value, token: &str) -> Run {
        let folder = Folder::new();
        let policy = folder.file("policy.json", json!({ "identities": [identity] }).to_string());
        let keys = self.ask("GET /.well-known/jwks", "").body;
        let keys = folder.file("jwks.json", keys.to_string());
        claimgate(&["check", "--policy", &policy, "--jwks", &keys]).stdin(token)
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn identity() -> Value {
    json!({
        "name": "Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
        "owner": "my-org", "repository": "my-repo", "branch": "main",
    })
}

#[test]
fn its_token_is_let_in_as_githubs_would_be() {
    let issuer = Issuer::start(&[]);
    issuer.check(&identity(), &issuer.token("")).exits(0).says("ALLOWED");
    issuer.check(&identity(), &issuer.token("&branch=feature")).exits(1).says("branch_mismatch");
    issuer.check(&identity(), &issuer.token("&audience=https%3A%2F%2Fother.example")).exits(1).says("audience_mismatch");
    issuer.check(&identity(), &issuer.token("&issued-ago=3600")).exits(1).says("token_expired");
    issuer.check(&identity(), &issuer.token("&immutable-subject")).exits(0).says("repo:my-org@84790634/my-repo@");
}

#[test]
fn the_place_is_in_the_subject_as_github_writes_it() {
    let issuer = Issuer::start(&["--branch", "release/1"]);
    let subject = |query: &str| issuer.claims(query)["sub"].as_str().unwrap().to_owned();
    assert_eq!(subject(""), "repo:my-org/my-repo:ref:refs/heads/release/1");
    assert_eq!(subject("&tag=v1"), "repo:my-org/my-repo:ref:refs/tags/v1");
    assert_eq!(subject("&pull-request=7"), "repo:my-org/my-repo:pull_request");
    assert_eq!(subject("&pull-request=7&event=pull_request_target"), "repo:my-org/my-repo:ref:refs/heads/main");
    assert_eq!(subject("&environment=a%3Ab"), "repo:my-org/my-repo:environment:a%3Ab");
    assert_eq!(subject("&owner=evil&repository=r&branch=b"), "repo:evil/r:ref:refs/heads/b");
}

#[test]
fn times_audience_and_further_claims_are_as_asked() {
    let issuer = Issuer::start(&["--lifetime", "60", "--claim", "run_attempt=2", "--claim", "list=[\"a\"]"]);
    let claims = issuer.claims("");
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 60);
    assert_eq!([&claims["run_attempt"], &claims["list"]], [&json!("2"), &json!(["a"])]);
    assert_eq!(claims["aud"], "https://github.com/my-org");
    assert_eq!(issuer.claims("&audience=a%20b")["aud"], "a b");
    assert_ne!(issuer.claims("")["jti"], claims["jti"]);
}

#[test]
fn a_key_that_was_rotated_stays_for_one_rotation_more() {
    let issuer = Issuer::start(&[]);
    let token = issuer.token("");
    for expected in ["ALLOWED", "key_not_found"] {
        assert_eq!(issuer.ask_with_secret("POST /rotate").status, 200);
        let run = issuer.check(&identity(), &token);
        assert!(run.out.contains(expected), "{expected}: {run:#?}");
        issuer.check(&identity(), &issuer.token("")).exits(0);
    }
}

#[test]
fn it_can_be_gitlab_or_an_enterprise_server() {
    let gitlab = Issuer::start(&["--platform", "gitlab-ci", "--owner", "my-group", "--pull-request", "3"]);
    let claims = gitlab.claims("");
    assert_eq!([&claims["iss"], &claims["aud"]], ["https://gitlab.com"; 2]);
    assert_eq!(claims["sub"], "project_path:my-group/my-repo:ref_type:branch:ref:main");
    assert_eq!(claims["pipeline_source"], "merge_request_event");
    assert_eq!(gitlab.ask("GET /oauth/discovery/keys", "").body["keys"][0]["alg"], "RS256");

    let server = Issuer::start(&["--issuer", "https://github.example/_services/token"]);
    assert_eq!(server.claims("")["aud"], "https://github.example/my-org");
    let discovery = server.ask("GET /_services/token/.well-known/openid-configuration", "").body;
    assert_eq!(discovery["jwks_uri"], "https://github.example/_services/token/.well-known/jwks");
}

#[test]
fn who_does_not_know_the_secret_gets_nothing() {
    let issuer = Issuer::start(&[]);
    let right = format!("authorization: bearer {}\r\n", issuer.secret());
    let wrong = [
        String::new(),
        "authorization: bearer x\r\n".to_owned(),
        "authorization: bearer \r\n".to_owned(),
        format!("authorization: {}\r\n", issuer.secret()),
        format!("authorization: basic {}\r\n", issuer.secret()),
        format!("{right}{right}"),
    ];
    for headers in &wrong {
        assert_eq!(issuer.ask("GET /token", headers).status, 401, "{headers}");
        assert_eq!(issuer.ask("POST /rotate", headers).status, 401, "{headers}");
    }
    assert_eq!(issuer.ask("GET /token", &right).status, 200);
}

#[test]
fn a_request_that_means_nothing_is_refused() {
    let issuer = Issuer::start(&[]);
    let cases = [
        ("POST /token", 405),
        ("GET /rotate", 405),
        ("DELETE /.well-known/jwks", 405),
        ("GET /", 404),
        ("GET /token/", 404),
        ("GET //token", 404),
        ("GET /token?audience=", 400),
        ("GET /token?audience=a&audience=b", 400),
        ("GET /token?banch=main", 400),
        ("GET /token?issuer=https://other.example", 400),
        ("GET /token?issuer%3Dhttps://other.example", 400),
        ("GET /token?platform%3Dgitlab-ci=", 400),
        ("GET /token?lifetime=soon", 400),
        ("GET /token?branch=a&tag=b", 400),
        ("GET /token?help", 400),
    ];
    for (line, status) in cases {
        assert_eq!(issuer.ask_with_secret(line).status, status, "{line}");
    }
}

#[test]
fn no_client_holds_it_up() {
    let issuer = Issuer::start(&[]);
    let mut slow: Vec<_> = (0..50).map(|_| TcpStream::connect(&issuer.host).unwrap()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /token HTTP/1.1\r\nx: ").unwrap();
    }
    issuer.send(b"\x16\x03\x01garbage\r\n\r\n\0\xff");
    let huge = issuer.send(format!("GET /token?{} HTTP/1.1\r\n\r\n", "a".repeat(1 << 20)).as_bytes());
    assert!(!huge.contains(" 200 "), "{huge}");
    let body = format!("GET /.well-known/jwks HTTP/1.1\r\ncontent-length: {}\r\n\r\n{}", 1 << 20, "b".repeat(1 << 20));
    issuer.send(body.as_bytes());
    issuer.token("");
}

#[test]
fn it_says_what_it_is_and_what_to_type() {
    let mut issuer = Issuer::start(&[]);
    let taken = issuer.host.split_once(':').unwrap().1.to_owned();
    claimgate(&["issuer", "--port", &taken]).run().exits(2).complains("choose another port");
    claimgate(&["issuer", "--issuer", "http://localhost"]).run().exits(2).complains("https address");
    issuer.process.kill().unwrap();
    let mut warnings = String::new();
    issuer.process.stderr.take().unwrap().read_to_string(&mut warnings).unwrap();
    assert!(warnings.contains("FOR TESTS ONLY"), "{warnings}");
    assert!(issuer.host.starts_with("127.0.0.1:"), "{}", issuer.host);
}
