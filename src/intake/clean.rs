//! What logs, terminals and mail put around a text and its lines: white space, colour codes, timestamps, marks.

use std::borrow::Cow;
use std::ops::Range;

use crate::code::intake::Change;

use super::step::Step;
use super::unicode::{is_invisible, odd_character};

/// A text without what logs and terminals add, and where each of its bytes stood before.
pub(super) struct Cleaned<'t> {
    kept: Kept<'t>,
    without_escapes: Vec<(usize, usize)>,
    pub(super) steps: Vec<Step>,
}

impl<'t> Cleaned<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut steps = Vec::new();
        let escapes = without_escapes(text, &mut steps);
        let before = |byte| byte_before(&escapes.pieces, byte);
        let kept = match escapes.text {
            Cow::Borrowed(text) => without_prefixes(text, &mut steps, before),
            Cow::Owned(text) => without_prefixes(&text, &mut steps, before).into_owned(),
        };
        Self { kept, without_escapes: escapes.pieces, steps }
    }

    pub(super) fn text(&self) -> &str {
        &self.kept.text
    }

    /// Where a byte of the cleaned text stood before.
    pub(super) fn byte_before(&self, byte: usize) -> usize {
        byte_before(&self.without_escapes, byte_before(&self.kept.pieces, byte))
    }
}

/// Finds the text between white space and invisible characters.
pub(super) fn trim(text: &str) -> (Range<usize>, Vec<Step>) {
    let start = text.len() - text.trim_start_matches(is_edge).len();
    let end = start + text.trim_matches(is_edge).len();
    let edges = text
        .char_indices()
        .take_while(|(byte, _)| *byte < start)
        .chain(text.char_indices().rev().take_while(|(byte, _)| *byte >= end));
    let mut is_white = false;
    let mut invisible: Option<Step> = None;
    for (byte, character) in edges {
        if !is_invisible(character) {
            is_white = true;
        } else if let Some(step) = &mut invisible {
            step.count += 1;
        } else {
            invisible = odd_character(character).map(|name| Step::new(Change::RemovedInvisible).named(name).at(byte));
        }
    }
    let trimmed = is_white.then(|| Step::new(Change::TrimmedWhiteSpace));
    (start..end, trimmed.into_iter().chain(invisible).collect())
}

fn is_edge(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// What was kept of a text.
struct Kept<'t> {
    text: Cow<'t, str>,
    /// The starts of the pieces that were kept: in this text and in the text before. Ascending; empty if all was kept.
    pieces: Vec<(usize, usize)>,
}

impl<'t> Kept<'t> {
    const fn all(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), pieces: Vec::new() }
    }

    fn into_owned(self) -> Kept<'static> {
        Kept { text: Cow::Owned(self.text.into_owned()), pieces: self.pieces }
    }

    fn keep(&mut self, piece: &str, byte: usize) {
        if piece.is_empty() {
            return;
        }
        let text = self.text.to_mut();
        if self.pieces.last().is_none_or(|(kept, before)| before + (text.len() - kept) != byte) {
            self.pieces.push((text.len(), byte));
        }
        text.push_str(piece);
    }
}

fn byte_before(pieces: &[(usize, usize)], byte: usize) -> usize {
    let behind = pieces.partition_point(|(kept, _)| *kept <= byte);
    let piece = behind.checked_sub(1).and_then(|last| pieces.get(last));
    piece.map_or(byte, |(kept, before)| before + (byte - kept))
}

/// Removes terminal escape sequences.
fn without_escapes<'t>(text: &'t str, steps: &mut Vec<Step>) -> Kept<'t> {
    let lost = has_lost_escapes(text);
    let begins = |it: char| ESCAPES.contains(&it) || lost && it == '[';
    if !text.contains(begins) {
        return Kept::all(text);
    }
    let mut kept = Kept { text: Cow::Owned(String::with_capacity(text.len())), pieces: Vec::new() };
    let (mut start, mut at) = (0, 0);
    let (mut count, mut first) = (0, None);
    while let Some(escape) = text.get(at..).and_then(|rest| rest.find(begins)).map(|place| at + place) {
        let rest = text.get(escape..).unwrap_or_default();
        let length = if lost { lost_escape_length(rest) } else { escape_length(rest) };
        at = escape + length.unwrap_or(1);
        if length.is_some() {
            kept.keep(text.get(start..escape).unwrap_or_default(), start);
            start = at;
            count += 1;
            first.get_or_insert(escape);
        }
    }
    kept.keep(text.get(start..).unwrap_or_default(), start);
    steps.extend(first.map(|byte| Step::new(Change::RemovedAnsi).times(count).at(byte)));
    kept
}

