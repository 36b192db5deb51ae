//! The catalogue of messages: every word that is said, and nothing else says any (`tests/it/words.rs` reads the sources and
//! enforces it). A second language is a folder beside `en` with the same names in it; which one speaks is settled in one line
//! here. What a code means stands with the code, as its documentation.
//!
//! A message is a sentence in lower case without a full stop; a fix is an imperative. `{expected}` and `{actual}` stand
//! for the evidence of the problem, `{member}` for the name of the claim or parameter that it is about.

mod en;

use en as language;

use crate::code::Code;
use crate::code::finding::FindingCode;

/// The texts about what was pasted.
pub(crate) use language::intake;

/// The words of decisions, problems and findings on a page.
pub(crate) use language::page;

/// The words of explanations.
pub(crate) use language::explain;

/// The headings of the reference.
pub(crate) use language::reference;

/// What was expected and found, wherever something is read or compared.
pub(crate) mod phrases {
    pub(crate) use super::language::http::*;
    pub(crate) use super::language::keys::*;
    pub(crate) use super::language::place::*;
    pub(crate) use super::language::policy::*;
    pub(crate) use super::language::proxy::*;
    pub(crate) use super::language::safety::*;
    pub(crate) use super::language::token::*;
}

/// What to say about a code.
pub(crate) struct Message {
    /// What is wrong.
    pub(crate) text: &'static str,
    /// What to do about it; empty where nothing general helps.
    pub(crate) fix: &'static str,
}

/// What to say about a code.
pub(crate) const fn message(code: Code) -> Message {
    let (text, fix) = language::message(code);
    Message { text, fix }
}

/// What to tell an author.
pub(crate) const fn finding(code: FindingCode) -> Message {
    let (text, fix) = language::findings::message(code);
    Message { text, fix }
}

/// Puts the evidence into a template.
pub(crate) fn fill(template: &str, expected: Option<&str>, actual: Option<&str>) -> String {
    fill_each(template, |name| match name {
        "expected" => expected.unwrap_or(phrases::SOMETHING_ELSE),
        _ => actual.unwrap_or(phrases::NOTHING),
    })
}

/// Puts a name and a number into a template about what was pasted.
pub(crate) fn fill_in(template: &str, name: &str, count: usize) -> String {
    let count = count.to_string();
    fill_each(template, |placeholder| if placeholder == "count" { &count } else { name })
}

/// Puts named values into a template; what has no value stays empty.
pub(crate) fn fill_named(template: &str, values: &[(&str, &str)]) -> String {
    fill_each(template, |name| values.iter().find(|(it, _)| *it == name).map_or("", |(_, value)| value))
}

fn fill_each<'v>(template: &str, value: impl Fn(&str) -> &'v str) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = behind.split_once('}') else { break };
        filled.push_str(value(name));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_text_even_if_it_looks_like_a_template() {
        assert_eq!(fill("{actual}, not {expected}", Some("{actual}"), Some("x")), "x, not {actual}");
    }

    #[test]
    fn every_message_is_lower_case_without_a_full_stop_and_names_no_other_placeholder() {
        let refusals = Code::ALL.iter().map(|code| (code.as_str(), code.meaning(), message(*code)));
        let findings = FindingCode::ALL.iter().map(|code| (code.as_str(), code.meaning(), finding(*code)));
        for (code, meaning, Message { text, fix }) in refusals.chain(findings) {
            for sentence in [text, fix] {
                assert!(!sentence.ends_with('.') && !sentence.starts_with(char::is_uppercase), "{code}: {sentence}");
                let filled = fill(sentence, Some(""), Some(""));
                assert!(!filled.contains(['{', '}']), "{code}: {sentence}");
            }
            assert!(!text.is_empty(), "{code}");
            assert!(meaning.ends_with('.'), "{code}");
        }
    }
}
