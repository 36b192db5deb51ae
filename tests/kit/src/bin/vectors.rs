//! `cargo run -p claimgate-test-kit --bin vectors`: makes every file of `tests/vectors` and `examples` that has a source, anew.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a tool of the tests: whatever goes wrong must stop it")]

use std::fs;
use std::path::{Path, PathBuf};

use claimgate_test_kit::{examples, vectors};
use serde_json::Value;

fn main() {
    let kit = Path::new(env!("CARGO_MANIFEST_DIR"));
    for source in files(&kit.join("../vectors/sources")) {
        let target = kit.join("../vectors").join(source.file_name().unwrap());
        let before = fs::read_to_string(&target).unwrap_or_default();
        let made = vectors::make(&read(&source), serde_json::from_str(&before).ok().as_ref());
        write_if_changed(&target, &format!("{}\n", serde_json::to_string_pretty(&made).unwrap()));
    }
    for source in files(&kit.join("examples")) {
        let folder = kit.join("../../examples").join(source.file_stem().unwrap());
        for (path, text) in examples::files(&read(&source)) {
            write_if_changed(&folder.join(path), &text);
        }
    }
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).unwrap().map(|file| file.unwrap().path())
}

fn read(source: &Path) -> Value {
    serde_json::from_slice(&fs::read(source).unwrap()).expect("a source is JSON")
}

fn write_if_changed(file: &Path, text: &str) {
    if fs::read_to_string(file).unwrap_or_default() != text {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        println!("made {}", file.display());
    }
}
