//! Whatever a person pasted: what it is, where the token or the claims are in it, and what was removed or decoded to get
//! there. Nothing is believed here and nothing is decided; strict reading is the business of [`Token`](crate::Token).
//!
//! What was pasted is never changed: the token that was found stands beside it, with the list of steps that lead there. A
//! token with padding, foreign characters or other faults stays as it is, so that whoever judges it refuses it.

mod unicode;
mod cursor;
mod segment;
mod step;
mod outline;
mod anatomy;
mod result;
mod clean;
mod secret;
mod joint;
mod run;
mod scan;
mod wrapper;
mod claim_names;
mod notation;
mod lines;
mod object;
mod compact;
mod hint;
mod reader;
mod as_json;

pub use anatomy::{Anatomy, Context, Fault, Part};
pub use outline::Member;
pub use result::{Candidate, Intake};
pub use step::{Note, Step, Told};

use crate::code::intake::Form;

impl Intake {
    /// Recognises a text of any kind. Never fails; time and memory grow with the length of the text, which is 1 MiB at most.
    #[must_use]
    pub fn read(pasted: &str) -> Self {
        let mut found = match pasted.len() > MAX_PASTED_BYTES {
            true => Self::of(Form::TooLarge),
            false => reader::read_text(pasted, 0),
        };
        found.bytes = pasted.len();
        found
    }
}

/// A log of a whole job fits, and reading it stays unnoticed.
const MAX_PASTED_BYTES: usize = 1024 * 1024;
