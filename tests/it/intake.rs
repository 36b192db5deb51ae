//! Whatever a person pastes (`tests/vectors/paste.json`): what it is, the token or the claims in it, and what was done to it.

use std::time::{Duration, Instant};

use claimgate::{Form, Intake, Token};
use claimgate_test_kit::encode;
use serde_json::{Map, Value, json};

#[test]
fn every_pasted_form_is_recognised() {
    let vectors = Vectors::load();
    let mut faults = Vec::new();
    for case in vectors.cases() {
        let actual = as_expected(&Intake::read(&vectors.text(&case["pasted"])));
        let mut expected = case.as_object().unwrap().clone();
        expected.retain(|name, _| name != "name" && name != "pasted");
        for (name, value) in &mut expected {
            if let ("token" | "claims" | "candidates", value) = (name.as_str(), value) {
                *value = vectors.filled(value);
            }
        }
        if actual != Value::Object(expected.clone()) {
            faults.push(format!("{}:\n  expected {}\n  got      {actual}", case["name"], Value::Object(expected)));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), vectors.cases().len(), faults.join("\n"));
    assert!(vectors.cases().len() >= 250, "only {} forms found", vectors.cases().len());
}

/// What is found does not depend on the way in which it was pasted.
#[test]
fn a_wrapper_changes_neither_the_token_nor_the_claims() {
    let vectors = Vectors::load();
    let mut count = 0;
    for (pasted, found) in
        vectors.cases().iter().map(|case| vectors.text(&case["pasted"])).map(|it| (it.clone(), Intake::read(&it)))
    {
        // A token that is whole, and as it should be sent, can be wrapped in anything.
        let wrapped: Vec<_> = match &found.token {
            Some(token) if Token::parse(token).is_ok() => around_a_token(token),
            Some(_) => continue,
            None if found.form == Form::Claims && found.steps.is_empty() => around_claims(&pasted),
            None => continue,
        };
        for (wrapper, text) in wrapped {
            let again = Intake::read(&text);
            assert_eq!(again.token, found.token, "{wrapper}: {pasted}");
            assert_eq!(again.claims, found.claims, "{wrapper}: {pasted}");
            assert_eq!(again.form, found.form, "{wrapper}: {pasted}");
            count += 1;
        }
    }
    assert!(count > 1000, "only {count} wrapped texts");
}

#[test]
fn a_token_that_was_found_is_found_again_unchanged() {
    for (pasted, found) in Vectors::load().read_all() {
        let Some(token) = found.token else { continue };
        let again = Intake::read(&token);
        assert_eq!(again.token.as_deref(), Some(token.as_str()), "{pasted}");
        assert_eq!(again.form, found.form, "{pasted}");
    }
}

/// Padding, foreign characters and the like are shown, and left for the strict reader to refuse.
#[test]
fn faults_of_the_encoding_are_left_in_the_token() {
    for (pasted, found) in Vectors::load().read_all() {
        let (Some(token), Form::Token) = (&found.token, found.form) else { continue };
        let parts = [&found.anatomy.header, &found.anatomy.claims, &found.anatomy.signature];
        let is_strict =
            parts.iter().all(|part| part.as_ref().is_some_and(|part| part.faults.iter().all(|fault| fault.decoded)));
        let refusal = Token::parse(token).err().map(|problem| problem.code().as_str());
        assert!(is_strict || refusal.is_some(), "{pasted}");
        assert!(!is_strict || refusal != Some("base64_malformed"), "{pasted}");
    }
}

#[test]
fn a_secret_is_named_and_never_repeated() {
    let mut count = 0;
    for (pasted, found) in Vectors::load().read_all() {
        if found.form != Form::Secret {
            continue;
        }
        let told = format!("{} {found:?}", serde_json::to_string(&found).unwrap());
        let longest = pasted.split(|it: char| !it.is_ascii_alphanumeric()).max_by_key(|word| word.len()).unwrap();
        assert!(longest.len() < 6 || !told.contains(longest), "{told}");
        assert!(found.material.is_some() && found.fix().is_some(), "{pasted}");
        count += 1;
    }
    assert!(count >= 20, "only {count} secrets");
}

