//! The faults of a document, each with its place.

use std::borrow::Cow;
use std::fmt;

use crate::code::Code;
use crate::json::Value;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, member_pointer};

/// The faults found so far, up to a number that a person would read: a hostile document costs no more than a good one.
#[derive(Default)]
pub(crate) struct Faults {
    kept: Vec<Fault>,
    left_out: usize,
}

/// One fault, still without its evidence.
pub(crate) struct Fault {
    problem: Problem,
    order: usize,
}

/// A place in the document; its pointer is only spelt out for a fault.
#[derive(Clone, Copy)]
pub(crate) struct At<'p> {
    document: Source,
    parent: Option<&'p Self>,
    step: Step<'p>,
    /// How many values stand before it in the text.
    order: usize,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Member(&'p str),
    Item(usize),
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        match self.are_enough() {
            true => self.left_out = self.left_out.saturating_add(1),
            false => {
                let place = self.kept.partition_point(|kept| kept.order <= fault.order);
                self.kept.insert(place, fault);
            }
        }
    }

    pub(crate) const fn count(&self) -> usize {
        self.kept.len().saturating_add(self.left_out)
    }

    /// Whether reading on is in vain, for nobody would be told of what comes.
    pub(crate) const fn are_enough(&self) -> bool {
        self.kept.len() >= MOST_FAULTS
    }

    /// All of them, which were found in that document.
    pub(crate) fn into_problems(self, document: Source) -> Vec<Problem> {
        let are_enough = self.are_enough();
        let mut problems: Vec<_> = self.kept.into_iter().map(|fault| fault.problem).collect();
        if are_enough {
            problems.push(Problem::new(Code::FaultsOmitted, document, "").expected(say::fewer_faults(MOST_FAULTS)));
        }
        problems
    }
}

impl Fault {
    pub(crate) fn expected<'t>(self, expected: impl Into<Cow<'t, str>>) -> Self {
        Self { problem: self.problem.expected(expected), ..self }
    }

    pub(crate) fn actual<'t>(self, actual: impl Into<Cow<'t, str>>) -> Self {
        Self { problem: self.problem.actual(actual), ..self }
    }
}

impl<'p> At<'p> {
    pub(crate) const fn root(document: Source) -> At<'static> {
        At { document, parent: None, step: Step::Item(0), order: 0 }
    }

    pub(crate) const fn member(&'p self, name: &'p str, value: Value<'_>) -> Self {
        Self { document: self.document, parent: Some(self), step: Step::Member(name), order: value.order() }
    }

    pub(crate) const fn item(&'p self, place: usize, value: Value<'_>) -> Self {
        Self { document: self.document, parent: Some(self), step: Step::Item(place), order: value.order() }
    }

    pub(crate) fn fault(&self, code: Code) -> Fault {
        Fault { problem: Problem::new(code, self.document, self.to_string()), order: self.order }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        parent.fmt(out)?;
        match self.step {
            Step::Member(name) => out.write_str(&member_pointer(name)),
            Step::Item(place) => write!(out, "/{place}"),
        }
    }
}

const MOST_FAULTS: usize = 1000;
