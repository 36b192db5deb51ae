//! Texts made to be slow: for each MiB none may take longer than 50 ms, whoever reads it. Ends with 1 if one does.
//!
//! What 50 ms are depends on the machine, so ring's verification of RS256 takes turns with each text: told is what the text would take
//! where ring takes 16.5 µs, as on the machine of README.md.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use claimgate::{AsOf, Caller, Explanation, Gate, KeySet, Policy, Token};
use claimgate_benches::{CLAIMS, NOW, bare_ring, gate, policy, token};
use claimgate_test_kit::encode;

fn main() -> ExitCode {
    let (signed, judge) = (token("RS256", "github"), gate("github", 0));
    let pending = judge.prepare(&signed).expect("the token is well-formed");
    let check = pending.signature_check();
    let ring = bare_ring("RS256", &check);
    let mut slowest: f64 = 0.0;
    for (reader, text_name, text, read) in cases() {
        let mut times: Vec<_> = (0..RUNS)
            .map(|_| {
                let pace = milliseconds(|| (0..VERIFICATIONS).for_each(|_| assert!(ring()))) / f64::from(VERIFICATIONS);
                milliseconds(|| read(black_box(&text))) * RING / pace
            })
            .collect();
        times.sort_unstable_by(f64::total_cmp);
        let each_mib = times[RUNS / 2] * MIB as f64 / text.len() as f64;
        println!("{each_mib:8.2} ms/MiB  {:8} bytes  {reader}: {text_name}", text.len());
        slowest = slowest.max(each_mib);
    }
    println!("slowest {slowest:.1} ms/MiB, {LIMIT} is the limit");
    if slowest > LIMIT { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e3
}

type Read = Box<dyn Fn(&str)>;
type Case = (&'static str, String, String, Read);

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, text) in json_texts(MIB) {
        cases.push(("policy", name.clone(), text.clone(), Box::new(read_policy) as Read));
        cases.push(("key set", name.clone(), trimmed(&name, 256 * 1024), Box::new(read_key_set)));
        cases.push(("explain", name, text, Box::new(explain)));
    }
    for (name, text) in policies() {
        cases.push(("policy", name, text, Box::new(read_policy)));
    }
    for (name, text) in key_sets() {
        cases.push(("key set", name, text, Box::new(read_key_set)));
    }
    let judge = gate("github", 1000);
    for (name, text) in tokens() {
        let judge = judge.clone();
        cases.push(("decide", name.clone(), text.clone(), Box::new(move |text| decide(&judge, text))));
        cases.push(("explain", name, text, Box::new(explain)));
    }
    for (name, pattern, path) in patterns() {
        cases.push(("permits", name, path, permits(&pattern)));
    }
    cases
}

fn trimmed(name: &str, length: usize) -> String {
    json_texts(length).into_iter().find(|(it, _)| it == name).map(|(_, text)| text).expect("the same names for each length")
}

fn read_policy(text: &str) {
    if let Err(problems) = Policy::parse(text.as_bytes()) {
        problems.iter().for_each(|problem| drop(black_box((problem.to_string(), problem.fix()))));
    }
}

fn read_key_set(text: &str) {
    let told = match KeySet::parse(text.as_bytes()) {
        Ok(set) => set.skipped().iter().map(ToString::to_string).collect(),
        Err(problem) => vec![problem.to_string()],
    };
    black_box(told);
}

fn decide(gate: &Gate, token: &str) {
    drop(black_box(Token::parse(token)));
    drop(black_box(gate.decide(token, Caller::Anyone, NOW)));
    if let Ok(pending) = gate.prepare(token) {
        drop(black_box(pending.finish(true, Caller::Anyone, NOW)));
    }
}

fn explain(text: &str) {
    black_box(Explanation::without_policy(text, AsOf::Now(NOW)).to_string());
}

