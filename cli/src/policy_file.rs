//! Loading a policy document.

use std::path::Path;

use claimgate::Policy;

use crate::fault::{Fault, Faults};
use crate::input::read_file;
use crate::reporter::Reporter;

/// Reads a policy, or says every fault that it has. Keys in it that verify nothing are warnings.
pub(crate) fn load(path: &Path, reporter: &Reporter) -> Result<Policy, Faults> {
    load_with_text(path, reporter).map(|(policy, _)| policy)
}

/// The same with the document's text.
pub(crate) fn load_with_text(path: &Path, reporter: &Reporter) -> Result<(Policy, String), Faults> {
    let json = read_file(path, Policy::MAX_BYTES)?;
    let name = path.display().to_string();
    let policy = Policy::parse(&json)
        .map_err(|problems| Faults(problems.iter().map(|problem| Fault::of_document(&name, problem)).collect()))?;
    for skipped in policy.skipped_keys() {
        reporter.warn(&Fault::of_document(&name, skipped));
    }
    // What loads is UTF-8.
    Ok((policy, String::from_utf8(json).unwrap_or_default()))
}
