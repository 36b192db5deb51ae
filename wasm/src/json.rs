//! The form in which results cross the border.

use serde::Serialize;

pub(crate) fn to_json(value: &impl Serialize) -> String {
    // Strings, numbers and lists of them, whose keys are strings: nothing here fails to serialize.
    serde_json::to_string(value).unwrap_or_default()
}