#[test]
fn debug_output_has_no_token_in_it() {
    for (pasted, found) in Vectors::load().read_all() {
        let Some(token) = &found.token else { continue };
        let told = format!("{found:?} {:?}", found.candidates);
        assert!(!told.contains(token.as_str()), "{pasted}");
    }
}

#[test]
fn every_place_is_within_its_text() {
    for (pasted, found) in Vectors::load().read_all() {
        check_places(&pasted, &found);
    }
}

#[test]
fn a_text_of_more_than_one_mebibyte_is_refused_by_its_length_alone() {
    let longest = " ".repeat(1024 * 1024);
    assert_eq!(Intake::read(&longest).form, Form::Empty);
    let found = Intake::read(&format!("{longest} "));
    assert_eq!((found.form, found.message().as_str()), (Form::TooLarge, "too much text to look through: 1048577 bytes"));
}

/// A text four times as long takes about four times as long. Sixteen times as long would be seen here, however busy the
/// machine is.
#[test]
fn time_grows_with_the_length_of_any_garbage() {
    let token = Vectors::load().texts["TOKEN"].as_str().unwrap().to_owned();
    let encoded = encode(encode(encode(token.repeat(4).as_bytes()).as_bytes()).as_bytes());
    let lines = ["2026-10-08T12:00:00.1234567Z a\n", "a\tb\t2026-10-08T12:00:00.1234567Z x\n", "* `sub`: `x`\n", "::a::\n"];
    let pieces = [
        ".",
        "a.",
        "\"",
        "'\"",
        "{",
        "{}",
        "[",
        "{\"a\":",
        "{a:1 ",
        "{a:x {",
        "{a:'x ",
        "{a:[",
        "{a:Some(",
        "{\"sub\":",
        "map[a:b ",
        "{\"keys\":[",
        "{\"payload\":\"a\",\"signatures\":[",
        "eyJ",
        "eyJ ",
        "eyJ.",
        "eyJ.a ",
        "\"eyJ",
        "/eyJ.a",
        "eyJ a b ",
        "eyJ!a!",
        "eyJ.a.b~",
        "\\",
        "\\n",
        "\\\"",
        "{\\\"",
        "%",
        "%2E",
        "\n",
        "\r\n",
        " ",
        "> \n",
        "\u{1b}[0m",
        "\u{1b}]",
        "[0m",
        "gh-",
        "ghp_",
        "ghs_aaaaaaaaaaaaaaaaaaaa ",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "***",
        "\u{200b}eyJ",
        "\0",
        "=",
        "a=",
        "hello world ",
        "SGVsbG8gd29ybGQhIEhlbGxvIHdvcmxkISBI ",
        "&quot;eyJ.a",
        "😀",
    ];
    for piece in pieces.into_iter().chain(lines).chain([encoded.as_str(), token.as_str()]) {
        let time = |length: usize| {
            let text = piece.repeat(length / piece.len() + 1);
            let start = Instant::now();
            let found = Intake::read(&text);
            assert_eq!(found.bytes, text.len());
            start.elapsed()
        };
        let short = time(32 * 1024);
        let long = time(128 * 1024);
        assert!(long < Duration::from_secs(1) || long < short * 12, "{piece:?}: {short:?}, then {long:?}");
    }
}

/// Nothing panics, whatever is pasted; and a found token is always a part of what can be judged.
#[test]
fn no_text_is_too_strange() {
    let vectors = Vectors::load();
    let seeds: Vec<_> = vectors.cases().iter().map(|case| vectors.text(&case["pasted"])).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..4000 {
        let mut bytes = seeds[random.below(seeds.len())].clone().into_bytes();
        for _ in 0..=random.below(6) {
            let place = random.below(bytes.len() + 1);
            match random.below(4) {
                0 => bytes.truncate(place),
                1 => bytes.insert(place, u8::try_from(random.below(256)).unwrap()),
                2 => {
                    let other = &seeds[random.below(seeds.len())].as_bytes();
                    let (from, length) = (random.below(other.len() + 1), random.below(80));
                    let piece = other[from..(from + length).min(other.len())].to_vec();
                    bytes.splice(place..place, piece);
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(place) {
                        *byte = TELLING[random.below(TELLING.len())];
                    }
                }
            }
        }
        let pasted = String::from_utf8_lossy(&bytes);
        let found = Intake::read(&pasted);
        assert!(!serde_json::to_string(&found).unwrap().is_empty());
        check_places(&pasted, &found);
    }
}

