//! What every code means, for whoever meets one in a log. `docs/codes.md` is made from this.

use std::fmt::Write as _;

use crate::code::Code;
use crate::code::check::Check;
use crate::code::difference::Difference;
use crate::code::explain::{Advice, Hint};
use crate::code::finding::FindingCode;
use crate::code::intake::{Change, Flaw, Form, Material, Remark};
use crate::messages::{english, english_explain, english_finding, english_intake};

/// What is documented about one code.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CodeEntry {
    /// Its stable name.
    pub name: &'static str,
    /// What kind of thing it names.
    pub family: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What is said; `{…}` stands for what was found.
    pub message: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

/// Every code, family by family.
pub fn code_reference() -> impl Iterator<Item = CodeEntry> {
    macro_rules! family {
        ($family:literal, $codes:ident, $said:expr) => {
            $codes::ALL.iter().map(|code| {
                let (message, fix): (&'static str, &'static str) = $said(*code);
                CodeEntry { name: code.as_str(), family: $family, meaning: code.meaning(), message, fix }
            })
        };
    }
    let refusals = family!("Reasons to refuse a token, a key set or a policy", Code, |code| {
        let said = english(code);
        (said.text, said.fix)
    });
    let findings = family!("Findings about the safety of an identity", FindingCode, |code| {
        let said = english_finding(code);
        (said.text, said.fix)
    });
    refusals
        .chain(findings)
        .chain(family!("Checks of a token", Check, |code| (english_explain::check(code), "")))
        .chain(family!("Why a check went as it did", Hint, |code| (english_explain::hint(code), "")))
        .chain(family!("Changes that would help", Advice, |code| ("", english_explain::advice(code).0)))
        .chain(family!("What was pasted", Form, english_intake::form))
        .chain(family!("Keys and secrets that were pasted", Material, english_intake::material))
        .chain(family!("What was done with the pasted text", Change, |code| (english_intake::change(code).0, "")))
        .chain(family!("Remarks about the pasted text", Remark, |code| (english_intake::remark(code), "")))
        .chain(family!("Faults in the text of a token", Flaw, |code| (english_intake::flaw(code), "")))
        .chain(family!("What changes between a policy and Bytebase", Difference, |_| ("", "")))
}

/// The whole reference as a page in Markdown.
#[must_use]
pub fn code_reference_markdown() -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut family = "";
    for entry in code_reference() {
        if entry.family != family {
            family = entry.family;
            let _ = writeln!(page, "\n## {family}");
        }
        let _ = writeln!(page, "\n### `{}`\n\n{}", entry.name, entry.meaning);
        let said = [("message", entry.message), ("fix", entry.fix)].into_iter().filter(|(_, text)| !text.is_empty());
        for (number, (label, text)) in said.enumerate() {
            let gap = if number == 0 { "\n" } else { "" };
            let _ = writeln!(page, "{gap}- {label}: {text}");
        }
    }
    page
}

const INTRODUCTION: &str = "\
# Codes

Every code that claimgate answers with: what it means, what is said, and what to do. Codes are stable: a name never changes its meaning, and
new ones may come. `{expected}`, `{actual}` and the like stand for what was found.

This page is made from the catalogue of messages: `claimgate explain --code all > docs/codes.md`. `claimgate explain --code CODE` shows one
of them.
";