/// Removes what stands before the text of each line, and the fences of code blocks.
fn without_prefixes<'t>(text: &'t str, steps: &mut Vec<Step>, before: impl Fn(usize) -> usize) -> Kept<'t> {
    let quoted = is_quoted(text);
    let mut kept = Kept { text: Cow::Owned(String::new()), pieces: Vec::new() };
    let mut removed: [Option<Step>; PREFIXES.len()] = [const { None }; PREFIXES.len()];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        let prefixes = if line.trim_ascii().is_empty() { &[] } else { PREFIXES.as_slice() };
        for ((code, behind), step) in prefixes.iter().zip(&mut removed) {
            let Some(behind) = behind(rest).filter(|_| quoted || *code != Change::RemovedQuoteMarks) else { continue };
            let prefix = rest.len() - behind.len();
            match step {
                Some(step) => step.count += 1,
                None => {
                    let name = rest.get(..prefix).and_then(|mark| mark.split_whitespace().next()).unwrap_or_default();
                    let new = Step::new(*code).at(before(start + line.len() - rest.len()));
                    *step = Some(if *code == Change::RemovedLogMarks { new.named(name) } else { new });
                }
            }
            rest = behind;
        }
        kept.keep(rest, start + line.len() - rest.len());
        start += line.len();
    }
    let is_changed = removed.iter().any(Option::is_some);
    steps.extend(removed.into_iter().flatten());
    if is_changed { kept } else { Kept::all(text) }
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

/// Behind the marks of a quoted line: a reply to a reply has several.
fn behind_quote_mark(line: &str) -> Option<&str> {
    let mut behind = line;
    while let Some(quoted) = behind.strip_prefix('>') {
        behind = quoted.strip_prefix(' ').unwrap_or(quoted);
    }
    (behind.len() < line.len()).then_some(behind)
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

/// Behind the mark of a log line, such as `##[group]` or `::debug file=a::`.
fn behind_mark(line: &str) -> Option<&str> {
    let text = line.trim_start_matches(' ');
    let behind_word = |prefix: &str| {
        let word = text.strip_prefix(prefix)?;
        let behind = word.trim_start_matches(|it: char| it.is_ascii_lowercase() || it == '-');
        (behind.len() < word.len()).then_some(behind)
    };
    if let Some(behind) = behind_word("##[").or_else(|| behind_word("[").filter(|_| text.starts_with("[command]"))) {
        return behind.strip_prefix(']');
    }
    let behind = behind_word("::").filter(|behind| behind.starts_with("::") || behind.starts_with(' '))?;
    Some(behind.split_once("::")?.1)
}

/// Behind the line that opens or closes a code block, as in an issue.
fn behind_fence(line: &str) -> Option<&str> {
    let text = line.trim();
    let info = text.strip_prefix("```").or_else(|| text.strip_prefix("~~~"))?;
    (info.len() < LONGEST_INFO && info.chars().all(char::is_alphanumeric)).then_some("")
}

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';
/// The C1 control that stands for an escape character with a bracket.
const CSI: char = '\u{9b}';
/// What begins an escape sequence; the last is the picture of the escape character, as some viewers copy it.
const ESCAPES: [char; 3] = [ESCAPE, CSI, '\u{241b}'];
const TIMESTAMP: &str = "0000-00-00T00:00:00";
const LONGEST_INFO: usize = 20;

/// Gives what stands behind a prefix, if the line has it.
type Behind = fn(&str) -> Option<&str>;

/// What is removed from the start of a line, in this order.
const PREFIXES: [(Change, Behind); 5] = [
    (Change::RemovedQuoteMarks, behind_quote_mark),
    (Change::RemovedLogColumns, behind_columns),
    (Change::RemovedTimestamps, behind_timestamp),
    (Change::RemovedLogMarks, behind_mark),
    (Change::RemovedCodeFence, behind_fence),
];
