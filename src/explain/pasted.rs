//! What was pasted, without the signature: an explanation is passed around, and must not open a door.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::code::intake::Form;
use crate::intake::{Candidate, Context, Intake};

/// What was pasted, as [`Intake`] found it, but without the token's signature and without the other tokens.
///
/// The JSON has the members of [`Intake`] except `token` and `claims`; `redacted` is the token without its signature, and the
/// candidates have no `token`.
#[derive(Clone)]
pub struct Pasted(Intake);

impl Pasted {
    pub(super) fn new(mut intake: Intake) -> Self {
        // A token in place of the claims has a signature, too.
        if let Some(claims) = intake.anatomy.claims.as_mut().filter(|claims| is_token_like(&claims.text)) {
            claims.text.clear();
            claims.faults.iter_mut().for_each(|fault| fault.context = Context::default());
        }
        Self(intake)
    }

    /// What was recognised, with every detail. It holds the token: do not pass it on.
    #[must_use]
    pub const fn intake(&self) -> &Intake {
        &self.0
    }

    /// The token with `…` in place of its signature; of what is no signed token, the first part alone.
    #[must_use]
    pub fn redacted(&self) -> Option<String> {
        let token = self.0.token.as_deref()?;
        let kept = match self.0.form {
            Form::Token | Form::HeaderAndClaims => 2,
            _ => 1,
        };
        let parts: Vec<_> = token.split('.').take(kept).collect();
        Some(format!("{}.…", parts.join(".")))
    }
}

impl fmt::Debug for Pasted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl Serialize for Pasted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let intake = &self.0;
        let mut flat = serializer.serialize_struct("Pasted", 11)?;
        flat.serialize_field("form", &intake.form)?;
        flat.serialize_field("material", &intake.material)?;
        flat.serialize_field("message", &intake.message())?;
        flat.serialize_field("fix", &intake.fix())?;
        flat.serialize_field("bytes", &intake.bytes)?;
        flat.serialize_field("steps", &intake.steps)?;
        flat.serialize_field("notes", &intake.notes)?;
        flat.serialize_field("redacted", &self.redacted())?;
        flat.serialize_field("label", &intake.label)?;
        flat.serialize_field("candidates", &intake.candidates.iter().map(Other).collect::<Vec<_>>())?;
        flat.serialize_field("anatomy", &intake.anatomy)?;
        flat.end()
    }
}

/// Whether a text that should be claims may be a token, or what is left of one.
fn is_token_like(text: &str) -> bool {
    !text.trim_start().starts_with('{') && text.contains("eyJ")
}

struct Other<'i>(&'i Candidate);

impl Serialize for Other<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Candidate", 3)?;
        flat.serialize_field("form", &self.0.form)?;
        flat.serialize_field("label", &self.0.label)?;
        flat.serialize_field("byte", &self.0.byte)?;
        flat.end()
    }
}
