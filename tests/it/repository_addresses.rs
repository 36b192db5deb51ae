//! What an address tells about a repository (`tests/vectors/repository-addresses.json`).

use claimgate::RepositoryAddress;
use serde_json::{Value, json};

#[test]
fn an_address_tells_owner_repository_and_branch() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/repository-addresses.json")).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let address = case["address"].as_str().unwrap();
        assert_eq!(json!(RepositoryAddress::parse(address)), case["repository"], "{address}");
    }
}
