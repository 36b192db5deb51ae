//! Whether what stands behind white space still belongs to a token. Terminals, mail and people wrap tokens; other words
//! follow tokens, too. A wrapped token is told by its pieces: their widths, and what is still missing.

use super::cursor::Cursor;
use super::outline::Outline;
use super::segment::{self, is_base64};
use super::unicode::is_invisible;

/// What kind of characters a run may have.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Kind {
    /// A compact serialisation: parts joined by dots.
    Token,
    /// One text in base64 of either alphabet.
    Base64,
}

/// White space between two pieces.
pub(super) struct Gap<'t> {
    pub(super) line_breaks: usize,
    pub(super) spaces: usize,
    /// Where the next piece begins.
    pub(super) behind: Cursor<'t>,
}

/// Measures the white space at the cursor.
pub(super) fn gap_at(mut cursor: Cursor<'_>) -> Gap<'_> {
    let start = cursor.at();
    cursor.skip_while(|it| it.is_whitespace() || is_invisible(it));
    let white = cursor.since(start);
    let line_breaks = white.bytes().filter(|byte| *byte == b'\n').count();
    let spaces = white.chars().filter(|it| !matches!(it, '\n' | '\r') && it.is_whitespace()).count();
    // A carriage return alone is an old line break.
    let line_breaks = if line_breaks == 0 { usize::from(white.contains('\r')) } else { line_breaks };
    Gap { line_breaks, spaces, behind: cursor }
}

/// How far a run was read.
#[derive(Clone, Copy)]
pub(super) struct Progress<'r> {
    pub(super) kind: Kind,
    pub(super) text: &'r str,
    /// Where its current part begins.
    pub(super) part: usize,
    pub(super) dots: usize,
}

impl<'r> Progress<'r> {
    fn part(self) -> &'r str {
        self.text.get(self.part..).unwrap_or_default()
    }
}

/// What is known about the pieces of a text, and of the run that is being read.
pub(super) struct Joints<'t> {
    text: &'t str,
    /// From here on the text has nothing but token characters, white space and closing brackets.
    tail: usize,
    /// Up to here the text was searched for something that belongs to no token.
    reach: usize,
    /// Whether what was found there closes a quotation mark before the run.
    is_enclosed: Option<bool>,
    start: usize,
    /// Where the current piece begins, and the width of the pieces before it.
    piece: usize,
    width: Option<usize>,
    /// The lengths that a signature by the header's algorithm can have.
    signature: Option<&'static [usize]>,
}

impl<'t> Joints<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let closers = ['=', '}', ']', ')', '"', '\'', '`', ',', ';', ' ', '\n', '\r', '\t'];
        let tail = text.trim_end_matches(closers).trim_end_matches(is_token_or_space).len();
        Self { text, tail, reach: 0, is_enclosed: None, start: 0, piece: 0, width: None, signature: None }
    }

    pub(super) const fn begin(&mut self, start: usize) {
        self.start = start;
        self.piece = start;
        self.width = None;
        self.is_enclosed = None;
        self.signature = None;
    }

    /// Whether a run that was read up to the gap at `at` goes on behind that gap.
    pub(super) fn goes_on(&mut self, run: Progress<'_>, at: usize, gap: &Gap<'_>) -> bool {
        let next = piece_at(&gap.behind);
        let goes_on = !next.is_empty() && self.belongs(run, at, gap, next);
        if goes_on {
            self.width = Some(self.width_before(at, gap));
            self.piece = gap.behind.at();
        }
        goes_on
    }

    fn belongs(&mut self, run: Progress<'_>, at: usize, gap: &Gap<'_>, next: &str) -> bool {
        let part = run.part();
        let awaits_part = part.is_empty() && run.dots == 1;
        if run.kind == Kind::Token && (opens_json(next) && !awaits_part || run.dots > 2 && next.contains('.')) {
            return false;
        }
        if run.kind == Kind::Token && next.starts_with('.') || self.is_enclosed(&gap.behind) {
            return true;
        }
        if run.kind == Kind::Token && run.dots == 2 {
            let lengths = self.signature_lengths(run.text);
            if lengths.contains(&part.len()) {
                return false;
            }
            if lengths.contains(&(part.len() + next.len())) {
                return true;
            }
        }
        if at >= self.tail {
            // Nothing else stands in the text. What follows a token that may be whole must look like the rest of it.
            let may_be_whole = run.dots >= 2 || is_complete(part);
            let is_rest = match gap.line_breaks {
                _ if part.is_empty() => !is_word(next),
                0 => is_random(next),
                1 => !is_word(next) && !next.bytes().all(|byte| byte.is_ascii_digit()),
                _ => false,
            };
            return !may_be_whole || self.width.is_some() || is_rest;
        }
        if run.dots < 2 && run.kind == Kind::Token && is_complete(part) {
            return false;
        }
        // In the midst of other text the pieces must have one width, or look like nothing but base64.
        let width = self.width_before(at, gap);
        let fits = width >= SHORTEST_PIECE && next.len() <= width && self.width.is_none_or(|before| before == width);
        fits && (gap.line_breaks == 0 || fills_line(gap, next))
            && (self.width.is_some() || next.len() == width || is_random(next))
    }

    /// The width of the piece that ends at the gap: of its whole line, where it was wrapped to lines.
    fn width_before(&self, at: usize, gap: &Gap<'_>) -> usize {
        let piece = self.text.get(self.piece..at).unwrap_or_default();
        if gap.line_breaks == 0 || self.piece != self.start {
            return piece.len();
        }
        let from = self.text.ceil_char_boundary(self.start.saturating_sub(LONGEST_PREFIX));
        let before = self.text.get(from..self.start).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().len() + piece.len()
    }

    /// Whether everything up to the next quotation mark can belong to the run, and that mark was opened before it.
    fn is_enclosed(&mut self, cursor: &Cursor<'_>) -> bool {
        if let Some(known) = self.is_enclosed {
            return known && cursor.at() < self.reach;
        }
        let mut ahead = Cursor::new(self.text, self.reach.max(cursor.at()));
        ahead.skip_while(|it| is_token_or_space(it) || is_invisible(it));
        self.reach = ahead.at();
        let mark = ahead.char().filter(|it| matches!(it, '"' | '\'' | '`' | '\\'));
        // An apostrophe inside a word closes nothing.
        let closes = ahead.rest().chars().nth(1).is_none_or(|it| mark == Some('\\') || !it.is_alphanumeric());
        let is_enclosed = closes && mark.is_some_and(|mark| self.is_open(if mark == '\\' { '"' } else { mark }));
        self.is_enclosed = Some(is_enclosed);
        is_enclosed
    }

    /// Whether a quotation mark in the run's line before it is open.
    fn is_open(&self, mark: char) -> bool {
        let from = self.text.ceil_char_boundary(self.start.saturating_sub(LONGEST_PREFIX));
        let before = self.text.get(from..self.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let opens = line.rsplit(mark).nth(1).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        opens && line.matches(mark).count() % 2 == 1
    }

    fn signature_lengths(&mut self, token: &str) -> &'static [usize] {
        self.signature.get_or_insert_with(|| {
            let header = segment::decode(token.split('.').next().unwrap_or_default()).bytes;
            let header = Outline::of_whole(str::from_utf8(&header).unwrap_or_default());
            header.get("alg").map_or(&[], |alg| encoded_lengths(alg.raw.trim_matches('"')))
        })
    }
}

