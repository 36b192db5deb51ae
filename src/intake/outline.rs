//! A lenient look at JSON: the members of an object in their own order and with their places, as far as the text is JSON,
//! and the byte where it stops. What decides is strict and stands in `json`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::code::intake::Flaw;

use super::cursor::Cursor;
use super::unicode::odd_character;
use crate::json::Number;

/// One JSON value, as far as it can be read.
pub(super) struct Outline {
    /// The members of the object, where it is one.
    pub(super) members: Vec<Member>,
    /// What is odd and does not end the reading.
    pub(super) oddities: Vec<Oddity>,
    /// Where and why the reading ended, if not at the end of the value.
    pub(super) stop: Option<(Flaw, usize)>,
    /// The byte behind what was read.
    pub(super) end: usize,
    pub(super) is_object: bool,
}

/// A member of a JSON object, as its text has it.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
    /// The name, unescaped.
    pub name: String,
    /// The value's JSON text, unchanged.
    pub raw: String,
    /// Where the name's quotation mark stands in the decoded text.
    pub name_byte: usize,
    /// Where the value begins in the decoded text.
    pub byte: usize,
}

/// Something odd at a byte.
pub(super) struct Oddity {
    pub(super) flaw: Flaw,
    pub(super) byte: usize,
    pub(super) first_byte: Option<usize>,
    pub(super) name: Option<String>,
}

impl Oddity {
    const fn new(flaw: Flaw, byte: usize, name: Option<String>) -> Self {
        Self { flaw, byte, first_byte: None, name }
    }
}

impl Outline {
    /// Reads a text that is to be one JSON object and nothing else.
    pub(super) fn of_whole(text: &str) -> Self {
        let mut reader = Reader::new(text, 0);
        if reader.cursor.eat("\u{feff}") {
            reader.oddity(Oddity::new(Flaw::ByteOrderMark, 0, None));
        }
        let result = reader.read().and_then(|()| {
            reader.skip_white_space();
            reader.cursor.byte().map_or(Ok(()), |_| Err(Flaw::EndExpected))
        });
        reader.finish(result)
    }

    /// Reads the value that begins at `start`, whatever stands behind it.
    pub(super) fn at(text: &str, start: usize) -> Self {
        let mut reader = Reader::new(text, start);
        let result = reader.read();
        reader.finish(result)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

struct Reader<'t> {
    cursor: Cursor<'t>,
    /// The open brackets; an object has the names it has seen, with their places.
    open: Vec<Option<HashMap<Cow<'t, str>, usize>>>,
    /// The member of the outermost object that is being read.
    member: Option<Member>,
    is_object: bool,
    members: Vec<Member>,
    oddities: Vec<Oddity>,
}

impl<'t> Reader<'t> {
    const fn new(text: &'t str, start: usize) -> Self {
        let cursor = Cursor::new(text, start);
        Self { cursor, open: Vec::new(), member: None, is_object: false, members: Vec::new(), oddities: Vec::new() }
    }

    fn finish(mut self, result: Result<(), Flaw>) -> Outline {
        let end = self.cursor.at();
        let ended = self.cursor.byte().is_none();
        let stop = result.err().map(|flaw| (if ended && flaw != Flaw::TooDeep { Flaw::EndsEarly } else { flaw }, end));
        self.oddities.sort_by_key(|oddity| oddity.byte);
        let (members, oddities, is_object) = (self.members, self.oddities, self.is_object);
        Outline { members, oddities, stop, end, is_object }
    }

    fn oddity(&mut self, oddity: Oddity) {
        if self.oddities.len() < MOST_ODDITIES {
            self.oddities.push(oddity);
        }
    }

    fn skip_white_space(&mut self) {
        self.cursor.skip_while(|it| matches!(it, ' ' | '\t' | '\n' | '\r'));
    }

    fn read(&mut self) -> Result<(), Flaw> {
        loop {
            let opened = self.value()?;
            if opened {
                continue;
            }
            while self.close_or_go_on()? {}
            if self.open.is_empty() {
                return Ok(());
            }
        }
    }

