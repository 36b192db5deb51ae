//! The grammar of RFC 8259, from front to back in one pass.
//!
//! Our own, for a browser that waits for it: that of `serde_json` would weigh 5 KB more to load, half of it tables for fractions of
//! which nothing here needs the value. Tests hold it against `serde_json`.

use super::error::JsonError;
use super::number::fraction;
use super::tree::{NameHash, Node, Tree};
use crate::messages::phrases as say;

/// Reads a text into a tree.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// The byte that is read next.
    at: usize,
    tree: Tree,
}

impl<'t> Reader<'t> {
    pub(super) fn read(text: &'t str, hash: NameHash) -> Result<Tree, JsonError> {
        let mut reader = Self { text, at: 0, tree: Tree::for_text(text, hash) };
        reader.value(MAX_DEPTH)?;
        match reader.skip_space() {
            None => Ok(reader.tree),
            Some(_) => Err(reader.fault(say::TRAILING_CHARACTERS)),
        }
    }

    /// Reads a value with so many lists and objects in one another at most.
    fn value(&mut self, depth: usize) -> Result<(), JsonError> {
        match self.skip_space() {
            Some(b'"') => self.string(),
            Some(open @ (b'[' | b'{')) => match depth.checked_sub(1) {
                Some(depth) => self.inside(open, depth),
                None => Err(self.fault(say::TOO_DEEP)),
            },
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            _ => Err(self.fault(say::EXPECTED_VALUE)),
        }
    }

    /// Reads a list or an object.
    fn inside(&mut self, open: u8, depth: usize) -> Result<(), JsonError> {
        let is_object = open == b'{';
        let (close, no_comma) =
            if is_object { (b'}', say::EXPECTED_COMMA_OR_BRACE) } else { (b']', say::EXPECTED_COMMA_OR_BRACKET) };
        let (place, mut length) = (self.tree.open(), 0_usize);
        self.at = self.at.saturating_add(1);
        while self.skip_space() != Some(close) {
            if length > 0 {
                self.expect(b',', no_comma)?;
                if self.skip_space() == Some(close) {
                    return Err(self.fault(say::TRAILING_COMMA));
                }
            }
            if is_object {
                self.member(depth)?;
            } else {
                self.value(depth).map_err(|error| error.inside(|| length.to_string()))?;
            }
            length = length.saturating_add(1);
        }
        self.tree.close(place, length, is_object);
        if is_object {
            self.tree.enter_members(self.text, place, length, self.at)?;
        }
        self.at = self.at.saturating_add(1);
        Ok(())
    }

    fn member(&mut self, depth: usize) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.fault(say::EXPECTED_NAME));
        }
        let name = self.tree.end();
        self.string()?;
        self.skip_space();
        self.expect(b':', say::EXPECTED_COLON)?;
        self.value(depth).map_err(|error| error.inside(|| self.tree.owned_string(self.text, name)))
    }

    fn string(&mut self) -> Result<(), JsonError> {
        self.at = self.at.saturating_add(1);
        let (mut from, meaning) = (self.at, self.tree.unescaped.len());
        let mut has_escapes = false;
        loop {
            self.skip_plain();
            let plain = from..self.at;
            match self.peek() {
                Some(b'"') if !has_escapes => {
                    self.tree.push(Node::String(plain));
                    break;
                }
                Some(end @ (b'"' | b'\\')) => {
                    self.tree.unescaped.push_str(self.text.get(plain).unwrap_or_default());
                    if end == b'"' {
                        self.tree.push(Node::Unescaped(meaning..self.tree.unescaped.len()));
                        break;
                    }
                    has_escapes = true;
                    let meant = self.escape()?;
                    self.tree.unescaped.push(meant);
                    from = self.at;
                }
                _ => return Err(self.fault(say::CONTROL_CHARACTER)),
            }
        }
        self.at = self.at.saturating_add(1);
        Ok(())
    }

    /// Goes to the next quotation mark, backslash or control character: over eight bytes at once where none of them is one
    /// (Mycroft's test for a zero byte; its lowest hit is always right).
    fn skip_plain(&mut self) {
        const ONES: u64 = u64::MAX / 255;
        let bytes = self.text.as_bytes();
        let zeros = |word: u64, less_than: u64| word.wrapping_sub(ONES.wrapping_mul(less_than)) & !word & (ONES << 7);
        while let Some(eight) = bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*eight);
            let quotes = zeros(word ^ ONES.wrapping_mul(u64::from(b'"')), 1);
            let backslashes = zeros(word ^ ONES.wrapping_mul(u64::from(b'\\')), 1);
            let ends = quotes | backslashes | zeros(word, 0x20);
            let plain = usize::try_from(ends.trailing_zeros() / 8).unwrap_or_default();
            self.at = self.at.saturating_add(plain);
            if ends != 0 {
                return;
            }
        }
        while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
            self.at = self.at.saturating_add(1);
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.at = self.at.saturating_add(1);
        let meant = match self.peek() {
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(sign),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.utf16(),
            _ => return Err(self.fault(say::INVALID_ESCAPE)),
        };
        self.at = self.at.saturating_add(1);
        Ok(meant)
    }

    /// One unit of UTF-16, or two that belong together.
    fn utf16(&mut self) -> Result<char, JsonError> {
        let first = self.unit()?;
        let is_half = (0xd800..0xdc00).contains(&first) && self.rest().starts_with(b"\\u");
        let second = if is_half {
            self.at = self.at.saturating_add(1);
            Some(self.unit()?)
        } else {
            None
        };
        match char::decode_utf16([first].into_iter().chain(second)).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(self.fault(say::LONE_SURROGATE)),
        }
    }

    /// Four hexadecimal digits behind a `u`.
    fn unit(&mut self) -> Result<u16, JsonError> {
        let mut unit = 0;
        for _ in 0..4 {
            self.at = self.at.saturating_add(1);
            let digit =
                self.peek().and_then(|byte| char::from(byte).to_digit(16)).and_then(|digit| u16::try_from(digit).ok());
            unit = unit << 4 | digit.ok_or_else(|| self.fault(say::INVALID_ESCAPE))?;
        }
        self.at = self.at.saturating_add(1);
        Ok(unit)
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        self.eat(b'-');
        // A zero stands alone before the point.
        if self.eat(b'0') {
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(self.fault(say::INVALID_NUMBER));
            }
        } else {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _has_sign = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        let node = if let Ok(number) = written.parse() {
            Node::Unsigned(number)
        } else if let Some(number) = written.parse().ok().filter(|number| *number != 0) {
            Node::Negative(number)
        } else if fraction(written).is_some() {
            Node::Fraction(start..self.at)
        } else {
            self.at = self.at.saturating_sub(1);
            return Err(self.fault(say::NUMBER_TOO_LARGE));
        };
        self.tree.push(node);
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at = self.at.saturating_add(1);
        }
        if self.at == start { Err(self.fault(say::INVALID_NUMBER)) } else { Ok(()) }
    }

    fn word(&mut self, word: &str, node: Node) -> Result<(), JsonError> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.fault(say::EXPECTED_VALUE));
        }
        self.at = self.at.saturating_add(word.len());
        self.tree.push(node);
        Ok(())
    }

    fn expect(&mut self, byte: u8, otherwise: &'static str) -> Result<(), JsonError> {
        if self.eat(byte) { Ok(()) } else { Err(self.fault(otherwise)) }
    }

    /// Goes over the next byte if it is this one.
    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at = self.at.saturating_add(usize::from(is_there));
        is_there
    }

    /// Goes over white space; what stands behind it.
    fn skip_space(&mut self) -> Option<u8> {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at = self.at.saturating_add(1);
        }
        self.peek()
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// At the next byte, or at the last one if the text ends too early.
    fn fault(&self, reason: &'static str) -> JsonError {
        let reason = if self.rest().is_empty() { say::ENDS_EARLY } else { reason };
        JsonError::Syntax { reason, byte: self.at.min(self.text.len().saturating_sub(1)) }
    }
}

