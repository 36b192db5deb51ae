//! What logs, terminals and mail put around every line: colour codes, timestamps, marks.

use std::borrow::Cow;

use crate::code::intake::Change;

use super::step::Step;

/// A text without what logs and terminals add, and where each of its bytes stood before.
pub(super) struct Cleaned<'t> {
    pub(super) text: Cow<'t, str>,
    /// The starts of the pieces that were kept: in the cleaned text and in the text before. Ascending.
    pieces: Vec<(usize, usize)>,
    pub(super) steps: Vec<Step>,
}

impl<'t> Cleaned<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let quoted = is_quoted(text);
        let lost_escapes = has_lost_escapes(text);
        if !quoted && !lost_escapes && !needs_cleaning(text) {
            return Self { text: Cow::Borrowed(text), pieces: vec![(0, 0)], steps: Vec::new() };
        }
        let mut cleaner = Cleaner {
            quoted,
            lost_escapes,
            cleaned: String::with_capacity(text.len()),
            pieces: Vec::new(),
            counts: [(0, 0); KINDS.len()],
            mark: None,
        };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            cleaner.line(line, start);
            start += line.len();
        }
        let steps = KINDS.into_iter().zip(cleaner.counts).filter(|(_, (count, _))| *count > 0);
        let steps = steps.map(|(code, (count, byte))| {
            let name = if code == Change::RemovedLogMarks { cleaner.mark.clone() } else { None };
            Step { code, name, count, byte: Some(byte) }
        });
        Self { steps: steps.collect(), text: Cow::Owned(cleaner.cleaned), pieces: cleaner.pieces }
    }

    /// Where a byte of the cleaned text stood before.
    pub(super) fn byte_before(&self, byte: usize) -> usize {
        let behind = self.pieces.partition_point(|(cleaned, _)| *cleaned <= byte);
        let (cleaned, before) = self.pieces.get(behind.saturating_sub(1)).copied().unwrap_or_default();
        before + byte.saturating_sub(cleaned)
    }
}

struct Cleaner {
    quoted: bool,
    lost_escapes: bool,
    cleaned: String,
    pieces: Vec<(usize, usize)>,
    /// How often each of [`KINDS`] was removed, and where first.
    counts: [(usize, usize); KINDS.len()],
    mark: Option<String>,
}

impl Cleaner {
    fn line(&mut self, line: &str, start: usize) {
        let (line, offsets) = self.without_escapes(line, start);
        let source = |byte: usize| {
            let behind = offsets.partition_point(|(cleaned, _)| *cleaned <= byte);
            offsets.get(behind.saturating_sub(1)).map_or(byte, |(cleaned, before)| before + (byte - cleaned))
        };
        let mut rest: &str = &line;
        let at = |rest: &str| source(line.len() - rest.len());
        if self.quoted
            && let Some(behind) = rest.strip_prefix('>')
        {
            self.count(Change::RemovedQuoteMarks, at(rest));
            rest = behind.strip_prefix(' ').unwrap_or(behind);
        }
        if let Some(behind) = behind_columns(rest) {
            self.count(Change::RemovedLogColumns, at(rest));
            rest = behind;
        }
        if let Some(behind) = behind_timestamp(rest) {
            self.count(Change::RemovedTimestamps, at(rest));
            rest = behind;
        }
        if let Some((mark, behind)) = split_mark(rest) {
            self.count(Change::RemovedLogMarks, at(rest));
            self.mark.get_or_insert_with(|| mark.to_owned());
            rest = behind;
        }
        if is_fence(rest) {
            self.count(Change::RemovedCodeFence, at(rest));
            rest = "";
        }
        self.keep(&line, line.len() - rest.len(), &offsets);
    }

    /// Keeps a line from the byte `from` on.
    fn keep(&mut self, line: &str, from: usize, offsets: &[(usize, usize)]) {
        let base = self.cleaned.len();
        let first = offsets.partition_point(|(cleaned, _)| *cleaned <= from).saturating_sub(1);
        for (cleaned, before) in offsets.get(first..).unwrap_or_default() {
            let skipped = from.saturating_sub(*cleaned);
            self.pieces.push((base + cleaned.saturating_sub(from), before + skipped));
        }
        self.cleaned.push_str(line.get(from..).unwrap_or_default());
    }

    fn count(&mut self, kind: Change, byte: usize) {
        for (counted, (count, first)) in KINDS.iter().zip(&mut self.counts) {
            if *counted == kind {
                *first = if *count == 0 { byte } else { *first };
                *count += 1;
            }
        }
    }

    /// The line without terminal escape sequences, and the pieces that it consists of.
    fn without_escapes<'l>(&mut self, line: &'l str, start: usize) -> (Cow<'l, str>, Vec<(usize, usize)>) {
        let mut pieces = vec![(0, start)];
        if !(line.contains(ESCAPES) || self.lost_escapes && line.contains('[')) {
            return (Cow::Borrowed(line), pieces);
        }
        let mut kept = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(character) = rest.chars().next() {
            let byte = start + (line.len() - rest.len());
            let length = escape_length(rest).or_else(|| self.lost_escapes.then(|| lost_escape_length(rest))?);
            if let Some(length) = length {
                self.count(Change::RemovedAnsi, byte);
                rest = rest.get(length..).unwrap_or_default();
                pieces.push((kept.len(), start + (line.len() - rest.len())));
            } else {
                kept.push(character);
                rest = rest.get(character.len_utf8()..).unwrap_or_default();
            }
        }
        (Cow::Owned(kept), pieces)
    }
}

