//! One run of token characters in a text: read on over whatever copying, wrapping and escaping put into it.

use crate::code::intake::Change;
use crate::token::MAX_TOKEN_BYTES;

use super::cursor::Cursor;
use super::joint::{Joints, Kind, Progress, gap_at};
use super::segment::is_base64;
use super::step::Step;
use super::unicode::{is_invisible, odd_character};

/// A token, or something encoded, as it stands in a text.
pub(super) struct Run {
    /// The characters that belong to it.
    pub(super) text: String,
    /// Where it begins and ends in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it ends in `...` or `…`: whoever printed it left out the rest.
    pub(super) is_cut: bool,
    /// Whether it ends in `***`: the platform hid the rest.
    pub(super) is_masked: bool,
    /// What stood between its characters and was removed.
    pub(super) steps: Vec<Step>,
}

impl Run {
    /// Reads the run that begins at `start`.
    pub(super) fn read(text: &str, start: usize, kind: Kind, joints: &mut Joints<'_>) -> Self {
        let run = Self { text: String::new(), start, end: start, is_cut: false, is_masked: false, steps: Vec::new() };
        let in_path = is_in_path(text, start);
        let mut reader = Reader { run, cursor: Cursor::new(text, start), kind, dots: 0, part: 0, in_path };
        joints.begin(start);
        while reader.step(joints) {}
        reader.run.end = reader.cursor.at();
        reader.run
    }

    fn count(&mut self, code: Change, count: usize, byte: usize, name: impl FnOnce() -> Option<String>) {
        match self.steps.iter_mut().find(|step| step.code == code) {
            Some(step) => step.count += count,
            None if count > 0 => self.steps.push(Step { code, name: name(), count, byte: Some(byte) }),
            None => {}
        }
    }
}

struct Reader<'t> {
    run: Run,
    cursor: Cursor<'t>,
    kind: Kind,
    dots: usize,
    /// Where in the run's text the current part begins.
    part: usize,
    /// Whether the token is a segment of a URL's path, so that a slash ends it.
    in_path: bool,
}

