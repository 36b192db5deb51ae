//! Text in lines of a given width, for a terminal or a mail. It has no colours: each piece says what it is.

use std::borrow::Cow;
use std::iter;

use serde::Serialize;

use crate::code::explain::Role;
use crate::messages::page as say;
use crate::problem::{Problem, is_unprintable};

/// A piece of a line.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// What it is.
    pub role: Role,
    /// Its text, without control characters.
    pub text: String,
}

/// A text in the making. Whatever comes in is shown on one line, with control characters escaped.
#[derive(Clone, Debug)]
pub struct Page {
    width: usize,
    keeps_words: bool,
    lines: Vec<Vec<Span>>,
}

impl Page {
    /// In lines of at most `width` columns; 80 is a good width, and less than 60 no longer fits. A longer name stays whole, so
    /// that it can be copied.
    #[must_use]
    pub const fn new(width: usize) -> Self {
        Self { width, keeps_words: true, lines: Vec::new() }
    }

    /// The same, but a word that is too long for a line is broken.
    pub(crate) const fn breaking_words(width: usize) -> Self {
        Self { width, keeps_words: false, lines: Vec::new() }
    }

    /// The lines, each in pieces.
    #[must_use]
    pub fn into_lines(self) -> Vec<Vec<Span>> {
        self.lines
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(Vec::new());
    }

    /// The name of a part, behind an empty line.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.line(&[(Role::Heading, text)]);
    }

    /// A line that is not wrapped.
    pub fn line(&mut self, pieces: &[(Role, &str)]) {
        self.lines.push(pieces.iter().map(|(role, text)| span(*role, text)).filter(|it| !it.text.is_empty()).collect());
    }

    /// A paragraph.
    pub fn text(&mut self, indent: usize, text: &str) {
        self.paragraph(indent, (Role::Plain, ""), 0, text);
    }

    /// A label and its value below others: the values stand in a column.
    pub fn field(&mut self, indent: usize, label: &str, value: &str) {
        self.paragraph(indent, (Role::Label, label), LABELS.saturating_sub(label.chars().count()), value);
    }

    /// What is wrong, where, and what to do, below a line that has named the code.
    pub fn problem(&mut self, indent: usize, problem: &Problem) {
        self.text(indent, &problem.message());
        let [place, expected, actual, fix] = say::labels_of_problem();
        self.field(indent, place, &say::place(problem.source().as_str(), problem.pointer()));
        for (label, value) in [(expected, problem.expected_value()), (actual, problem.actual_value())] {
            if let Some(value) = value {
                self.field(indent, label, value);
            }
        }
        if let Some(text) = problem.fix() {
            self.field(indent, fix, &text);
        }
    }

    /// A mark, a code behind it and what to say about it, with the fix below.
    pub(crate) fn item(&mut self, indent: usize, begin: &[(Role, &str)], message: &str, fix: Option<&str>) {
        let indented = [span(Role::Plain, &" ".repeat(indent))].into_iter();
        let begin = indented.chain(begin.iter().map(|(role, text)| span(*role, text))).collect();
        self.wrap(begin, Some(indent.saturating_add(2)), message);
        if let Some(fix) = fix {
            self.text(indent.saturating_add(2), &say::fix(fix));
        }
    }

    /// Two labels before a text.
    pub(crate) fn line_with_label(&mut self, indent: usize, first: (Role, &str), second: (Role, &str), text: &str) {
        let begin = vec![
            span(Role::Plain, &" ".repeat(indent)),
            span(first.0, first.1),
            span(Role::Plain, " "),
            span(second.0, second.1),
            span(Role::Plain, "  "),
        ];
        self.wrap(begin, None, text);
    }

    /// A label before a text, with a number of spaces between.
    pub(crate) fn paragraph(&mut self, indent: usize, (role, label): (Role, &str), gap: usize, text: &str) {
        let begin = vec![span(Role::Plain, &" ".repeat(indent)), span(role, label), span(Role::Plain, &" ".repeat(gap))];
        self.wrap(begin, None, text);
    }

    /// The text in lines that begin below its first word, or after `hang` columns.
    fn wrap(&mut self, begin: Vec<Span>, hang: Option<usize>, text: &str) {
        let begun: usize = begin.iter().map(|span| span.text.chars().count()).sum();
        let hang = hang.unwrap_or(begun);
        let room = self.width.saturating_sub(hang).max(NARROWEST);
        let longest = if self.keeps_words { usize::MAX } else { room };
        let mut line = begin;
        let mut written = String::new();
        let mut column = begun.saturating_sub(hang);
        for word in printable(text).split(' ').flat_map(|word| pieces(word, longest)) {
            let length = word.chars().count();
            if !written.is_empty() && column.saturating_add(length).saturating_add(1) > room {
                line.push(Span { role: Role::Plain, text: std::mem::take(&mut written) });
                self.lines.push(std::mem::replace(&mut line, vec![span(Role::Plain, &" ".repeat(hang))]));
                column = 0;
            }
            if !written.is_empty() {
                written.push(' ');
                column = column.saturating_add(1);
            }
            written.push_str(word);
            column = column.saturating_add(length);
        }
        line.push(Span { role: Role::Plain, text: written });
        line.retain(|span| !span.text.is_empty());
        self.lines.push(line);
    }
}

/// A word in pieces of at most so many characters.
fn pieces(word: &str, longest: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(word);
    iter::from_fn(move || {
        let word = rest?;
        let end = word.char_indices().nth(longest).map(|(byte, _)| byte);
        let (piece, behind) = end.and_then(|end| word.split_at_checked(end)).unzip();
        rest = behind;
        piece.or(Some(word))
    })
}

fn span(role: Role, text: &str) -> Span {
    Span { role, text: printable(text).into_owned() }
}

/// The text on one line, with whatever would move or hide other text escaped.
fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unprintable(character) { shown.extend(character.escape_unicode()) } else { shown.push(character) }
    }
    Cow::Owned(shown)
}

/// Nothing is squeezed into less.
const NARROWEST: usize = 20;
/// The widest label of a field is `expected`.
const LABELS: usize = 10;
