//! Strict JSON (RFC 8259 with the demands of RFC 7515 section 4 and RFC 7493): UTF-8 without a byte order mark, unique
//! member names at every depth, finite numbers, no lone surrogates, bounded depth. Members keep their order.
//!
//! `serde_json` brings the grammar. The tree refers to the text by byte ranges, so that a document is one owned value and
//! reading a token copies each byte once.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use crate::code::Code;
use crate::problem::{Problem, Source, quoted};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Why a text is no strict JSON, and the byte where that shows.
#[derive(Clone, Debug, Eq, PartialEq)]
enum JsonError {
    ByteOrderMark,
    DuplicateMember { name: String, byte: usize },
    NotUtf8 { byte: usize },
    Syntax { reason: String, byte: usize },
}

/// A JSON text and the tree in it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    text: Box<str>,
    root: Node,
}

impl Document {
    /// Reads an object; `source` is what the problem is about, if there is one.
    pub(crate) fn parse_object(bytes: Vec<u8>, source: Source) -> Result<Self, Problem> {
        let malformed = |actual: String| {
            Problem::new(Code::JsonMalformed, source, "").expected("a strict JSON object in UTF-8").actual(actual)
        };
        let document = Self::parse(bytes).map_err(|error| match error {
            JsonError::ByteOrderMark => malformed("it begins with a byte order mark".to_owned()),
            JsonError::NotUtf8 { byte } => malformed(format!("byte {byte} is not UTF-8")),
            JsonError::Syntax { reason, byte } => malformed(format!("{reason} at byte {byte}")),
            JsonError::DuplicateMember { name, byte } => Problem::new(Code::MemberDuplicate, source, "")
                .expected("unique member names")
                .actual(format!("{} (before byte {byte})", quoted(&name))),
        })?;
        match document.root().node {
            Node::Object(_) => Ok(document),
            _ => Err(malformed(document.root().kind().to_owned())),
        }
    }

    fn parse(bytes: Vec<u8>) -> Result<Self, JsonError> {
        let text =
            String::from_utf8(bytes).map_err(|error| JsonError::NotUtf8 { byte: error.utf8_error().valid_up_to() })?;
        if text.starts_with('\u{feff}') {
            return Err(JsonError::ByteOrderMark);
        }
        let text = text.into_boxed_str();
        let reader = Reader { text: &text, repeated: &Cell::new(None) };
        let mut json = serde_json::Deserializer::from_str(&text);
        let root = reader.deserialize(&mut json).and_then(|root| json.end().map(|()| root));
        match root {
            Ok(root) => Ok(Self { text, root }),
            Err(error) => {
                let byte = byte_of(&text, error.line(), error.column());
                Err(match reader.repeated.take() {
                    Some(name) => JsonError::DuplicateMember { name, byte },
                    None => JsonError::Syntax { reason: reason_of(&error), byte },
                })
            }
        }
    }

    pub(crate) fn root(&self) -> Value<'_> {
        Value { text: &self.text, node: &self.root }
    }

    /// The text as it was parsed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// One value in a document.
#[derive(Clone, Copy)]
pub(crate) struct Value<'d> {
    text: &'d str,
    node: &'d Node,
}

/// A JSON number, as exactly as the text has it within 64 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Unsigned(u64),
    Negative(i64),
    Float(f64),
}

impl<'d> Value<'d> {
    pub(crate) fn as_str(self) -> Option<&'d str> {
        match self.node {
            Node::String(string) => Some(string.read(self.text)),
            _ => None,
        }
    }

    pub(crate) const fn as_bool(self) -> Option<bool> {
        match self.node {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) const fn as_number(self) -> Option<Number> {
        match self.node {
            Node::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn items(self) -> Option<impl ExactSizeIterator<Item = Self> + use<'d>> {
        let Node::Array(items) = self.node else { return None };
        Some(items.iter().map(move |node| Value { text: self.text, node }))
    }

    pub(crate) fn members(self) -> Option<impl ExactSizeIterator<Item = (&'d str, Self)> + Clone + use<'d>> {
        let Node::Object(members) = self.node else { return None };
        Some(members.iter().map(move |(name, node)| (name.read(self.text), Value { text: self.text, node })))
    }

    /// The member of that name, where this is an object that has it.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        self.members()?.find_map(|(candidate, value)| (candidate == name).then_some(value))
    }

    /// What it is, for messages.
    pub(crate) const fn kind(self) -> &'static str {
        match self.node {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) => "a number",
            Node::String(_) => "a string",
            Node::Array(_) => "a list",
            Node::Object(_) => "an object",
        }
    }
}

impl fmt::Display for Value<'_> {
    /// JSON again, without white space.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node {
            Node::Null => out.write_str("null"),
            Node::Bool(value) => write!(out, "{value}"),
            Node::Number(Number::Unsigned(number)) => write!(out, "{number}"),
            Node::Number(Number::Negative(number)) => write!(out, "{number}"),
            Node::Number(Number::Float(number)) => write!(out, "{number:?}"),
            Node::String(string) => write_string(out, string.read(self.text)),
            Node::Array(_) => {
                out.write_str("[")?;
                for (place, item) in self.items().into_iter().flatten().enumerate() {
                    out.write_str(if place == 0 { "" } else { "," })?;
                    item.fmt(out)?;
                }
                out.write_str("]")
            }
            Node::Object(_) => {
                out.write_str("{")?;
                for (place, (name, value)) in self.members().into_iter().flatten().enumerate() {
                    out.write_str(if place == 0 { "" } else { "," })?;
                    write_string(out, name)?;
                    write!(out, ":{value}")?;
                }
                out.write_str("}")
            }
        }
    }
}

