//! The result of one check, and what there is to say about it.

use serde::Serialize;

use crate::code::check::Check;
use crate::code::explain::{Hint, State};
use crate::messages::{explain as say, fill_named};
use crate::problem::Problem;

/// How one check went.
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Which check.
    pub check: Check,
    /// What it is called.
    pub title: &'static str,
    /// How it went.
    pub state: State,
    /// What would have been right.
    pub expected: Option<String>,
    /// What was found.
    pub actual: Option<String>,
    /// The code of the reason, where it failed or cannot be told.
    pub code: Option<&'static str>,
    /// The reason in one sentence.
    pub message: Option<String>,
    /// What to do about it.
    pub fix: Option<String>,
    /// Why it is so, in the words of the platform.
    pub hints: Vec<Explained>,
    /// What it reads of the token: `header/alg`, `claims/aud`.
    pub reads: Vec<String>,
}

/// A hint in words.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explained {
    /// The hint.
    pub hint: Hint,
    /// What to say, in one or two sentences.
    pub text: String,
}

impl Explained {
    pub(super) fn new(hint: Hint, values: &[(&str, &str)]) -> Self {
        Self { hint, text: fill_named(say::hint(hint), values) }
    }
}

impl Checked {
    pub(super) fn new(check: Check, state: State) -> Self {
        Self {
            check,
            title: say::check(check),
            state,
            expected: None,
            actual: None,
            code: None,
            message: None,
            fix: None,
            hints: Vec::new(),
            reads: Vec::new(),
        }
    }

    /// What became of a check: it passed, or it failed for that reason.
    pub(super) fn of(check: Check, outcome: Result<(), Problem>) -> Self {
        match outcome {
            Ok(()) => Self::new(check, State::Passed),
            Err(problem) => Self::new(check, State::Failed).because(&problem),
        }
    }

    /// The same with its reason, and with the evidence of it.
    pub(super) fn because(self, problem: &Problem) -> Self {
        Self {
            expected: problem.expected_value().map(str::to_owned).or(self.expected),
            actual: problem.actual_value().map(str::to_owned).or(self.actual),
            code: Some(problem.code().as_str()),
            message: Some(problem.message()),
            fix: problem.fix(),
            ..self
        }
    }

    /// What to show where the reason has no evidence of its own.
    pub(super) fn showing(mut self, expected: Option<String>, actual: Option<String>) -> Self {
        self.expected = self.expected.or(expected);
        self.actual = self.actual.or(actual);
        self
    }

    pub(super) fn reading(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { reads: names.into_iter().map(Into::into).collect(), ..self }
    }

    pub(super) fn hinting(mut self, hints: impl IntoIterator<Item = Explained>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// The reason in one sentence.
    pub(super) fn reason(&self) -> Option<String> {
        self.message.clone()
    }

    /// The reason, or the hint that says better what is wrong.
    pub(super) fn telling(&self) -> Option<String> {
        let hint = self.hints.iter().find(|hint| hint.hint.is_telling());
        hint.map(|hint| hint.text.clone()).or_else(|| self.reason())
    }

    pub(super) fn is(&self, check: Check, state: State) -> bool {
        self.check == check && self.state == state
    }
}