#[track_caller]
fn check_places(pasted: &str, found: &Intake) {
    let steps = found.steps.iter().filter_map(|step| step.byte);
    for byte in steps.chain(found.candidates.iter().filter_map(|candidate| candidate.byte)) {
        assert!(pasted.is_char_boundary(byte), "{byte}: {pasted:?}");
    }
    let parts = [&found.anatomy.header, &found.anatomy.claims, &found.anatomy.signature];
    for part in parts.into_iter().flatten() {
        let encoded = found.token.as_ref().or(found.claims.as_ref());
        if let Some(encoded) = encoded {
            assert!(encoded.get(part.range.clone()).is_some(), "{:?}: {pasted:?}", part.range);
        }
        for member in &part.members {
            let stands = |byte: usize, text: &str| part.text.get(byte..).is_some_and(|rest| rest.starts_with(text));
            assert!(stands(member.byte, &member.raw) && stands(member.name_byte, "\""), "{member:?}: {pasted:?}");
        }
        for fault in &part.faults {
            let text = if fault.decoded { Some(&part.text) } else { encoded };
            assert!(text.is_none_or(|text| text.is_char_boundary(fault.byte)), "{fault:?}: {pasted:?}");
        }
    }
}

/// Ways in which a token is pasted.
fn around_a_token(token: &str) -> Vec<(&'static str, String)> {
    let wrapped = |width: usize, between: &str| {
        let lines: Vec<_> = token.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap()).collect();
        lines.join(between)
    };
    let log = |text: &str| text.lines().map(|line| format!("2026-10-08T12:00:00.1234567Z {line}\n")).collect::<String>();
    vec![
        ("quotes", format!("\"{token}\"")),
        ("a comma", format!("\"{token}\",")),
        ("Bearer", format!("Bearer {token}")),
        ("a header", format!("Authorization: Bearer {token}\r\n")),
        ("curl", format!("curl -H 'Authorization: Bearer {token}' https://bytebase.example.com/v1/projects")),
        ("curl over lines", format!("curl \\\n  -H \"authorization: bearer {token}\" \\\n  https://bytebase.example.com")),
        ("GitHub's answer", format!("{{\"count\":1,\"value\":\"{token}\"}}\n")),
        ("an escaped answer", json!(format!("{{\"value\":\"{token}\"}}")).to_string()),
        ("an assignment", format!("export TOKEN=\"{token}\"\nPORT=1\n")),
        ("a field", format!("deploy:\n  token: {token}\n")),
        ("a fragment", format!("https://app.example.com/#id_token={token}&state=1")),
        ("percent-encoding", format!("https://app.example.com/?t={}", token.replace('.', "%2E").replace('-', "%2D"))),
        ("a code block", format!("```\n{token}\n```")),
        ("colours", format!("\u{1b}[1m{token}\u{1b}[0m")),
        ("a byte order mark", format!("\u{feff}{token}")),
        ("lines of 40", wrapped(40, "\n")),
        ("lines of 64 with carriage returns", wrapped(64, "\r\n")),
        ("lines of 76 in quotes", format!("token = '{}'", wrapped(76, "\n"))),
        ("lines of 80 in a log", log(&wrapped(80, "\n"))),
        ("escaped lines", format!("{{\"value\":\"{}\\n\"}}", wrapped(76, "\\n"))),
        ("base64", encode(token.as_bytes())),
        ("base64 of the answer", encode(format!("{{\"value\":\"{token}\"}}").as_bytes())),
        ("base64 twice", encode(encode(token.as_bytes()).as_bytes())),
        ("a log of base64", log(&encode(token.as_bytes()))),
    ]
}

