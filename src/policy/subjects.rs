//! Raw subject patterns: Bytebase's meaning, without the patterns that would admit every owner.

use super::faults::Faults;
use super::names::is_shared;
use super::reader::Entry;
use crate::code::Code;
use crate::condition::Condition;
use crate::identity::RawSubject;
use crate::job::github::is_id;
use crate::job::is_name;
use crate::messages::phrases as say;
use crate::problem::quoted;

/// Exact, or a prefix when it ends in `*`; any other star would silently never match.
pub(super) fn read(
    entry: &Entry<'_, '_>,
    issuer: Option<&str>,
    conditions: &[Condition],
    faults: &mut Faults,
) -> Option<RawSubject> {
    let text = entry.text(say::A_SUBJECT, faults)?;
    let (stem, is_prefix) = text.strip_suffix('*').map_or((text, false), |stem| (stem, true));
    if stem.contains('*') {
        let expected = say::STAR_AT_THE_END_ONLY;
        faults.push(entry.at.fault(Code::WildcardMisplaced).expected(expected).actual(quoted(text)));
        return None;
    }
    // An issuer with a fault of its own is judged when that is mended.
    let issuer = issuer?;
    let could_be_anybody = is_shared(issuer) || (is_prefix && could_be_anybody(stem));
    let names_owner = names_owner_in_full(stem, is_prefix) || conditions.iter().any(pins_owner);
    if stem.is_empty() || (could_be_anybody && !names_owner) {
        let expected = say::SUBJECT_WITH_OWNER;
        faults.push(entry.at.fault(Code::SubjectTooBroad).expected(expected).actual(quoted(text)));
        return None;
    }
    Some(if is_prefix { RawSubject::Prefix(stem.to_owned()) } else { RawSubject::Exact(text.to_owned()) })
}

/// Whether the subject has a part that only one owner's tokens can have. A subject is `KEY:VALUE` after `KEY:VALUE`, and no
/// value can smuggle a part in, for the platforms escape the colon in it. What the pattern leaves open at its end could be a
/// longer name.
fn names_owner_in_full(stem: &str, is_prefix: bool) -> bool {
    let mut parts = stem.split(':').peekable();
    while let Some(key) = parts.next() {
        // The one part that is no pair.
        if key == "pull_request" {
            continue;
        }
        let Some(value) = parts.next() else { return false };
        let is_open = is_prefix && parts.peek().is_none();
        let names_owner = match key {
            // The slash ends the owner's name, whatever follows.
            "repo" => value.split_once('/').is_some_and(|(owner, _)| is_owner(owner)),
            "project_path" => value.split_once('/').is_some_and(|(group, _)| is_name(group)),
            "repository_owner" => !is_open && is_name(value),
            "repository_owner_id" | "repository_id" => !is_open && is_id(value),
            _ => false,
        };
        if names_owner {
            return true;
        }
    }
    false
}

fn is_owner(text: &str) -> bool {
    match text.split_once('@') {
        Some((owner, id)) => is_name(owner) && is_id(id),
        None => is_name(text),
    }
}

fn pins_owner(condition: &Condition) -> bool {
    OWNER_CLAIMS.contains(&condition.claim.as_str()) && condition.pins_text()
}

/// Bytebase's own rule for other issuers: a prefix must not stop before the end of the first name.
fn could_be_anybody(stem: &str) -> bool {
    !stem.contains('/') && OWNER_KEYS.iter().any(|key| stem.starts_with(key) || key.starts_with(stem))
}

/// What subjects that name an owner begin with.
const OWNER_KEYS: [&str; 5] = ["repo:", "project_path:", "repository_owner:", "repository_owner_id:", "repository_id:"];

/// Claims of which each value belongs to one owner.
const OWNER_CLAIMS: [&str; 8] = [
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "project_path",
    "project_id",
    "namespace_path",
    "namespace_id",
];
