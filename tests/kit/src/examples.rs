//! Makes the shipped examples (`examples/*`) from their readable sources (`tests/kit/examples/*.json`), which are written as those
//! of the vectors are.

use serde_json::Value;

use crate::vectors::make;

/// The files that are made for an example, each with its path in the example's folder: the issuer's key set, the tokens, and
/// a list that says in a sentence what each token is.
#[must_use]
pub fn files(source: &Value) -> Vec<(String, String)> {
    let made = make(source, None);
    let cases = made["cases"].as_array().expect("`cases` is a list");
    let text = |case: &Value, member: &str| case[member].as_str().expect("a text").to_owned();
    let list = cases.iter().map(|case| format!("{}: {}\n", text(case, "file"), text(case, "name"))).collect();
    let jwks = format!("{}\n", serde_json::to_string_pretty(&made["keys"]).unwrap());
    let tokens = cases.iter().map(|case| (token_path(&text(case, "file")), text(case, "token") + "\n"));
    [("jwks.json".to_owned(), jwks), ("tokens.txt".to_owned(), list)].into_iter().chain(tokens).collect()
}

/// Where the token of that name is, in the example's folder.
#[must_use]
pub fn token_path(name: &str) -> String {
    format!("tokens/{name}.jwt")
}