impl Reader<'_> {
    /// Reads one character, escape sequence or gap; no if the run ends here.
    fn step(&mut self, joints: &mut Joints<'_>) -> bool {
        let Some(character) = self.cursor.char() else { return false };
        match character {
            '/' if self.in_path => false,
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' | '+' | '/' => self.take(character),
            '.' => self.dot(),
            '=' => self.padding(),
            '~' => self.kind == Kind::Token && self.dots >= 2 && self.take(character),
            '%' => self.percent(),
            '\\' => self.backslash(),
            '…' => self.cut('…'.len_utf8()),
            '*' if self.cursor.rest().starts_with("***") => {
                self.run.is_masked = true;
                self.run.count(Change::RemovedMask, 1, self.cursor.at(), || None);
                self.cursor.skip_while(|it| it == '*');
                false
            }
            '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '«' | '»' | '&' | ',' | ';' | '<' | '>' | '|' => false,
            _ if is_invisible(character) => self.invisible(character),
            _ if character.is_whitespace() => self.gap(joints),
            _ => self.foreign(character),
        }
    }

    fn take(&mut self, character: char) -> bool {
        self.cursor.pass(character);
        self.push(character)
    }

    fn dot(&mut self) -> bool {
        if self.cursor.rest().starts_with("...") {
            return self.cut(3);
        }
        if self.kind == Kind::Base64 {
            return false;
        }
        self.cursor.pass('.');
        self.push('.')
    }

    fn push(&mut self, character: char) -> bool {
        self.run.text.push(character);
        if character == '.' {
            self.dots += 1;
            self.part = self.run.text.len();
        }
        true
    }

    fn cut(&mut self, length: usize) -> bool {
        self.run.is_cut = true;
        self.run.count(Change::RemovedEllipsis, 1, self.cursor.at(), || None);
        for character in self.cursor.rest().get(..length).unwrap_or_default().chars() {
            self.cursor.pass(character);
        }
        false
    }

    fn byte_at(&self, distance: usize) -> Option<u8> {
        self.cursor.rest().as_bytes().get(distance).copied()
    }

    /// Padding ends a part; an equals sign before more characters is none.
    fn padding(&mut self) -> bool {
        let padding = self.cursor.rest().bytes().take_while(|byte| *byte == b'=').count();
        let ends = self.byte_at(padding).is_none_or(|byte| !is_base64(byte));
        if padding > 2 || !ends {
            return self.foreign('=');
        }
        (0..padding).all(|_| self.take('='))
    }

    /// `%2E` and the like, also encoded twice (`%252E`).
    fn percent(&mut self) -> bool {
        let rest = self.cursor.rest();
        let digits = rest.get(1..3).map(|digits| if digits == "25" { (rest.get(3..5), 5) } else { (Some(digits), 3) });
        let Some((Some(digits), length)) = digits else { return self.foreign('%') };
        let digits = Some(digits).filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else { return self.foreign('%') };
        let goes_on = self.byte_at(length).is_some_and(|next| is_base64(next) || next == b'.');
        let is_gap =
            matches!(byte, b'\n' | b'\r' | b' ') && (goes_on || rest.get(length..).is_some_and(|it| it.starts_with("%0")));
        if !is_gap && !is_base64(byte) && !matches!(byte, b'.' | b'=' | b'~') {
            return false;
        }
        self.run.count(Change::DecodedPercent, 1, self.cursor.at(), || None);
        self.cursor.pass_ascii(length);
        is_gap || self.push(char::from(byte))
    }

    /// Escape sequences of JSON and of shells: a slash, a code point, a line break.
    fn backslash(&mut self) -> bool {
        let at = self.cursor.at();
        let mut behind = self.cursor.clone();
        behind.skip_while(|it| it == '\\');
        let Some(escaped) = behind.char() else { return false };
        match escaped {
            '/' => {
                behind.pass('/');
                self.push('/');
            }
            'u' => {
                behind.pass('u');
                let code = behind.four_hex_digits().and_then(|code| u8::try_from(code).ok());
                let Some(byte) = code.filter(|byte| is_base64(*byte) || matches!(byte, b'.' | b'=')) else { return false };
                self.push(char::from(byte));
            }
            'n' | 'r' | 't' => {
                behind.pass(escaped);
                return self.line_break(behind);
            }
            '\n' | '\r' => {
                behind.skip_while(|it| it.is_ascii_whitespace());
                return self.line_break(behind);
            }
            _ => return false,
        }
        self.run.count(Change::DecodedEscapes, 1, at, || None);
        self.cursor = behind;
        true
    }

    /// An escaped line break belongs to the token if the token goes on behind it.
    fn line_break(&mut self, behind: Cursor<'_>) -> bool {
        let mut ahead = behind.clone();
        while ["\\n", "\\r", "\\\\n", "\\\\r"].iter().any(|it| ahead.eat(it)) {}
        let goes_on = ahead.byte().is_some_and(|byte| is_base64(byte) || byte == b'.');
        if goes_on {
            self.run.count(Change::RemovedLineBreaks, 1, self.cursor.at(), || None);
            self.cursor.pass_ascii(ahead.at() - self.cursor.at());
        }
        goes_on
    }

    fn invisible(&mut self, character: char) -> bool {
        self.run.count(Change::RemovedInvisible, 1, self.cursor.at(), || odd_character(character));
        self.cursor.pass(character);
        true
    }

    /// A character that no token has, in the midst of one: it stays, so that whoever judges the token refuses it.
    fn foreign(&mut self, character: char) -> bool {
        let behind = self.cursor.rest().get(character.len_utf8()..).unwrap_or_default();
        let goes_on = behind.bytes().next().is_some_and(|byte| is_base64(byte) || byte == b'.');
        let ends_here = match self.kind {
            Kind::Base64 => true,
            // Behind the second dot the token may be complete; what joins words or closes brackets ends it.
            Kind::Token => self.in_path || self.dots >= 2 && character.is_ascii_graphic() && !"!$*^%".contains(character),
        };
        goes_on && !ends_here && self.take(character)
    }

    fn gap(&mut self, joints: &mut Joints<'_>) -> bool {
        if self.run.text.len() > LONGEST_JOINED {
            return false;
        }
        let at = self.cursor.at();
        let gap = gap_at(self.cursor.clone());
        if gap.behind.rest().starts_with("...") || gap.behind.rest().starts_with(['…', '[', '(', '<']) {
            let behind = gap.behind.rest();
            self.run.is_cut = CUT_MARKS.iter().any(|mark| behind.starts_with(mark));
            return false;
        }
        let progress = Progress { kind: self.kind, text: &self.run.text, part: self.part, dots: self.dots };
        if !joints.goes_on(progress, at, &gap) {
            return false;
        }
        self.run.count(Change::RemovedLineBreaks, gap.line_breaks, at, || None);
        self.run.count(Change::RemovedSpaces, gap.spaces, at, || None);
        while let Some(character) = self.cursor.char().filter(|it| it.is_whitespace() || is_invisible(*it)) {
            if is_invisible(character) {
                self.invisible(character);
            } else {
                self.cursor.pass(character);
            }
        }
        true
    }
}

/// Whether the place is in the path of a URL.
fn is_in_path(text: &str, at: usize) -> bool {
    let from = text.ceil_char_boundary(at.saturating_sub(LONGEST_ADDRESS));
    let before = text.get(from..at).unwrap_or_default();
    let word = before.rsplit(|it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '`')).next().unwrap_or_default();
    word.contains("://") && !word.contains(['?', '#'])
}

/// No token is as long, also encoded twice; its pieces are not looked for any more.
const LONGEST_JOINED: usize = 4 * MAX_TOKEN_BYTES;
/// What tells that the rest was left out.
const CUT_MARKS: [&str; 7] = ["...", "…", "[...]", "[…]", "[truncated", "(truncated", "<truncated"];
const LONGEST_ADDRESS: usize = 512;
