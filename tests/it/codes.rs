//! The page of codes is what the catalogue says.

use std::collections::HashMap;

use claimgate::{code_reference, code_reference_markdown};

#[test]
fn the_page_of_codes_is_the_catalogue() {
    let page = include_str!("../../docs/codes.md");
    assert!(
        page == code_reference_markdown(),
        "stale: run `cargo run -p claimgate-cli -- explain --code all > docs/codes.md`"
    );
}

#[test]
fn every_code_is_documented_and_stands_once_in_its_family() {
    let mut seen = HashMap::new();
    for entry in code_reference() {
        assert!(entry.meaning.ends_with('.'), "{}", entry.name);
        assert_eq!(seen.insert((entry.family, entry.name), entry.meaning), None, "{}", entry.name);
    }
    assert!(seen.len() > 250, "{}", seen.len());
}
