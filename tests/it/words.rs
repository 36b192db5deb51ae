//! Whatever is said to people is said by the catalogue, so that a second language is a folder beside `src/messages/en`.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use crate::module_order::without_tests;

#[test]
fn nothing_but_the_catalogue_speaks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect_files(&root, &mut files);
    let mut faults = Vec::new();
    let mut silent = Vec::new();
    for file in &files {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        if name.starts_with("messages") {
            continue;
        }
        let code: TokenStream = fs::read_to_string(file).unwrap().parse().unwrap();
        let mut said = Vec::new();
        collect_words(&without_tests(code), &mut said);
        match DATA.iter().find(|(it, _)| *it == name) {
            Some(_) if said.is_empty() => silent.push(name),
            Some(_) => {}
            None => faults.extend(said.into_iter().map(|text| format!("src/{name}: {text}"))),
        }
    }
    assert!(files.len() > 100, "only {} files found", files.len());
    assert!(faults.is_empty(), "move these words to src/messages/en:\n{}", faults.join("\n"));
    assert!(silent.is_empty(), "these need no exception any more: {silent:?}");
}

/// Words that nobody is told: what others write, and what things are called in every language.
const DATA: [(&str, &str); 10] = [
    ("cloud/cel.rs", "operators of an expression"),
    ("explain/origin.rs", "names of platforms"),
    ("intake/claim_names.rs", "what dumps call claims"),
    ("intake/hint.rs", "what libraries say when a job may not request tokens"),
    ("intake/unicode.rs", "the names of characters in the Unicode standard"),
    ("json/mod.rs", "how serde_json tells a position"),
    ("jwk.rs", "a member and its value"),
    ("policy/draft.rs", "members of a policy"),
    ("refusal.rs", "the names of statuses in RFC 9110"),
    ("safety/audiences.rs", "names of services"),
];

/// The texts in which two words stand side by side, or a word beside a value.
fn collect_words(code: &[TokenTree], found: &mut Vec<String>) {
    let mut rest = code;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        match token {
            // Attributes hold documentation, and reasons for lints.
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let end = after.iter().position(|it| matches!(it, TokenTree::Group(_))).unwrap();
                rest = &after[end + 1..];
            }
            TokenTree::Group(group) => collect_words(&group.stream().into_iter().collect::<Vec<_>>(), found),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let pieces: Vec<_> = text.trim_matches('"').split(' ').collect();
                let speaks = |pair: &[&str]| match pair {
                    [left, right] => {
                        is_word(left) && (is_word(right) || is_value(right)) || is_value(left) && is_word(right)
                    }
                    _ => false,
                };
                if text.starts_with('"') && pieces.windows(2).any(speaks) {
                    found.push(text);
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

fn is_word(text: &str) -> bool {
    let letters = text.trim_matches(|it: char| !it.is_alphabetic());
    let is_spelt = letters.chars().count() > 1 && letters.chars().all(|it| it.is_alphabetic() || it == '\'');
    is_spelt && letters.contains(char::is_lowercase) && !is_value(text)
}

/// A placeholder of a format.
fn is_value(text: &str) -> bool {
    text.contains('{')
}

fn collect_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}
