//! `cargo run -p claimgate-test-kit --bin vectors`: makes every file of `tests/vectors` that has a source, anew.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a tool of the tests: whatever goes wrong must stop it")]

use std::fs;
use std::path::Path;

use claimgate_test_kit::vectors::make;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    for source in fs::read_dir(folder.join("sources")).unwrap() {
        let source = source.unwrap();
        let target = folder.join(source.file_name());
        let before = fs::read_to_string(&target).unwrap_or_default();
        let made = make(
            &serde_json::from_slice(&fs::read(source.path()).unwrap()).expect("a source is JSON"),
            serde_json::from_str(&before).ok().as_ref(),
        );
        let made = format!("{}\n", serde_json::to_string_pretty(&made).unwrap());
        if made != before {
            fs::write(&target, made).unwrap();
            println!("made {}", target.display());
        }
    }
}
