//! One token against one verifier (`tests/vectors/verification-*.json`): accepted, or refused for a reason.

use claimgate::{Algorithm, KeySet, OneOrMore, Problem, Token, UnixTime, Verified, Verifier};
use claimgate_test_kit::vectors::finished;
use serde_json::{Value, json};

#[test]
fn every_token_gets_its_verdict() {
    let (mut count, mut faults) = (0, Vec::new());
    for (file, vectors) in finished("verification-") {
        for case in vectors["cases"].as_array().unwrap() {
            count += 1;
            let answer = match verify(&vectors, case) {
                Ok(_) => json!({ "verdict": "accept" }),
                Err(problem) => json!({ "verdict": "reject", "code": problem.code() }),
            };
            if answer != case["expect"] {
                faults.push(format!("{file}, {}: expected {}, got {answer}", case["name"], case["expect"]));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 1000, "only {count} cases");
}

fn verify(vectors: &Value, case: &Value) -> Result<Verified, Problem> {
    let setting = |name: &str| case.get(name).or_else(|| vectors.get(name));
    let jwks = setting("jwks").unwrap();
    let jwks = jwks.as_str().map_or(jwks, |name| &vectors["keySets"][name]);
    let keys = KeySet::parse(jwks.to_string().as_bytes())?;
    let mut verifier = Verifier::builder(keys, names(setting("issuer")), names(setting("audience")));
    if let Some(algorithms) = setting("algorithms") {
        let algorithms = algorithms.as_array().unwrap().iter();
        verifier = verifier.algorithms(algorithms.map(|name| Algorithm::from_name(name.as_str().unwrap()).unwrap()));
    }
    if let Some(leeway) = setting("leeway") {
        verifier = verifier.leeway(leeway.as_u64().unwrap());
    }
    let now = UnixTime::from_secs(setting("now").unwrap().as_u64().unwrap());
    verifier.build().verify(Token::parse(case["token"].as_str().unwrap())?, now)
}

fn names(setting: Option<&Value>) -> OneOrMore {
    match setting.unwrap() {
        Value::String(name) => name.into(),
        names => names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
    }
}
