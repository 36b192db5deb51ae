//! What every code means, for whoever meets one in a log. `docs/codes.md` is made from this.

use std::fmt::Write as _;

use crate::code::Code;
use crate::code::check::Check;
use crate::code::difference::Difference;
use crate::code::explain::{Advice, Hint};
use crate::code::finding::FindingCode;
use crate::code::intake::{Change, Flaw, Form, Material, Remark};
use crate::messages::{explain, finding, intake, message, reference as say};

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
        ($family:path, $codes:ident, $said:expr) => {
            $codes::ALL.iter().map(|code| {
                let (message, fix): (&'static str, &'static str) = $said(*code);
                CodeEntry { name: code.as_str(), family: $family, meaning: code.meaning(), message, fix }
            })
        };
    }
    let refusals = family!(say::REFUSALS, Code, |code| {
        let said = message(code);
        (said.text, said.fix)
    });
    let findings = family!(say::FINDINGS, FindingCode, |code| {
        let said = finding(code);
        (said.text, said.fix)
    });
    refusals
        .chain(findings)
        .chain(family!(say::CHECKS, Check, |code| (explain::check(code), "")))
        .chain(family!(say::HINTS, Hint, |code| (explain::hint(code), "")))
        .chain(family!(say::ADVICE, Advice, |code| ("", explain::advice(code).0)))
        .chain(family!(say::FORMS, Form, intake::form))
        .chain(family!(say::MATERIALS, Material, intake::material))
        .chain(family!(say::CHANGES, Change, |code| (intake::change(code).0, "")))
        .chain(family!(say::REMARKS, Remark, |code| (intake::remark(code), "")))
        .chain(family!(say::FLAWS, Flaw, |code| (intake::flaw(code), "")))
        .chain(family!(say::DIFFERENCES, Difference, |_| ("", "")))
}

/// The whole reference as a page in Markdown.
#[must_use]
pub fn code_reference_markdown() -> String {
    let mut page = say::INTRODUCTION.to_owned();
    let mut family = "";
    for entry in code_reference() {
        if entry.family != family {
            family = entry.family;
            let _ = writeln!(page, "\n## {family}");
        }
        let _ = writeln!(page, "\n### `{}`\n\n{}", entry.name, entry.meaning);
        let said = say::LABELS.into_iter().zip([entry.message, entry.fix]).filter(|(_, text)| !text.is_empty());
        for (number, (label, text)) in said.enumerate() {
            let gap = if number == 0 { "\n" } else { "" };
            let _ = writeln!(page, "{gap}- {label}: {text}");
        }
    }
    page
}
