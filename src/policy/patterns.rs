//! Reading patterns.

use super::faults::Faults;
use super::reader::Entry;
use crate::code::Code;
use crate::messages::phrases as say;
use crate::pattern::{Case, Pattern, Patterns};
use crate::problem::quoted;

/// A pattern that can be read.
pub(super) fn read_pattern(entry: &Entry<'_, '_>, case: Case, faults: &mut Faults) -> Option<Pattern> {
    let text = entry.text(say::NAME_OR_PATTERN, faults)?;
    Pattern::parse(text, case)
        .map_err(|expected| faults.push(entry.at.fault(Code::PatternMalformed).expected(expected).actual(quoted(text))))
        .ok()
}

/// One pattern, or a list of which any may fit.
pub(super) fn read_patterns(entry: &Entry<'_, '_>, case: Case, faults: &mut Faults) -> Option<Patterns> {
    let read = |item: &Entry<'_, '_>, faults: &mut Faults| read_pattern(item, case, faults);
    entry.one_or_list(say::NAME_OR_PATTERN_OR_LIST, faults, read).map(Patterns)
}
