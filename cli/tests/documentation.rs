//! What the documentation shows in a `console` block is what the command answers. A binary of its own, for it changes the
//! current directory to that of the example.

use std::env;

#[test]
fn every_console_block_is_true() {
    env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/github-actions")).unwrap();
    trycmd::TestCases::new()
        .register_bin("claimgate", trycmd::cargo::cargo_bin("claimgate"))
        .case("../../README.md")
        .case("*.md");
}