/// As deep as `serde_json` goes: no honest text has a tenth of it, and a stack holds much more.
const MAX_DEPTH: usize = 127;

#[cfg(test)]
mod tests {
    use crate::json::Document;

    fn agree(text: &str) {
        let (ours, theirs) = (Document::parse(text.as_bytes().to_vec()), serde_json::from_str::<serde_json::Value>(text));
        match (&ours, &theirs) {
            (Ok(document), Ok(value)) => {
                let read: serde_json::Value = serde_json::from_str(&document.root().to_string()).unwrap();
                assert_eq!(&read, value, "{text:?}");
            }
            (Err(_), Err(_)) | (Err(super::JsonError::DuplicateMember { .. }), Ok(_)) => {}
            _ => panic!("{text:?}: {ours:?}, {theirs:?}"),
        }
    }

    /// Every text of a few characters that matter, in and around a string, a number, a list and an object.
    #[test]
    fn serde_json_reads_the_same_from_every_short_text() {
        let inside = [
            "", "\"", "\\", "u", "d83d", "dc1e", "00e9", "n", "x", "0", "1", "-", "+", ".", "e", "[", "]", "{", "}", ",",
            ":", " ", "null", "tru", "\u{1f}", "\u{7f}", "é", "\n", "\u{feff}",
        ];
        for first in inside {
            for second in inside {
                for third in inside {
                    for (before, behind) in [
                        ("", ""),
                        ("\"", "\""),
                        ("\"\\", "\""),
                        ("\"12345678\\ud83d", "\""),
                        ("[", "]"),
                        ("{\"a\":", "}"),
                        ("{\"a\"", "}"),
                        ("-1", ""),
                        ("[0", "]"),
                    ] {
                        agree(&format!("{before}{first}{second}{third}{behind}"));
                    }
                }
            }
        }
    }

    #[test]
    fn serde_json_reads_the_same_where_a_byte_of_a_token_is_another() {
        let text = r#"{"sub":"repo:o/r:ref:refs/heads/main","aud":["a","\u00e9\ud83d\udc1e\n\"x"],"iat":1791484275,"exp":1.79e+9,"n":{"":-2,"t":[true,false,null,{}]}}"#;
        for place in 0..text.len() {
            for other in 0..=0x7f_u8 {
                let mut bytes = text.as_bytes().to_vec();
                bytes[place] = other;
                agree(&String::from_utf8(bytes).unwrap());
            }
            agree(text.get(..place).unwrap());
        }
    }

    #[test]
    fn every_byte_ends_a_string_or_not_wherever_it_stands() {
        for length in 0..40 {
            for place in 0..length {
                for other in ["\"", "\\\\", "\\", "\u{1f}", "\u{0}", " ", "!", "#", "[", "]", "\u{7f}", "é", "\u{2028}"] {
                    let (before, behind) = ("x".repeat(place), "y".repeat(length - place));
                    agree(&format!("\"{before}{other}{behind}\""));
                }
            }
        }
    }
}