    /// Reads a scalar or an empty bracket, or opens a bracket up to its first value: then it says so.
    fn value(&mut self) -> Result<bool, Flaw> {
        self.skip_white_space();
        let start = self.cursor.at();
        if let (1, Some(member)) = (self.open.len(), &mut self.member) {
            member.byte = start;
        }
        match self.cursor.byte().ok_or(Flaw::EndsEarly)? {
            bracket @ (b'{' | b'[') => {
                if self.open.len() == MAX_DEPTH {
                    return Err(Flaw::TooDeep);
                }
                self.is_object |= self.open.is_empty() && bracket == b'{';
                self.open.push((bracket == b'{').then(HashMap::new));
                self.cursor.pass(char::from(bracket));
                self.skip_white_space();
                if self.cursor.byte() == Some(if bracket == b'{' { b'}' } else { b']' }) {
                    return Ok(false);
                }
                if bracket == b'{' {
                    self.name()?;
                }
                return Ok(true);
            }
            b'"' => {
                self.string()?;
            }
            b'-' | b'0'..=b'9' => self.number()?,
            _ => {
                if !["true", "false", "null"].iter().any(|literal| self.cursor.eat(literal)) {
                    return Err(Flaw::ValueExpected);
                }
            }
        }
        self.end_member();
        Ok(false)
    }

    /// After a value: closes one bracket and says so, or goes on to the next value.
    fn close_or_go_on(&mut self) -> Result<bool, Flaw> {
        let Some(innermost) = self.open.last() else { return Ok(false) };
        let is_object = innermost.is_some();
        self.skip_white_space();
        match self.cursor.byte() {
            Some(b',') => {
                self.cursor.pass(',');
                if is_object {
                    self.name()?;
                }
                Ok(false)
            }
            Some(bracket @ (b'}' | b']')) if is_object == (bracket == b'}') => {
                self.cursor.pass(char::from(bracket));
                self.open.pop();
                self.end_member();
                Ok(true)
            }
            _ => Err(Flaw::CommaExpected),
        }
    }

    fn name(&mut self) -> Result<(), Flaw> {
        self.skip_white_space();
        let byte = self.cursor.at();
        if self.cursor.byte() != Some(b'"') {
            return Err(Flaw::NameExpected);
        }
        let name = self.string()?;
        self.skip_white_space();
        if !self.cursor.eat(":") {
            return Err(Flaw::ColonExpected);
        }
        if self.open.len() == 1 {
            self.member = Some(Member {
                name: name.clone().into_owned(),
                raw: String::new(),
                name_byte: byte,
                byte: self.cursor.at(),
            });
        }
        let Some(Some(names)) = self.open.last_mut() else { return Ok(()) };
        match names.entry(name) {
            Entry::Vacant(vacant) => {
                vacant.insert(byte);
            }
            Entry::Occupied(first) => {
                let (name, first_byte) = (Some(first.key().to_string()), Some(*first.get()));
                self.oddity(Oddity { flaw: Flaw::DuplicateMember, byte, first_byte, name });
            }
        }
        Ok(())
    }

    fn end_member(&mut self) {
        if self.open.len() == 1
            && let Some(mut member) = self.member.take()
        {
            member.raw = self.cursor.since(member.byte).to_owned();
            self.members.push(member);
        }
    }

    /// Reads a string and gives what it means.
    fn string(&mut self) -> Result<Cow<'t, str>, Flaw> {
        self.cursor.pass('"');
        let start = self.cursor.at();
        let mut unescaped: Option<String> = None;
        loop {
            let plain = self.cursor.at();
            self.cursor.skip_plain();
            if let Some(unescaped) = &mut unescaped {
                unescaped.push_str(self.cursor.since(plain));
            }
            let byte = self.cursor.at();
            let character = self.cursor.char().ok_or(Flaw::EndsEarly)?;
            let meant = match character {
                '"' => {
                    let string = unescaped.map_or_else(|| Cow::Borrowed(self.cursor.since(start)), Cow::Owned);
                    self.cursor.pass('"');
                    return Ok(string);
                }
                '\\' => {
                    unescaped.get_or_insert_with(|| self.cursor.since(start).to_owned());
                    self.escape()?
                }
                '\0'..='\u{1f}' => return Err(Flaw::ControlCharacter),
                _ => {
                    self.cursor.pass(character);
                    character
                }
            };
            if !matches!(meant, ' '..='~')
                && let Some(name) = odd_character(meant)
            {
                self.oddity(Oddity::new(Flaw::OddCharacter, byte, Some(name)));
            }
            if let Some(unescaped) = &mut unescaped {
                unescaped.push(meant);
            }
        }
    }

    fn escape(&mut self) -> Result<char, Flaw> {
        let byte = self.cursor.at();
        match escaped(&mut self.cursor) {
            Escaped::Character(character) => Ok(character),
            Escaped::LoneSurrogate => {
                self.oddity(Oddity::new(Flaw::LoneSurrogate, byte, None));
                Ok(char::REPLACEMENT_CHARACTER)
            }
            Escaped::Malformed => Err(Flaw::EscapeMalformed),
        }
    }

