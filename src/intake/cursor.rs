//! A place in a text that moves forward only: what keeps every reader here linear.

/// A text and how far it was read. The place is always the border of a character.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) const fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn char(&self) -> Option<char> {
        match self.byte()? {
            byte @ 0..0x80 => Some(char::from(byte)),
            _ => self.rest().chars().next(),
        }
    }

    /// Moves over a character that was looked at.
    pub(super) const fn pass(&mut self, character: char) {
        self.at += character.len_utf8();
    }

    /// Moves over ASCII that was looked at.
    pub(super) const fn pass_ascii(&mut self, characters: usize) {
        self.at += characters;
    }

    /// Moves over `expected`, if it stands here.
    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let stands_here = self.rest().starts_with(expected);
        if stands_here {
            self.at += expected.len();
        }
        stands_here
    }

    pub(super) fn skip_while(&mut self, belongs: impl Fn(char) -> bool) {
        while let Some(character) = self.char().filter(|it| belongs(*it)) {
            self.pass(character);
        }
    }

    /// Moves over whatever stands for itself in a JSON string and is neither odd nor beyond ASCII.
    pub(super) fn skip_plain(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_plain = |byte: &&u8| matches!(**byte, b' '..=b'~') && !matches!(**byte, b'"' | b'\\');
        self.at += rest.iter().take_while(is_plain).count();
    }

    /// Moves behind the next `mark`, or to the end.
    pub(super) fn skip_past(&mut self, mark: &str) {
        self.at += self.rest().find(mark).map_or(self.rest().len(), |place| place + mark.len());
    }

    /// Reads four hexadecimal digits, those of a `\u` escape.
    pub(super) fn four_hex_digits(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