/// Whether a text begins as a JSON object does in base64: with a bracket and a quotation mark behind it.
pub(super) fn opens_json(text: &str) -> bool {
    let mut bytes = segment::peek(text);
    if bytes.next() != Some(b'{') {
        return false;
    }
    let mut behind = bytes.peekable();
    behind.peek().is_some() && behind.find(|byte| !byte.is_ascii_whitespace()).is_none_or(|byte| matches!(byte, b'"' | b'}'))
}

/// The characters of the piece at the cursor; none where it runs into something else, as `https` does into a colon.
fn piece_at<'t>(cursor: &Cursor<'t>) -> &'t str {
    let rest = cursor.rest();
    let length = rest.bytes().take_while(|byte| is_base64(*byte) || matches!(byte, b'.' | b'=' | b'~')).count();
    let ends = rest.get(length..).and_then(|behind| behind.chars().next()).is_none_or(|it| {
        it.is_whitespace()
            || is_invisible(it)
            || matches!(
                it,
                '"' | '\'' | '`' | ',' | ';' | '&' | '<' | '>' | '|' | ')' | ']' | '}' | '\\' | '…' | '%' | '”' | '’'
            )
    });
    let piece = rest.get(..length).unwrap_or_default();
    let pads = piece.trim_end_matches('=').contains('=') && !piece.contains("=.") && !piece.contains("==.");
    if ends && !pads { piece } else { "" }
}

fn is_token_or_space(character: char) -> bool {
    character.is_whitespace() || u8::try_from(character).is_ok_and(|byte| is_base64(byte) || matches!(byte, b'.' | b'~'))
}

/// Whether the piece has its lines to itself, but for what closes.
fn fills_line(gap: &Gap<'_>, piece: &str) -> bool {
    let behind = gap.behind.rest().get(piece.len()..).unwrap_or_default();
    let behind = behind.trim_start_matches(['"', '\'', '`', ',', ';', ' ', '\r', '}']);
    behind.is_empty() || behind.starts_with('\n')
}

/// Whether the JSON in this part of a token has ended.
fn is_complete(part: &str) -> bool {
    let whole = part.len() / 4 * 4;
    let from = if part.len().is_multiple_of(4) { whole.saturating_sub(4) } else { whole };
    part.len() % 4 != 1 && segment::decode(part.get(from..).unwrap_or_default()).bytes.last() == Some(&b'}')
}

/// Whether it is rather a word of a language than a piece of base64.
fn is_word(piece: &str) -> bool {
    piece.len() > 1
        && piece.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
        && piece.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether it is rather a piece of base64 than anything else.
fn is_random(piece: &str) -> bool {
    piece.len() >= SHORTEST_PIECE
        && piece.bytes().any(|byte| byte.is_ascii_uppercase())
        && piece.bytes().any(|byte| byte.is_ascii_lowercase())
        && piece.bytes().any(|byte| byte.is_ascii_digit())
}

/// How many characters a signature has (RFC 7518 section 3, RFC 8037), for the usual sizes of keys.
fn encoded_lengths(algorithm: &str) -> &'static [usize] {
    match algorithm {
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => &[171, 342, 512, 683, 1366],
        "ES256" | "ES256K" | "EdDSA" | "Ed25519" | "HS512" => &[86],
        "ES384" => &[128],
        "ES512" => &[176],
        "HS256" => &[43],
        "HS384" => &[64],
        _ => &[],
    }
}

/// Nobody wraps narrower.
const SHORTEST_PIECE: usize = 16;
/// How much of a line before a token is looked at.
const LONGEST_PREFIX: usize = 256;
