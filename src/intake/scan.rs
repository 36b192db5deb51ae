//! Where in a text tokens and encoded texts begin.

use super::joint::{Joints, Kind, opens_json};
use super::run::Run;
use super::secret::{Secret, starts_word};
use super::segment::{self, is_base64};

/// Something that may hold a token.
pub(super) struct Spot {
    pub(super) run: Run,
    /// Whether it has parts; else it is one text in base64.
    pub(super) has_parts: bool,
    /// Whether its first part is no header, but its second looks like claims.
    pub(super) lost_its_start: bool,
}

/// Finds tokens and texts in base64, in order, outside of the secrets.
pub(super) fn spots(text: &str, secrets: &[Secret]) -> Vec<Spot> {
    let mut joints = Joints::new(text);
    let mut spots = Vec::new();
    let mut secrets = secrets.iter().map(|secret| &secret.range).peekable();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied()
        && spots.len() < MOST_SPOTS
    {
        while secrets.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = secrets.peek().filter(|range| range.contains(&at)) {
            at = range.end;
        } else if !is_word(byte) || !starts_word(text, at) {
            at += code_length(bytes.get(at..).unwrap_or_default());
        } else {
            let length =
                text.get(at..).map_or(0, |rest| rest.bytes().take_while(|byte| is_word(*byte) || *byte == b'.').count());
            let word = text.get(at..at + length).unwrap_or_default();
            match spot(text, at, word, &mut joints) {
                Some(spot) => {
                    at = spot.run.end.max(at + 1);
                    spots.push(spot);
                }
                None => at += length.max(1),
            }
        }
    }
    spots
}

/// What begins with this word, if it can be a token or a text in base64.
fn spot(text: &str, at: usize, word: &str, joints: &mut Joints<'_>) -> Option<Spot> {
    if opens_json(word) {
        let run = Run::read(text, at, Kind::Token, joints);
        let has_parts = run.text.contains('.');
        return Some(Spot { run, has_parts, lost_its_start: false });
    }
    if let Some((first, rest)) = word.split_once('.')
        && opens_json(rest)
    {
        // A token behind a name and a dot; or a token without its beginning, whose claims still can be read.
        let is_whole = rest.split_once('.').is_some_and(|(_, claims)| opens_json(claims));
        if is_whole || first.len() >= SHORTEST_HEADER {
            let start = if is_whole { at + first.len() + 1 } else { at };
            let run = Run::read(text, start, Kind::Token, joints);
            let has_parts = run.text.contains('.');
            return Some(Spot { run, has_parts, lost_its_start: !is_whole });
        }
    }
    let start = text.as_bytes().get(at..at + SHORTEST_ENCODED)?;
    if start.iter().all(|byte| is_base64(*byte)) && segment::peek(text.get(at..)?).all(is_text) {
        let run = Run::read(text, at, Kind::Base64, joints);
        return Some(Spot { run, has_parts: false, lost_its_start: false });
    }
    None
}

/// The length of the escape sequence or percent-encoded character at the start, whose letters begin no word; or one.
fn code_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\\', b'u', ..] => 6,
        [b'\\', ..] => 2,
        [b'%', first, second, ..] if first.is_ascii_hexdigit() && second.is_ascii_hexdigit() => 3,
        _ => 1,
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

const fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

/// More is no text that a person pasted.
const MOST_SPOTS: usize = 256;
/// `{"alg":"A"}` has fifteen characters in base64url.
const SHORTEST_HEADER: usize = 10;
/// Shorter words are words.
const SHORTEST_ENCODED: usize = 24;