/// Whether a role's path pattern matches; the request's path is the text.
fn permits(pattern: &str) -> Read {
    let document = policy(0).replace(r#""branch""#, r#""roles":["r"],"branch""#);
    let document = document.replacen('{', &format!(r#"{{"roles":{{"r":[{{"methods":["GET"],"path":"{pattern}"}}]}},"#), 1);
    let policy = Policy::parse(document.as_bytes()).unwrap_or_else(|problems| panic!("{}", problems[0]));
    Box::new(move |path| assert!(!black_box(policy.identities()[0].permits("GET", path))))
}

/// JSON of about that length, in the forms that readers dislike.
fn json_texts(length: usize) -> Vec<(String, String)> {
    let list = |name: &str, item: &str| {
        (name.to_owned(), format!("[{}{item}]", format!("{item},").repeat(length / (item.len() + 1))))
    };
    let object = |name: &str, member: &dyn Fn(usize) -> String| {
        let mut text = String::from("{");
        for number in 0.. {
            text.push_str(&member(number));
            if text.len() >= length {
                break;
            }
            text.push(',');
        }
        (name.to_owned(), text + "}")
    };
    let deep = format!("{}{}", r#"{"a":["#.repeat(63), "]}".repeat(63));
    vec![
        ("blanks".to_owned(), " ".repeat(length)),
        ("one open bracket after another".to_owned(), "[".repeat(length)),
        list("a list of deep values", &deep),
        list("a list of empty objects", "{}"),
        list("a list of empty lists", "[]"),
        list("a list of digits", "0"),
        list("a list of long numbers", &format!("1.{}", "3".repeat(500))),
        list("a list of small objects", r#"{"a":0}"#),
        list("a list of escapes", r#""\n\u00e9""#),
        ("one long string".to_owned(), format!(r#"{{"a":"{}"}}"#, "x".repeat(length))),
        ("one long string of escapes".to_owned(), format!(r#"{{"a":"{}"}}"#, r"\u0041".repeat(length / 6))),
        ("one long string of control characters".to_owned(), format!(r#"{{"a":"{}"}}"#, r"\u0001".repeat(length / 6))),
        object("many members", &|number| format!(r#""m{number}":0"#)),
        object("many members with the same ends", &|number| format!(r#""beginning{number:08}beginning":0"#)),
        object("long members with the same ends", &|number| {
            format!(r#""{}{number:08}{}":0"#, "a".repeat(500), "b".repeat(500))
        }),
        object("a member that stands twice at the end", &|number| format!(r#""{}":0"#, number % (length / 16))),
    ]
}

/// Policies that are good JSON and bad otherwise, or just large.
fn policies() -> Vec<(String, String)> {
    let identities = |item: &str| {
        let count = MIB / (item.len() + 1);
        format!(r#"{{"identities":[{}{item}]}}"#, format!("{item},").repeat(count))
    };
    let good = r#""name":"n","email":"a@workload.bytebase.com","platform":"github-actions","owner":"o","repository":"r""#;
    let patterns = |pattern: &str| {
        let count = MIB / (pattern.len() + 3);
        format!(r#"{{"identities":[{{{good},"branch":[{}"x"]}}]}}"#, format!("\"{pattern}\",").repeat(count))
    };
    let unknown: String = (0..MIB / 12).map(|number| format!(r#","m{number:06}":0"#)).collect();
    vec![
        ("identities without anything".to_owned(), identities("{}")),
        ("identities that are digits".to_owned(), identities("0")),
        ("identities with one e-mail address".to_owned(), identities(&format!(r#"{{{good},"branch":"main"}}"#))),
        (
            "identities with a hundred unknown members".to_owned(),
            identities(&format!("{{{}}}", (0..100).map(|n| format!(r#""x{n}":0"#)).collect::<Vec<_>>().join(","))),
        ),
        ("an identity with many unknown members".to_owned(), format!(r#"{{"identities":[{{{good}{unknown}}}]}}"#)),
        ("unknown members".to_owned(), format!(r#"{{"identities":[]{unknown}}}"#)),
        ("a good policy".to_owned(), policy(MIB / 160)),
        ("a list of branches".to_owned(), patterns("b")),
        ("a list of globs".to_owned(), patterns("a*")),
        ("a list of bad globs".to_owned(), patterns("***")),
        ("a list of globs full of stars".to_owned(), patterns(&"*a".repeat(500))),
        ("conditions".to_owned(), format!(r#"{{"identities":[{{{good},"branch":"b","claims":{{"a":0{}}}}}]}}"#, unknown)),
        (
            "a condition of many values".to_owned(),
            format!(
                r#"{{"identities":[{{{good},"branch":"b","claims":{{"a":{{"oneOf":["a"{}]}}}}}}]}}"#,
                r#","b""#.repeat(MIB / 4)
            ),
        ),
        (
            "roles".to_owned(),
            format!(r#"{{"identities":[{{{good},"branch":"b","roles":["x"]}}],"roles":{{"r":[]{unknown}}}}}"#),
        ),
        (
            "names of unknown roles".to_owned(),
            format!(r#"{{"identities":[{{{good},"branch":"b","roles":["x"{}]}}]}}"#, r#","y""#.repeat(MIB / 4)),
        ),
        (
            "issuers".to_owned(),
            format!(
                r#"{{"identities":[{{{good},"branch":"b"}}],"issuers":[{{}}{}]}}"#,
                r#",{"issuer":"x"}"#.repeat(MIB / 15)
            ),
        ),
        (
            "different issuers".to_owned(),
            format!(
                r#"{{"identities":[{{{good},"branch":"b"}}],"issuers":[{{}}{}]}}"#,
                (0..MIB / 21).map(|n| format!(r#",{{"issuer":"x{n:06}"}}"#)).collect::<String>()
            ),
        ),
        (
            "audiences".to_owned(),
            format!(r#"{{"identities":[{{{good},"branch":"b","audiences":["x"{}]}}]}}"#, r#","y""#.repeat(MIB / 4)),
        ),
    ]
}

fn key_sets() -> Vec<(String, String)> {
    const LENGTH: usize = 256 * 1024 - 64;
    let keys = |name: &str, item: &str| {
        (
            name.to_owned(),
            format!(r#"{{"keys":[{}{item}]}}"#, format!("{item},").repeat((LENGTH - item.len()) / (item.len() + 1))),
        )
    };
    let text = claimgate_test_kit::jwk("p256");
    let point = serde_json::to_string(&text).expect("a key is JSON");
    let rsa = serde_json::to_string(&claimgate_test_kit::jwk("rsa-4096")).expect("a key is JSON");
    vec![
        keys("digits", "0"),
        keys("empty keys", "{}"),
        keys("keys of an unknown type", r#"{"kty":"x"}"#),
        keys("points of P-256", &point),
        keys("RSA keys", &rsa),
        keys("keys with long base64", &format!(r#"{{"kty":"RSA","e":"AQAB","n":"{}"}}"#, "A".repeat(1000))),
        keys(
            "keys with many operations",
            &format!(
                r#"{{"kty":"RSA","key_ops":[{}"verify"]}}"#,
                (0..1000).map(|n| format!(r#""o{n}","#)).collect::<String>()
            ),
        ),
    ]
}

fn tokens() -> Vec<(String, String)> {
    const LENGTH: usize = 16 * 1024;
    let header = encode(format!(r#"{{"alg":"RS256","kid":"{}"}}"#, claimgate_test_kit::kid("github")).as_bytes());
    let signature = encode(&[1; 256]);
    let token = |claims: &str| format!("{header}.{}.{signature}", encode(claims.as_bytes()));
    let claims_length = (LENGTH - header.len() - signature.len() - 2) * 3 / 4;
    let filled = |more: &str| format!("{}{more}}}", CLAIMS.trim_end_matches('}'));
    let room = claims_length - CLAIMS.len() - 64;
    let mut tokens: Vec<_> = json_texts(claims_length - 100).into_iter().map(|(name, text)| (name, token(&text))).collect();
    tokens.extend([
        ("dots".to_owned(), ".".repeat(LENGTH)),
        ("a mebibyte of dots".to_owned(), ".".repeat(MIB)),
        ("a mebibyte of letters".to_owned(), "A".repeat(MIB)),
        ("a mebibyte of tokens".to_owned(), format!("{} ", token(CLAIMS)).repeat(MIB / 2000)),
        (
            "a long ref".to_owned(),
            token(&CLAIMS.replace("refs/heads/main", &format!("refs/heads/release/{}", "a".repeat(room / 4 - 20)))),
        ),
        (
            "many audiences".to_owned(),
            token(&CLAIMS.replace(r#""aud":"#, &format!(r#""aud":[{}"x"],"old":"#, r#""y","#.repeat(room / 4)))),
        ),
        ("many claims".to_owned(), token(&filled(&(0..room / 12).map(|n| format!(r#","c{n:05}":0"#)).collect::<String>()))),
    ]);
    tokens
}

/// Each pattern as long as it may be, and a path that almost matches.
fn patterns() -> Vec<(String, String, String)> {
    let case = |name: &str, unit: &str, path: &str, end: &str| {
        let pattern = format!("/{}{end}", unit.repeat((1020 - end.len()) / unit.len()));
        (name.to_owned(), pattern, format!("/{}", path.repeat(MIB / path.len())))
    };
    vec![
        case("stars between letters", "*a", "a", "b"),
        case("double stars between letters", "**a", "a", "b"),
        case("double stars between segments", "**/", "a/", "b"),
        case("segments of a star", "*/", "a/", "b"),
        case("double stars and segments", "**/a*/", "aa/", "b"),
        case("double stars before long literals", &format!("**{}b", "a".repeat(100)), "a", "c"),
    ]
}

const MIB: usize = 1024 * 1024;
const LIMIT: f64 = 50.0;
const RUNS: usize = 11;
/// Milliseconds of a verification on the machine of README.md.
const RING: f64 = 0.0165;
/// Some milliseconds of them.
const VERIFICATIONS: u32 = 200;