/// Ways in which claims are pasted.
fn around_claims(claims: &str) -> Vec<(&'static str, String)> {
    let log = |prefix: &str| claims.lines().map(|line| format!("{prefix}{line}\n")).collect::<String>();
    let mut texts = vec![("words", format!("claims: {claims}"))];
    // What is broken cannot be told from what stands behind it.
    if serde_json::from_str::<Value>(claims).is_ok() {
        texts.extend([("words on both sides", format!("claims: {claims} done")), ("a list", format!("[{claims}]"))]);
        if !claims.contains(['\n', '\r']) {
            texts.push(("a string", json!(claims).to_string()));
        }
    }
    if !claims.contains('\r') {
        let log = log("2026-10-08T12:00:00.1234567Z ");
        texts.push(("a log", log.trim_end_matches('\n').to_owned()));
    }
    texts
}

/// An intake in the form in which the vectors expect it.
fn as_expected(found: &Intake) -> Value {
    let found = serde_json::to_value(found).unwrap();
    let mut expected = Map::new();
    let mut add = |name: &str, value: Value| {
        if !value.is_null() && value != json!([]) {
            expected.insert(name.to_owned(), value);
        }
    };
    for name in ["form", "material", "label", "token", "claims"] {
        add(name, found[name].clone());
    }
    add("candidates", found["candidates"].as_array().unwrap().iter().map(|candidate| candidate["token"].clone()).collect());
    for name in ["steps", "notes"] {
        add(name, found[name].as_array().unwrap().iter().map(in_short).collect());
    }
    let parts = ["header", "claims", "signature"].into_iter().filter(|part| !found["anatomy"][part].is_null());
    let faults = parts.flat_map(|part| {
        let faults = found["anatomy"][part]["faults"].as_array().unwrap();
        faults.iter().map(move |fault| {
            let name = fault["name"].as_str().map_or_else(String::new, |name| format!(" {name}"));
            let first = fault["firstByte"].as_u64().map_or_else(String::new, |byte| format!(" first:{byte}"));
            let (code, of, byte) = (fault["code"].as_str().unwrap(), fault["in"].as_str().unwrap(), &fault["byte"]);
            format!("{part} {code}{name} @{of}:{byte}{first}")
        })
    });
    add("faults", faults.collect());
    Value::Object(expected)
}

/// `code name ×count @byte`, as far as there is more than the code.
fn in_short(step: &Value) -> String {
    let mut short = step["code"].as_str().unwrap().to_owned();
    if let Some(name) = step["name"].as_str() {
        short.push_str(&format!(" {name}"));
    }
    if step["count"] != 1 {
        short.push_str(&format!(" ×{}", step["count"]));
    }
    if let Some(byte) = step["byte"].as_u64() {
        short.push_str(&format!(" @{byte}"));
    }
    short
}

/// Everything that people paste, and what was found in it.
pub(crate) fn pasted_forms() -> Vec<(String, Intake)> {
    Vectors::load().read_all().collect()
}

struct Vectors {
    texts: Map<String, Value>,
    cases: Vec<Value>,
}

impl Vectors {
    fn load() -> Self {
        let vectors: Value = serde_json::from_str(include_str!("../vectors/paste.json")).unwrap();
        Self { texts: vectors["texts"].as_object().unwrap().clone(), cases: vectors["cases"].as_array().unwrap().clone() }
    }

    fn cases(&self) -> &[Value] {
        &self.cases
    }

    fn read_all(&self) -> impl Iterator<Item = (String, Intake)> {
        let pasted: Vec<_> = self.cases.iter().map(|case| self.text(&case["pasted"])).collect();
        pasted.into_iter().map(|pasted| (pasted.clone(), Intake::read(&pasted)))
    }

    /// The text with `«NAME»` replaced by the text of that name.
    fn text(&self, value: &Value) -> String {
        let text = value.as_str().unwrap().to_owned();
        self.texts.iter().fold(text, |text, (name, value)| text.replace(&format!("«{name}»"), value.as_str().unwrap()))
    }

    fn filled(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            Value::String(_) => self.text(value).into(),
            other => other.clone(),
        }
    }
}

/// Bytes that mean something to some reader.
const TELLING: &[u8] = b"\"'`{}[]().:,;=%\\\n\r \t~*-_+/eyJ\x1b\0";

/// xorshift64: the same numbers at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }
}
