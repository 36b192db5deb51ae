//! Text that one would like to read in a terminal of 80 columns.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};
use claimgate::{Example, Finding, Problem, Severity, Source};
use textwrap::Options;

use crate::redact::escape;

/// A text in the making.
#[derive(Debug)]
pub(crate) struct Layout {
    text: String,
}

impl Layout {
    /// The first line: the verdict in its colour, then the rest.
    pub(crate) fn verdict(style: Style, verdict: &str, rest: &str) -> Self {
        Self { text: format!("{style}{verdict}{style:#}{}\n", escape(rest)) }
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// The name of a part.
    pub(crate) fn heading(&mut self, heading: &str) {
        let _ = writeln!(self.text, "\n{HEADING}{heading}{HEADING:#}");
    }

    /// A paragraph.
    pub(crate) fn paragraph(&mut self, indent: usize, text: &str) {
        self.hanging(&" ".repeat(indent), indent, &escape(text));
    }

    /// A label and its value, which may take several lines.
    pub(crate) fn field(&mut self, indent: usize, label: &str, value: &str) {
        let label =
            format!("{}{LABEL}{label}{LABEL:#}{}", " ".repeat(indent), " ".repeat(LABELS.saturating_sub(label.len())));
        self.hanging(&label, indent.saturating_add(LABELS), &escape(value));
    }

    /// What is wrong, where, and what to do, below a line that has named the code.
    pub(crate) fn problem(&mut self, indent: usize, problem: &Problem) {
        self.paragraph(indent, &problem.message());
        self.field(indent, "where", &place_of(problem));
        for (label, value) in [("expected", problem.expected_value()), ("actual", problem.actual_value())] {
            if let Some(value) = value {
                self.field(indent, label, value);
            }
        }
        if let Some(fix) = problem.fix() {
            self.field(indent, "fix", &fix);
        }
    }

    /// The same, short, below other such: the code, what is wrong, what to do.
    pub(crate) fn mismatch(&mut self, indent: usize, problem: &Problem) {
        let bullet = format!("{}- {LABEL}{}{LABEL:#}: ", " ".repeat(indent), problem.code());
        let indent = indent.saturating_add(2);
        self.hanging(&bullet, indent, &escape(&problem.message()));
        if let Some(fix) = problem.fix() {
            self.paragraph(indent, &format!("fix: {fix}"));
        }
    }

    /// What the author of an identity should know, and what to do.
    pub(crate) fn finding(&mut self, indent: usize, finding: &Finding, line: Option<usize>) {
        let style = match finding.severity() {
            Severity::Error => BAD,
            Severity::Warning => DOUBTFUL,
            _ => LABEL,
        };
        let severity = finding.severity().as_str();
        let line = line.map_or_else(String::new, |line| format!(" line {line},"));
        let bullet = format!("{}{style}{severity}{style:#}{line} {}: ", " ".repeat(indent), finding.code());
        let indent = indent.saturating_add(2);
        self.hanging(&bullet, indent, &escape(&finding.message()));
        self.paragraph(indent, &format!("fix: {}", finding.fix()));
    }

    /// Subjects, each with its job. A subject stays whole.
    pub(crate) fn examples<'e>(&mut self, indent: usize, label: &str, examples: impl Iterator<Item = &'e Example>) {
        for (place, example) in examples.enumerate() {
            self.field(indent, if place == 0 { label } else { "" }, example.subject());
            self.paragraph(indent.saturating_add(LABELS).saturating_add(2), example.job());
        }
    }

    /// A member of a JSON object: its name, its text as it was written, and words about it. Whole, however long.
    pub(crate) fn member(&mut self, name: &str, width: usize, json: &str, words: &str) {
        let name = escape(name);
        // Line breaks between values stay, behind an indent that no other line has.
        let json: Vec<_> = json.lines().map(|line| escape(&line.replace(['\t', '\r'], " "))).collect();
        let json = json.join("\n        ");
        self.line(&format!("  {LABEL}{name:width$}{LABEL:#}  {json}{words}"));
    }

    /// A line as it is; whoever gives it has escaped what came from outside.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.gap();
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn hanging(&mut self, first: &str, indent: usize, text: &str) {
        let indent = " ".repeat(indent);
        // Long names stay whole, to be copied.
        let options = Options::new(COLUMNS).initial_indent(first).subsequent_indent(&indent).break_words(false);
        let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
        self.line(&textwrap::fill(text, options));
    }
}

/// Where it is, in words: `the token's claims, /exp`.
fn place_of(problem: &Problem) -> String {
    let document = match problem.source() {
        Source::Token => "the token",
        Source::Header => "the token's header",
        Source::Claims => "the token's claims",
        Source::KeySet => "the key set",
        Source::Discovery => "the discovery document",
        Source::Policy => "the policy",
        Source::Bytebase => "Bytebase's document",
    };
    match problem.pointer() {
        "" => document.to_owned(),
        pointer => format!("{document}, {pointer}"),
    }
}

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
const HEADING: Style = Style::new().bold();
const LABEL: Style = Style::new().effects(Effects::DIMMED);
/// The widest label is `expected`.
const LABELS: usize = 10;
const COLUMNS: usize = 80;
