//! The JSON Schema says the same as the reader, as far as a schema can.

use std::collections::BTreeSet;

use claimgate::{POLICY_SCHEMA, Policy};
use serde_json::{Value, json};

use crate::policies::{cases, codes, text};

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn good_documents_pass_the_schema_and_others_fail_it_as_far_as_it_can_see() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut unseen: BTreeSet<_> = UNSEEN.into();
    let mut faults = Vec::new();
    for case in cases() {
        let Ok(document) = serde_json::from_str::<Value>(&text(&case)) else { continue };
        let name = case["name"].as_str().unwrap();
        let seen = codes(&case).iter().filter(|code| !UNSEEN_CODES.contains(&code.as_str())).count();
        if seen == 0 && !codes(&case).is_empty() {
            continue;
        }
        let expected = unseen.remove(name) || seen == 0;
        if validator.is_valid(&document) != expected {
            faults.push(format!("{name}: {}", if expected { "fails" } else { "passes" }));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(unseen.is_empty(), "no such documents: {unseen:?}");
}

/// The reader's own lists, as it tells them for an unknown member, against those of the schema.
#[test]
fn the_schema_and_the_reader_know_the_same_members() {
    let schema = schema();
    let identity = json!({ "x": 1, "claims": { "a": { "x": 1 } } });
    let document = json!({ "x": 1, "identities": [identity], "issuers": [{ "x": 1 }], "roles": { "r": [{ "x": 1 }] } });
    let told = Policy::parse(document.to_string().as_bytes()).unwrap_err();
    for (unknown, properties) in [
        ("/x", "/properties"),
        ("/identities/0/x", "/$defs/identity/properties"),
        ("/identities/0/claims/a/x", "/$defs/condition/anyOf/1/properties"),
        ("/issuers/0/x", "/$defs/issuer/properties"),
        ("/roles/r/0/x", "/$defs/permission/properties"),
    ] {
        let fault = told.iter().find(|fault| fault.pointer() == unknown).unwrap_or_else(|| panic!("{unknown}: {told:?}"));
        let known: BTreeSet<_> = fault.expected_value().unwrap().split(", ").map(|name| name.trim_matches('`')).collect();
        let described = schema.pointer(properties).unwrap().as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(known, described, "{properties}");
    }
}

fn schema() -> Value {
    serde_json::from_str(POLICY_SCHEMA).unwrap()
}

/// Faults that show only when two places of a document are compared, or by the grammar of subjects. A schema may see some.
const UNSEEN_CODES: [&str; 4] = ["issuer_unused", "role_unknown", "subject_too_broad", "value_duplicate"];

/// Other documents with a fault that no schema, or none that a person can read, could tell.
const UNSEEN: [&str; 21] = [
    // To a schema 60.0 is an integer, and so is any large number.
    "the leeway is a whole fraction",
    "the greatest age is a whole fraction",
    "claims with a whole fraction",
    "claims with an integer that no 64 bits hold",
    // It does not know the document's domain.
    "an address of another domain",
    "an address of a domain that ends alike",
    "an address of a project of two labels",
    "the default domain does not count beside another",
    // It counts characters, not bytes.
    "a pattern that is too long",
    // Its patterns know upper and lower case, and it does not parse addresses.
    "a GitHub identity's issuer is GitHub's with a port",
    "a GitHub identity's issuer is GitHub's with a dot",
    "any other issuer: GitHub's in capitals",
    "any other issuer: GitHub's with a dot",
    // It does not weigh conditions.
    "any other issuer, told apart by an absent claim alone",
    "any other issuer, told apart by any value of a claim",
    "any other issuer, told apart by the issuer, which all tokens share",
    "any other issuer, told apart by the audience, which all tokens share",
    // It does not take paths apart.
    "a role with a path with segments that no request has",
    "a role with a path with an empty segment",
    "a role with a path with an encoded slash",
    "a role with a path with a percent sign that encodes nothing",
];
