//! Whatever a person pasted: what it is, where the token or the claims are in it, and what was removed or decoded to get
//! there. Nothing is believed here and nothing is decided; strict reading is the business of [`Token`](crate::Token).
//!
//! What was pasted is never changed: the token that was found stands beside it, with the list of steps that lead there. A
//! token with padding, foreign characters or other faults stays as it is, so that whoever judges it refuses it.

mod anatomy;
mod as_json;

pub use anatomy::{Anatomy, Context, Fault, Member, Part};

use std::fmt;

use crate::code::intake::{Change, Form, Material, Remark};
use crate::messages::{english_intake as texts, fill_in};

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
    /// The token exactly as it would be sent: to be judged by the strict reader.
    pub token: Option<String>,
    /// What the text called the token: the name of a variable, member, header or parameter.
    pub label: Option<String>,
    /// The claims as JSON text, where a token's signature or all but its claims is missing.
    pub claims: Option<String>,
    /// Every token of the text, where it has several; the first is [`token`](Self::token).
    pub candidates: Vec<Candidate>,
    /// The parts of the token, or of the claims alone, decoded as far as they go.
    pub anatomy: Anatomy,
    /// The length of what was pasted, in bytes.
    pub bytes: usize,
}

/// One change on the way from the pasted text to the token or the claims.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// Which change.
    pub code: Change,
    /// The name it is about, where there is one.
    pub name: Option<String>,
    /// How often, or how many bytes.
    pub count: usize,
    /// Where in the pasted text it begins, where that can be said.
    pub byte: Option<usize>,
}

/// Something worth knowing besides the form.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// What it is.
    pub code: Remark,
    /// The name it is about, where there is one.
    pub name: Option<String>,
    /// How many, or which length.
    pub count: usize,
    /// Where in the token it is, where that can be said.
    pub byte: Option<usize>,
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
    /// Recognises a text of any kind. Never fails; time and memory grow with the length of the text, which is 1 MiB at most.
    #[must_use]
    pub fn read(pasted: &str) -> Self {
        let text = pasted.trim();
        if pasted.len() > MAX_PASTED_BYTES {
            return Self::of(Form::TooLarge, pasted.len());
        }
        if text.is_empty() {
            return Self::of(Form::Empty, pasted.len());
        }
        let form = match text.split('.').count() {
            3 => Form::Token,
            2 => Form::HeaderAndClaims,
            5 => Form::Encrypted,
            _ if text.starts_with('{') => Form::Claims,
            _ => Form::Unknown,
        };
        let mut found = Self::of(form, pasted.len());
        if form == Form::Claims {
            found.claims = Some(text.to_owned());
        } else if form != Form::Unknown {
            found.token = Some(text.to_owned());
        }
        found
    }

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

    const fn of(form: Form, bytes: usize) -> Self {
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
            bytes,
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

impl Step {
    /// What was done, in a few words.
    #[must_use]
    pub fn text(&self) -> String {
        let (once, often) = texts::change(self.code);
        fill_in(if self.count == 1 { once } else { often }, self.name.as_deref().unwrap_or_default(), self.count)
    }
}

impl Note {
    /// The remark in one sentence.
    #[must_use]
    pub fn text(&self) -> String {
        fill_in(texts::remark(self.code), self.name.as_deref().unwrap_or_default(), self.count)
    }
}

impl fmt::Debug for Candidate {
    /// Without the token: what is printed must not open a door.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Candidate").field("form", &self.form).field("label", &self.label).finish_non_exhaustive()
    }
}

/// A log of a whole job fits, and reading it stays unnoticed.
const MAX_PASTED_BYTES: usize = 1024 * 1024;