    fn number(&mut self) -> Result<(), Flaw> {
        let start = self.cursor.at();
        let digits = |cursor: &mut Cursor<'_>| {
            let start = cursor.at();
            cursor.skip_while(|it| it.is_ascii_digit());
            cursor.since(start).len()
        };
        self.cursor.eat("-");
        let zero = self.cursor.byte() == Some(b'0');
        let whole = digits(&mut self.cursor);
        if whole == 0 || zero && whole > 1 {
            return Err(Flaw::NumberMalformed);
        }
        let integer = self.cursor.at();
        if self.cursor.eat(".") && digits(&mut self.cursor) == 0 {
            return Err(Flaw::NumberMalformed);
        }
        let mut exponent = 0;
        if self.cursor.eat("e") || self.cursor.eat("E") {
            let _sign = self.cursor.eat("+") || self.cursor.eat("-");
            exponent = digits(&mut self.cursor);
            if exponent == 0 {
                return Err(Flaw::NumberMalformed);
            }
        }
        let text = self.cursor.since(start);
        let may_be_infinite = whole > FINITE_DIGITS || exponent > FINITE_EXPONENT_DIGITS;
        if may_be_infinite && Number::read(text).is_none() {
            self.oddity(Oddity::new(Flaw::InfiniteNumber, start, Some(evidence(text))));
        } else if integer == self.cursor.at() && !text.parse::<i64>().is_ok_and(|it| it.unsigned_abs() <= MAX_EXACT_INTEGER)
        {
            self.oddity(Oddity::new(Flaw::BigInteger, start, Some(evidence(text))));
        }
        Ok(())
    }
}

/// What the content of a JSON string means, as far as it is one.
pub(super) fn unescaped(content: &str) -> String {
    let mut cursor = Cursor::new(content, 0);
    let mut string = String::with_capacity(content.len());
    while let Some(character) = cursor.char() {
        if character != '\\' {
            cursor.pass(character);
            string.push(character);
            continue;
        }
        match escaped(&mut cursor) {
            Escaped::Character(character) => string.push(character),
            Escaped::LoneSurrogate => string.push(char::REPLACEMENT_CHARACTER),
            Escaped::Malformed => string.push('\\'),
        }
    }
    string
}

enum Escaped {
    Character(char),
    LoneSurrogate,
    Malformed,
}

/// Reads an escape sequence (RFC 8259 section 7). The cursor stands at the backslash, and behind it if it is malformed.
fn escaped(cursor: &mut Cursor<'_>) -> Escaped {
    cursor.pass('\\');
    let Some(character) = cursor.char() else { return Escaped::Malformed };
    let meant = match character {
        '"' | '\\' | '/' => character,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let mut behind = cursor.clone();
            behind.pass('u');
            let Some(unit) = behind.four_hex_digits() else { return Escaped::Malformed };
            *cursor = behind;
            return match unit {
                0xd800..0xdc00 => low_surrogate(cursor).map_or(Escaped::LoneSurrogate, |low| {
                    char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
                        .map_or(Escaped::LoneSurrogate, Escaped::Character)
                }),
                _ => char::from_u32(unit).map_or(Escaped::LoneSurrogate, Escaped::Character),
            };
        }
        _ => return Escaped::Malformed,
    };
    cursor.pass(character);
    Escaped::Character(meant)
}

fn low_surrogate(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut behind = cursor.clone();
    let low = behind.eat("\\u").then(|| behind.four_hex_digits())??;
    (0xdc00..0xe000).contains(&low).then(|| {
        *cursor = behind;
        low
    })
}

/// A number as evidence, not too long.
fn evidence(number: &str) -> String {
    let mut shown: String = number.chars().take(LONGEST_NUMBER).collect();
    if shown.len() < number.len() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// RFC 8259 section 6: integers up to here are exact for every reader.
const MAX_EXACT_INTEGER: u64 = 1 << 53;
/// A number of no more digits, before the point and in the exponent, is below 10^299 and so finite in 64 bits.
const FINITE_DIGITS: usize = 200;
const FINITE_EXPONENT_DIGITS: usize = 2;
/// As deep as the strict reader goes.
const MAX_DEPTH: usize = 127;
const MOST_ODDITIES: usize = 64;
const LONGEST_NUMBER: usize = 40;
