//! Conditions in the Common Expression Language, with the regular expressions of RE2 in them.

use crate::glob::{self, Piece};
use crate::pattern::Pattern;

/// A text as a literal.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// One of these texts, byte for byte.
pub(super) fn is_one_of(value: &str, texts: &[impl AsRef<str>]) -> String {
    let texts: Vec<_> = texts.iter().map(|it| quoted(it.as_ref())).collect();
    match texts.as_slice() {
        [text] => format!("{value} == {text}"),
        _ => format!("{value} in [{}]", texts.join(", ")),
    }
}

pub(super) fn is_none_of(value: &str, texts: &[&str]) -> String {
    format!("!({})", is_one_of(value, texts))
}

/// The whole of a value fits the regular expression.
pub(super) fn matches(value: &str, expression: &str) -> String {
    format!("{value}.matches({})", quoted(&format!("^{expression}$")))
}

/// One of the patterns.
pub(super) fn is_like(value: &str, patterns: &[Pattern]) -> Option<String> {
    let exact: Option<Vec<_>> = patterns.iter().map(Pattern::exact).collect();
    match exact {
        Some(texts) => Some(is_one_of(value, &texts)),
        None => Some(matches(value, &any_of(patterns, ".")?)),
    }
}

/// A regular expression for one of the patterns, in which stars stand for `character`s; a star alone for one at least.
pub(super) fn any_of(patterns: &[Pattern], character: &str) -> Option<String> {
    let all: Option<Vec<_>> = patterns.iter().map(|pattern| expression(pattern, character)).collect();
    Some(match all?.as_slice() {
        [only] => only.clone(),
        all => format!("({})", all.join("|")),
    })
}

fn expression(pattern: &Pattern, character: &str) -> Option<String> {
    if pattern.is_anything() {
        return Some(format!("{character}+"));
    }
    let pieces = glob::pieces(pattern.written()).ok()?;
    let text: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => escaped(text),
            Piece::WithinSegment => "[^/:]*".to_owned(),
            Piece::AcrossSegments => format!("{character}*"),
        })
        .collect();
    // `releases/**` means `releases`, too.
    Some(match text.strip_suffix(&format!("/{character}*")) {
        Some(parent) => format!("{parent}(/{character}*)?"),
        None => text,
    })
}

/// A text that means itself in a regular expression.
pub(super) fn escaped(text: &str) -> String {
    let mut expression = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | '^' | '[' | ']' => expression.extend(['\\', letter]),
            '.' | '+' | '*' | '?' | '(' | ')' | '{' | '}' | '|' | '$' => expression.extend(['[', letter, ']']),
            _ => expression.push(letter),
        }
    }
    expression
}
