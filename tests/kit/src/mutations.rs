//! Questions to a verifier that nobody thought of: of a usual token, key set and options a few things are changed at random.
//! The same seed makes the same questions.

use serde_json::{Map, Value, json};

use crate::keys::{jwk, kid, named};
use crate::random::Random;
use crate::signer::encode;

/// That many lines for `claimgate verify --batch`.
#[must_use]
pub fn questions(seed: u64, count: usize) -> Vec<Value> {
    let mut random = Random::new(seed);
    (0..count).map(|_| question(&mut random)).collect()
}

/// What is put together to a question; `text` is the token once it is signed.
struct Draft {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    keys: Vec<Value>,
    signer: &'static str,
    options: Map<String, Value>,
    text: Option<String>,
}

impl Draft {
    fn usual(random: &mut Random) -> Self {
        // Algorithms whose signatures hold no random number, so that a run can be repeated.
        let signer = random.pick(&["ed25519", "github", "rsa-3072/RS512"]);
        let members = |value: Value| value.as_object().expect("an object").clone();
        let algorithm = named(signer).algorithm().to_owned();
        Self {
            header: members(json!({ "alg": algorithm, "kid": kid(signer), "typ": "JWT" })),
            claims: members(json!({
                "iss": ISSUER, "sub": "job:1", "aud": AUDIENCE, "iat": NOW - 125, "nbf": NOW - 425, "exp": NOW + 175, "jti": "1",
            })),
            keys: vec![Value::Object(jwk("p256")), Value::Object(jwk(signer))],
            signer,
            options: members(json!({ "issuer": ISSUER, "audience": AUDIENCE, "now": NOW, "leeway": 60 })),
            text: None,
        }
    }

    fn signed(&self) -> String {
        named(self.signer).token(&json!(self.header).to_string(), &json!(self.claims).to_string())
    }

    fn change(&mut self, random: &mut Random) {
        match random.below(10) {
            0..=2 => change_member(&mut self.claims, &["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "x"], random),
            3..=4 => change_member(
                &mut self.header,
                &["alg", "kid", "typ", "cty", "crit", "b64", "enc", "zip", "jku", "jwk", "x5c", "x"],
                random,
            ),
            5..=6 => self.change_keys(random),
            7 => self.change_options(random),
            8 => self.signer = random.pick(&["ed25519", "ed25519-stranger", "github", "stranger", "github/RS384"]),
            _ => {
                let text = self.text.take().unwrap_or_else(|| self.signed());
                self.text = Some(changed_text(&text, random));
            }
        }
    }

    fn change_keys(&mut self, random: &mut Random) {
        let place = random.below(self.keys.len());
        match (random.below(6), &mut self.keys[place]) {
            (0, key) => *key = random.pick(&[json!(null), json!({}), json!({ "kty": "oct", "k": "AAAA" }), json!(1)]),
            (1, _) => self.keys.push(self.keys[place].clone()),
            (2, _) => drop(self.keys.remove(place)),
            (3, _) => {
                let mut stranger = jwk(random.pick(&["ed25519-stranger", "stranger"]));
                stranger.insert("kid".to_owned(), json!(kid(self.signer)));
                self.keys.insert(place, Value::Object(stranger));
            }
            (_, Value::Object(key)) => {
                change_member(key, &["kid", "use", "alg", "kty", "crv", "key_ops", "n", "e", "x", "d", "x5c"], random)
            }
            _ => {}
        }
        if self.keys.is_empty() {
            self.keys.push(Value::Object(jwk("p256")));
        }
    }

    fn change_options(&mut self, random: &mut Random) {
        let (name, values) = match random.below(5) {
            0 => ("leeway", vec![json!(0), json!(1), json!(300)]),
            1 => (
                "now",
                [-500_i64, -65, 60, 175, 234, 235, 5000]
                    .iter()
                    .map(|shift| json!(NOW.saturating_add_signed(*shift)))
                    .collect(),
            ),
            2 => ("issuer", vec![json!([ISSUER, "https://other.example"]), json!("https://other.example")]),
            3 => ("audience", vec![json!(["x", AUDIENCE]), json!("x"), json!([])]),
            _ => (
                "algorithms",
                vec![json!(["EdDSA"]), json!(["RS256", "RS512", "EdDSA"]), json!(["ES256", "PS256"]), json!([])],
            ),
        };
        self.options.insert(name.to_owned(), random.pick(&values));
    }
}

fn question(random: &mut Random) -> Value {
    let mut draft = Draft::usual(random);
    for _ in 0..=random.below(3) {
        draft.change(random);
    }
    let mut question = draft.options.clone();
    question.insert("token".to_owned(), json!(draft.text.clone().unwrap_or_else(|| draft.signed())));
    question.insert("jwks".to_owned(), json!({ "keys": draft.keys }));
    Value::Object(question)
}

fn change_member(members: &mut Map<String, Value>, names: &[&str], random: &mut Random) {
    let name = random.pick(names);
    if random.below(5) == 0 {
        members.shift_remove(name);
        return;
    }
    let value = match random.below(3) {
        0 => random.pick(&[
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(1.5),
            json!(""),
            json!([]),
            json!({}),
            json!("1"),
            json!(1e300),
        ]),
        1 => json!(NOW.saturating_add_signed(random.pick(&[-61, -60, -59, 0, 59, 60, 61]))),
        _ => random.pick(&[
            json!(ISSUER),
            json!(AUDIENCE),
            json!([AUDIENCE]),
            json!([ISSUER, AUDIENCE]),
            json!([AUDIENCE, 1]),
            json!("RS256"),
            json!("EdDSA"),
            json!("Ed25519"),
            json!("none"),
            json!("HS256"),
            json!("PS256"),
            json!("at+jwt"),
            json!("jwt"),
            json!("sig"),
            json!("enc"),
            json!(["verify"]),
            json!(["sign"]),
            json!(["exp"]),
            json!("RSA"),
            json!("OKP"),
            json!("P-256"),
            json!("AQAB"),
            json!("ed25519"),
        ]),
    };
    members.insert(name.to_owned(), value);
}

fn changed_text(text: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let place = random.below(characters.len());
    let any = random.pick(&['A', 'z', '0', '-', '_', '=', '+', '/', '.', ' ', '\n', '\u{e9}']);
    match random.below(6) {
        0 => characters[place] = any,
        1 => characters.insert(place, any),
        2 => drop(characters.remove(place)),
        3 => characters.truncate(place),
        4 => characters.push(any),
        _ => {
            let parts: Vec<_> = text.split('.').collect();
            let part = random.below(parts.len());
            let other = random.pick(&[encode(b"{}"), encode(b"[]"), String::new(), parts[0].to_owned()]);
            return parts
                .iter()
                .enumerate()
                .map(|(at, it)| if at == part { &*other } else { it })
                .collect::<Vec<_>>()
                .join(".");
        }
    }
    characters.into_iter().collect()
}

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "https://service.example";
const NOW: u64 = 1_791_484_400;
