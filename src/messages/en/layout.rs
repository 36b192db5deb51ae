//! Headings, labels and marks of an explanation's text.

use crate::code::Code;
use crate::code::explain::{Answer, State};
use crate::code::finding::Grade;

pub(crate) const fn questions() -> [&'static str; 4] {
    ["genuine", "current", "allowed", "safe"]
}

pub(crate) const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "unknown",
    }
}

pub(crate) const fn state(state: State) -> &'static str {
    match state {
        State::Passed => "holds",
        State::Failed => "does not hold",
        State::Warned => "holds, but look at it",
        State::Unknown => "cannot be told",
        State::NotReached => "not reached",
    }
}

pub(crate) const fn heading_checks() -> &'static str {
    "Checks"
}

pub(crate) const fn heading_fixes() -> &'static str {
    "What would help"
}

pub(crate) const fn heading_header() -> &'static str {
    "Header"
}

pub(crate) const fn heading_claims() -> &'static str {
    "Claims"
}

pub(crate) const fn heading_intake() -> &'static str {
    "What was done with the pasted text"
}

pub(crate) const fn heading_also_admits() -> &'static str {
    "The nearest identity also admits (+), but not (-)"
}

pub(crate) fn heading_identities(shown: usize, all: usize) -> String {
    match (shown, all) {
        (1, 1) => "The identity".to_owned(),
        _ => format!("The nearest {shown} of {all} identities"),
    }
}

pub(crate) fn identity(name: &str, email: &str, of: Option<Grade>) -> String {
    format!("{name}, {email}: {}", grade(of))
}

pub(crate) fn example(subject: &str, job: &str) -> String {
    format!("{job}: {subject}")
}

pub(crate) const fn expected_and_actual() -> [&'static str; 2] {
    ["expected:", "found:"]
}

pub(crate) const fn admits() -> &'static str {
    "admits:"
}

pub(crate) const fn afterwards() -> &'static str {
    "afterwards:"
}

/// In place of a text that the headline has.
pub(crate) fn see_above(before: &str) -> String {
    if before.is_empty() { "see above".to_owned() } else { format!("{before}, see above") }
}

/// The names of checks that were not reached.
pub(crate) fn not_reached(titles: &[&str]) -> String {
    format!("not reached: {}", titles.join(", "))
}

/// Behind a list of which not all is shown.
pub(crate) fn and_more(count: usize) -> String {
    format!("… and {count} more")
}

pub(crate) fn as_of(at: &str) -> String {
    format!("Everything but the decision is judged as of {at}.")
}

/// Marks for states; each is told by its shape.
pub(crate) const fn mark(state: State) -> &'static str {
    match state {
        State::Passed => "✓",
        State::Failed => "✕",
        State::Warned => "!",
        State::Unknown => "?",
        State::NotReached => "–",
    }
}

pub(crate) const fn columns_of_checks() -> [&'static str; 3] {
    ["Check", "Expected", "Found"]
}

pub(crate) const fn columns_of_members() -> [&'static str; 3] {
    ["Name", "Value", "Meaning"]
}

// For callers.

pub(crate) const fn caller_allowed() -> &'static str {
    "The token is accepted."
}

pub(crate) const fn caller_refused(code: Code) -> &'static str {
    code.meaning()
}

pub(crate) const fn caller_without_decision() -> &'static str {
    "Nobody has decided about the token."
}

pub(crate) const fn grade(grade: Option<Grade>) -> &'static str {
    match grade {
        Some(Grade::Exact) => "exact",
        Some(Grade::Narrow) => "narrow",
        Some(Grade::Broad) => "broad",
        Some(Grade::Dangerous) => "dangerous",
        None => "can never match",
    }
}
