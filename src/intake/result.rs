//! What a pasted text turned out to be.

use std::fmt;

use crate::code::intake::{Form, Material};
use crate::messages::{fill_in, intake as texts};

use super::anatomy::Anatomy;
use super::step::{Note, Step};

/// What a pasted text is, and the token or the claims in it.
///
/// The JSON has the same members in `camelCase`, with `message` and `fix` beside `form`.
#[non_exhaustive]
#[derive(Clone)]
pub struct Intake {
    /// What was recognised.
    pub form: Form,
    /// Which key or secret it is, for those two forms.
    pub material: Option<Material>,
    /// What was removed or decoded, in order.
    pub steps: Vec<Step>,
    /// What else is worth knowing, such as hints where nothing was found.
    pub notes: Vec<Note>,
    /// The token exactly as it would be sent, to be judged by the strict reader; also where some of its parts are missing.
    pub token: Option<String>,
    /// What the text called the token: the name of a variable, member, header or parameter.
    pub label: Option<String>,
    /// The claims as JSON text, where there is no signature that could prove them. If they are cut or broken, as far as they
    /// go.
    pub claims: Option<String>,
    /// Every token of the text, where it has several; the first is [`token`](Self::token).
    pub candidates: Vec<Candidate>,
    /// The parts of the token, or of the claims alone, decoded as far as they go.
    pub anatomy: Anatomy,
    /// The length of what was pasted, in bytes.
    pub bytes: usize,
}

/// One of several tokens in a text.
#[non_exhaustive]
#[derive(Clone)]
pub struct Candidate {
    /// The token, exactly as it would be sent.
    pub token: String,
    /// What it was recognised as.
    pub form: Form,
    /// What the text called it.
    pub label: Option<String>,
    /// Where it begins in the pasted text, where that can be said.
    pub byte: Option<usize>,
}

impl Intake {
    /// What it is, in a few words.
    #[must_use]
    pub fn message(&self) -> String {
        fill_in(self.texts().0, "", self.bytes)
    }

    /// What to do about it, where something must be done.
    #[must_use]
    pub fn fix(&self) -> Option<String> {
        let fix = self.texts().1;
        (!fix.is_empty()).then(|| fix.to_owned())
    }

    fn texts(&self) -> (&'static str, &'static str) {
        self.material.map_or_else(|| texts::form(self.form), texts::material)
    }

    pub(super) const fn of(form: Form) -> Self {
        Self {
            form,
            material: None,
            steps: Vec::new(),
            notes: Vec::new(),
            token: None,
            label: None,
            claims: None,
            candidates: Vec::new(),
            anatomy: Anatomy::NONE,
            bytes: 0,
        }
    }
}

impl fmt::Debug for Intake {
    /// Without the token: what is printed must not open a door.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> = self.steps.iter().map(|step| step.code).collect();
        out.debug_struct("Intake").field("form", &self.form).field("steps", &steps).finish_non_exhaustive()
    }
}

impl fmt::Debug for Candidate {
    /// Without the token: what is printed must not open a door.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Candidate").field("form", &self.form).field("label", &self.label).finish_non_exhaustive()
    }
}
