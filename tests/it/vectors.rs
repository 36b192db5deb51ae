//! The shared vectors are what their sources make.

use std::fs;
use std::path::Path;

use claimgate_test_kit::vectors::make;

#[test]
fn every_vector_file_is_what_its_source_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut count = 0;
    for source in fs::read_dir(folder.join("sources")).unwrap() {
        let source = source.unwrap();
        let finished = fs::read_to_string(folder.join(source.file_name())).unwrap();
        let made = make(
            &serde_json::from_slice(&fs::read(source.path()).unwrap()).unwrap(),
            Some(&serde_json::from_str(&finished).unwrap()),
        );
        let made = format!("{}\n", serde_json::to_string_pretty(&made).unwrap());
        assert!(made == finished, "{:?} is stale: run `cargo run -p claimgate-test-kit --bin vectors`", source.file_name());
        count += 1;
    }
    assert!(count > 0, "there are no sources");
}
