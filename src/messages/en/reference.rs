//! The page of all codes.

pub(crate) const REFUSALS: &str = "Reasons to refuse a token, a key set or a policy";
pub(crate) const FINDINGS: &str = "Findings about the safety of an identity";
pub(crate) const CHECKS: &str = "Checks of a token";
pub(crate) const HINTS: &str = "Why a check went as it did";
pub(crate) const ADVICE: &str = "Changes that would help";
pub(crate) const FORMS: &str = "What was pasted";
pub(crate) const MATERIALS: &str = "Keys and secrets that were pasted";
pub(crate) const CHANGES: &str = "What was done with the pasted text";
pub(crate) const REMARKS: &str = "Remarks about the pasted text";
pub(crate) const FLAWS: &str = "Faults in the text of a token";
pub(crate) const DIFFERENCES: &str = "What changes between a policy and another system";

/// What is said about a code, and what to do.
pub(crate) const LABELS: [&str; 2] = ["message", "fix"];

pub(crate) const INTRODUCTION: &str = "\
# Codes

Every code that claimgate answers with: what it means, what is said, and what to do. Codes are stable: a name never changes its meaning, and
new ones may come. `{expected}`, `{actual}` and the like stand for what was found.

This page is made from the catalogue of messages: `claimgate explain --code all > docs/codes.md`. `claimgate explain --code CODE` shows one
of them.
";
