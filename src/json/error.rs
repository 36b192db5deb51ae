//! Why a text is refused.

use crate::problem::member_pointer;

/// Why a text is no strict JSON, and the byte where that shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum JsonError {
    ByteOrderMark,
    /// Too many names want the same slot of a table; with a keyed hash none do.
    Crowded,
    DuplicateMember {
        name: String,
        pointer: String,
        byte: usize,
    },
    NotUtf8 {
        byte: usize,
    },
    Syntax {
        reason: &'static str,
        byte: usize,
    },
}

impl JsonError {
    /// The same, seen from outside the member or the item of that name.
    pub(super) fn inside(mut self, step: impl FnOnce() -> String) -> Self {
        if let Self::DuplicateMember { pointer, .. } = &mut self {
            pointer.insert_str(0, &member_pointer(&step()));
        }
        self
    }
}