fn write_string(out: &mut fmt::Formatter<'_>, string: &str) -> fmt::Result {
    out.write_str(&serde_json::to_string(string).map_err(|_| fmt::Error)?)
}

#[derive(Clone, Debug)]
enum Node {
    Null,
    Bool(bool),
    Number(Number),
    String(Text),
    Array(Vec<Self>),
    Object(Vec<(Text, Self)>),
}

/// A string of the document: where it stands, or what its escapes mean.
#[derive(Clone, Debug)]
enum Text {
    InPlace(Range<usize>),
    Unescaped(Box<str>),
}

impl Text {
    fn read<'d>(&'d self, text: &'d str) -> &'d str {
        match self {
            // INVARIANT: the range was measured in this very text, which nothing changes.
            Self::InPlace(range) => text.get(range.clone()).unwrap_or_default(),
            Self::Unescaped(string) => string,
        }
    }
}

#[derive(Clone, Copy)]
struct Reader<'t> {
    text: &'t str,
    repeated: &'t Cell<Option<String>>,
}

impl Reader<'_> {
    fn in_place(self, string: &str) -> Text {
        let start = string.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        Text::InPlace(start..start.saturating_add(string.len()))
    }

    fn is_repeated(self, members: &[(Text, Node)]) -> Option<String> {
        let names = || members.iter().map(|(name, _)| name.read(self.text));
        let repeated = if members.len() <= FEW_MEMBERS {
            names().enumerate().find(|(place, name)| names().take(*place).any(|earlier| earlier == *name)).map(|it| it.1)
        } else {
            let mut seen = HashSet::with_capacity(members.len());
            names().find(|name| !seen.insert(*name))
        };
        repeated.map(str::to_owned)
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(Number::Unsigned(number)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(Number::Negative(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Number(Number::Float(number)))
    }

    fn visit_borrowed_str<E>(self, string: &'de str) -> Result<Node, E> {
        Ok(Node::String(self.in_place(string)))
    }

    fn visit_str<E>(self, string: &str) -> Result<Node, E> {
        Ok(Node::String(Text::Unescaped(string.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::with_capacity(USUAL_MEMBERS);
        while let Some(name) = map.next_key_seed(NameReader(self))? {
            members.push((name, map.next_value_seed(self)?));
        }
        if let Some(name) = self.is_repeated(&members) {
            self.repeated.set(Some(name));
            return Err(A::Error::custom("a member stands twice"));
        }
        Ok(Node::Object(members))
    }
}

struct NameReader<'t>(Reader<'t>);

impl<'de> DeserializeSeed<'de> for NameReader<'_> {
    type Value = Text;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameReader<'_> {
    type Value = Text;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, string: &'de str) -> Result<Text, E> {
        Ok(self.0.in_place(string))
    }

    fn visit_str<E>(self, string: &str) -> Result<Text, E> {
        Ok(Text::Unescaped(string.into()))
    }
}

/// The byte that `serde_json` means by a line and a column, both counted from 1.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before.saturating_add(column).saturating_sub(1)
}

/// The reason without the position, which is told in bytes.
fn reason_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}

/// GitHub's claims are about thirty; comparing that few beats hashing them, and more cost no more than hashing.
const FEW_MEMBERS: usize = 48;
const USUAL_MEMBERS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Document, JsonError> {
        Document::parse(text.as_bytes().to_vec())
    }

    #[test]
    fn a_tree_reads_back_as_it_was_written() {
        let text = r#"{"b":[1,-2,0.5,true,null],"a":{"é":"x\ny","":""}}"#;
        assert_eq!(parse(text).unwrap().root().to_string(), text);
    }

    #[test]
    fn a_repeated_member_is_refused_at_any_depth_and_however_it_is_spelt() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"x":[{"a":1,"\u0061":2}]}"#] {
            assert!(matches!(parse(text), Err(JsonError::DuplicateMember { name, .. }) if name == "a"), "{text}");
        }
        let many: Vec<_> = (0..100).map(|n| format!("\"m{n}\":0")).chain(["\"m7\":1".into()]).collect();
        let many = format!("{{{}}}", many.join(","));
        assert!(matches!(parse(&many), Err(JsonError::DuplicateMember { name, .. }) if name == "m7"));
    }

    #[test]
    fn what_other_readers_let_through_is_refused_with_its_byte() {
        for (text, byte) in
            [("{} x", 3), ("{\"a\":1e400}", 9), ("\"\\ud800\"", 7), ("[NaN]", 1), ("{\"a\":01}", 6), ("[1,]", 3), ("", 0)]
        {
            match parse(text) {
                Err(JsonError::Syntax { byte: actual, .. }) => assert_eq!(actual, byte, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(matches!(parse("\u{feff}{}"), Err(JsonError::ByteOrderMark)));
        assert!(matches!(Document::parse(vec![b'"', 0xff, b'"']), Err(JsonError::NotUtf8 { byte: 1 })));
    }

    #[test]
    fn depth_ends_at_127() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(127)).is_ok());
        assert!(parse(&nested(128)).is_err());
    }
}