fn needs_cleaning(text: &str) -> bool {
    text.contains(ESCAPES)
        || text.lines().any(|line| {
            behind_timestamp(line).is_some()
                || behind_columns(line).is_some()
                || split_mark(line).is_some()
                || is_fence(line)
        })
}

/// The length of the escape sequence (ECMA-48) at the start of the text: CSI up to its final byte, OSC up to its terminator.
fn escape_length(text: &str) -> Option<usize> {
    let behind = text.strip_prefix(ESCAPES)?;
    let parameters = if text.starts_with(CSI) { Some(behind) } else { behind.strip_prefix('[') };
    let behind = if let Some(parameters) = parameters {
        let rest = parameters.trim_start_matches(|it| matches!(it, ' '..='?'));
        rest.strip_prefix(|it| matches!(it, '@'..='~')).unwrap_or(rest)
    } else if let Some(command) = behind.strip_prefix(']') {
        let rest = command.trim_start_matches(|it| !matches!(it, BELL | ESCAPE | '\n'));
        rest.strip_prefix("\u{1b}\\").or_else(|| rest.strip_prefix(BELL)).unwrap_or(rest)
    } else {
        behind
    };
    Some(text.len() - behind.len())
}

/// The length of a colour code whose escape character was lost, such as `[0;34m`.
fn lost_escape_length(text: &str) -> Option<usize> {
    let body = text.strip_prefix('[')?;
    let parameters = body.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    (parameters > 0 && body.as_bytes().get(parameters) == Some(&b'm')).then_some(parameters + 2)
}

/// Whether colour codes stand in the text without their escape characters, as after copying from some log viewers.
fn has_lost_escapes(text: &str) -> bool {
    !text.contains(ESCAPES) && (text.contains("[0m") || text.contains("[1;39m"))
}

/// Whether every line is quoted as in mail.
fn is_quoted(text: &str) -> bool {
    text.starts_with('>') && text.lines().all(|line| line.starts_with('>') || line.trim().is_empty())
}

/// Behind the columns for job and step of `gh run view --log`, which stand before a timestamp.
fn behind_columns(line: &str) -> Option<&str> {
    let (_job, rest) = line.split_once('\t')?;
    let (_step, rest) = rest.split_once('\t')?;
    let rest = rest.strip_prefix('\u{feff}').unwrap_or(rest);
    behind_timestamp(rest).map(|_| rest)
}

/// Behind a timestamp as GitHub, GitLab and Azure print it, such as `2026-10-08T12:00:00.1234567Z `.
fn behind_timestamp(line: &str) -> Option<&str> {
    let unmarked = line.strip_prefix('\u{feff}').unwrap_or(line);
    let bracketed = unmarked.strip_prefix('[');
    let text = bracketed.unwrap_or(unmarked);
    let date = text.get(..TIMESTAMP.len())?;
    let fits = date.bytes().zip(TIMESTAMP.bytes()).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b' '),
        _ => byte == form,
    });
    let rest = text.get(TIMESTAMP.len()..).filter(|_| fits)?;
    let rest =
        rest.strip_prefix(['.', ',']).map_or(rest, |fraction| fraction.trim_start_matches(|it: char| it.is_ascii_digit()));
    let rest = rest.strip_prefix('Z').or_else(|| rest.strip_prefix("+00:00")).unwrap_or(rest);
    let rest = if bracketed.is_some() { rest.strip_prefix(']')? } else { rest };
    let line_ends = rest.trim_start_matches('\r');
    if line_ends.is_empty() || line_ends.starts_with('\n') {
        return Some(rest);
    }
    let rest = rest.strip_prefix(' ')?;
    Some(behind_stream(rest).unwrap_or(rest))
}

/// Behind the number and kind of the stream, as GitLab prints it: `00O `, `01E+`.
fn behind_stream(line: &str) -> Option<&str> {
    let (stream, rest) = line.split_at_checked(3)?;
    let fits =
        matches!(stream.as_bytes(), [first, second, b'O' | b'E'] if first.is_ascii_digit() && second.is_ascii_digit());
    fits.then(|| rest.strip_prefix([' ', '+']))?
}

/// The mark of a log line, such as `##[group]`, and what stands behind it.
fn split_mark(line: &str) -> Option<(&str, &str)> {
    let text = line.trim_start_matches(' ');
    let end = if text.starts_with("##[") || text.starts_with("[command]") {
        text.find(']')? + 1
    } else {
        let command = text.strip_prefix("::")?;
        command.starts_with(|it: char| it.is_ascii_lowercase()).then(|| command.find("::"))?? + 4
    };
    text.split_at_checked(end)
}

/// Whether the line opens or closes a code block, as in an issue.
fn is_fence(line: &str) -> bool {
    let line = line.trim();
    ["```", "~~~"].iter().any(|fence| {
        line.strip_prefix(fence).is_some_and(|info| info.len() < LONGEST_INFO && info.chars().all(char::is_alphanumeric))
    })
}

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';
/// The C1 control that stands for an escape character with a bracket.
const CSI: char = '\u{9b}';
/// What begins an escape sequence; the last is the picture of the escape character, as some viewers copy it.
const ESCAPES: [char; 3] = [ESCAPE, CSI, '\u{241b}'];
const TIMESTAMP: &str = "0000-00-00T00:00:00";
const LONGEST_INFO: usize = 20;

/// What is removed here, in the order in which it is told.
const KINDS: [Change; 6] = [
    Change::RemovedQuoteMarks,
    Change::RemovedLogColumns,
    Change::RemovedTimestamps,
    Change::RemovedLogMarks,
    Change::RemovedCodeFence,
    Change::RemovedAnsi,
];
