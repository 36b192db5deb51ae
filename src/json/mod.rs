//! Strict JSON (RFC 8259 with the demands of RFC 7515 section 4 and RFC 7493): UTF-8 without a byte order mark, unique
//! member names at every depth, finite numbers, no lone surrogates, bounded depth. Members keep their order.
//!
//! `serde_json` brings the grammar. A document is one owned value, and reading a token copies each of its bytes once.

mod float;
mod tree;

use std::fmt;

use crate::code::Code;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted};
pub(crate) use tree::Number;
use tree::{Node, Tree, Trouble};

/// Why a text is no strict JSON, and the byte where that shows.
#[derive(Clone, Debug, Eq, PartialEq)]
enum JsonError {
    ByteOrderMark,
    DuplicateMember { name: String, pointer: String, byte: usize },
    NotUtf8 { byte: usize },
    Syntax { reason: String, byte: usize },
}

/// A JSON text and the tree in it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    text: String,
    tree: Tree,
}

impl Document {
    /// Reads an object; `source` is what the problem is about, if there is one.
    pub(crate) fn parse_object(bytes: Vec<u8>, source: Source) -> Result<Self, Problem> {
        let document = Self::parse_value(bytes, source)?;
        match document.root().node() {
            Node::Object(..) => Ok(document),
            _ => Err(malformed(source, document.root().kind())),
        }
    }

    /// Reads a value of any kind.
    pub(crate) fn parse_value(bytes: Vec<u8>, source: Source) -> Result<Self, Problem> {
        Self::parse(bytes).map_err(|error| match error {
            JsonError::ByteOrderMark => malformed(source, say::BYTE_ORDER_MARK),
            JsonError::NotUtf8 { byte } => malformed(source, &say::not_utf8(byte)),
            JsonError::Syntax { reason, byte } => malformed(source, &say::syntax(&reason, byte)),
            JsonError::DuplicateMember { name, pointer, byte } => Problem::new(Code::MemberDuplicate, source, pointer)
                .expected(say::UNIQUE_MEMBER_NAMES)
                .actual(say::member_before(&quoted(&name), byte)),
        })
    }

    fn parse(bytes: Vec<u8>) -> Result<Self, JsonError> {
        let text =
            String::from_utf8(bytes).map_err(|error| JsonError::NotUtf8 { byte: error.utf8_error().valid_up_to() })?;
        if text.starts_with('\u{feff}') {
            return Err(JsonError::ByteOrderMark);
        }
        match Tree::read(&text) {
            Ok(tree) => Ok(Self { text, tree }),
            Err((error, trouble)) => {
                let byte = byte_of(&text, error.line(), error.column());
                Err(match trouble {
                    Some(Trouble::Repeated { name, pointer }) => JsonError::DuplicateMember { name, pointer, byte },
                    Some(Trouble::Crowded) | None => JsonError::Syntax { reason: reason_of(&error), byte },
                })
            }
        }
    }

    pub(crate) fn root(&self) -> Value<'_> {
        Value { text: &self.text, tree: &self.tree, place: Tree::ROOT }
    }

    /// The text as it was parsed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl Number {
    /// Reads the text of one number that is not too large.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Document::parse_value(text.as_bytes().to_vec(), Source::Claims).ok()?.root().as_number()
    }
}

fn malformed(source: Source, actual: &str) -> Problem {
    Problem::new(Code::JsonMalformed, source, "").expected(say::STRICT_JSON_OBJECT).actual(actual)
}

/// One value in a document.
#[derive(Clone, Copy)]
pub(crate) struct Value<'d> {
    text: &'d str,
    tree: &'d Tree,
    /// Of its node.
    place: usize,
}

impl<'d> Value<'d> {
    pub(crate) fn as_str(self) -> Option<&'d str> {
        self.tree.string(self.text, self.place)
    }

    pub(crate) fn as_bool(self) -> Option<bool> {
        match self.node() {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn as_number(self) -> Option<Number> {
        match self.node() {
            Node::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn items(self) -> Option<impl ExactSizeIterator<Item = Self> + use<'d>> {
        let Node::Array(extent) = self.node() else { return None };
        let mut next = self.first_inside();
        Some((0..extent.length).map(move |_| next.step()))
    }

    pub(crate) fn members(self) -> Option<impl ExactSizeIterator<Item = (&'d str, Self)> + Clone + use<'d>> {
        let Node::Object(extent, _) = self.node() else { return None };
        let mut next = self.first_inside();
        Some((0..extent.length).map(move |_| (next.step().as_str().unwrap_or_default(), next.step())))
    }

    /// The member of that name, where this is an object that has it.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        Some(Self { place: self.tree.member(self.text, self.place, name)?, ..self })
    }

    /// What it is, for messages.
    pub(crate) fn kind(self) -> &'static str {
        match self.node() {
            Node::Null => "null",
            Node::Bool(_) => say::A_BOOLEAN,
            Node::Number(_) => say::A_NUMBER,
            Node::String(_) | Node::Unescaped(_) => say::A_STRING,
            Node::Array(_) => say::A_LIST,
            Node::Object(..) => say::AN_OBJECT,
        }
    }

    /// How many values and names stand before it in the text.
    pub(crate) const fn order(self) -> usize {
        self.place
    }

    fn node(self) -> &'d Node {
        self.tree.node(self.place)
    }

    /// What stands first in it, if anything does: an item, or a member's name with its value behind it.
    const fn first_inside(self) -> Self {
        Self { place: self.place.saturating_add(1), ..self }
    }

    /// Goes behind this value, and gives it.
    fn step(&mut self) -> Self {
        let next = Self { place: self.tree.behind(self.place), ..*self };
        std::mem::replace(self, next)
    }
}

impl fmt::Display for Value<'_> {
    /// JSON again, without white space; a fraction of more digits than anybody writes is rounded.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node() {
            Node::Null => out.write_str("null"),
            Node::Bool(value) => write!(out, "{value}"),
            Node::Number(Number::Unsigned(number)) => write!(out, "{number}"),
            Node::Number(Number::Negative(number)) => write!(out, "{number}"),
            Node::Number(Number::Float(number)) => float::write(out, *number),
            Node::String(_) | Node::Unescaped(_) => write_string(out, self.as_str().unwrap_or_default()),
            Node::Array(_) => {
                out.write_str("[")?;
                for (place, item) in self.items().into_iter().flatten().enumerate() {
                    out.write_str(if place == 0 { "" } else { "," })?;
                    item.fmt(out)?;
                }
                out.write_str("]")
            }
            Node::Object(..) => {
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

/// Writes a string in quotation marks, with what must be escaped.
pub(crate) fn write_string(out: &mut fmt::Formatter<'_>, string: &str) -> fmt::Result {
    out.write_str(&serde_json::to_string(string).map_err(|_| fmt::Error)?)
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
    fn names_with_the_same_ends_are_told_apart() {
        let name = |middle: usize| format!("beginning{middle:04}beginning");
        // Few names share the quick hash table; many are a reason to read again with a keyed one.
        for count in [2, 20, 100] {
            let members: Vec<_> = (0..count).map(|n| format!("\"{}\":[{n},{{}}]", name(n))).collect();
            let document = parse(&format!("{{{}}}", members.join(","))).unwrap();
            for n in 0..count {
                let value = document.root().get(&name(n)).unwrap().items().unwrap().next().unwrap();
                assert_eq!(value.to_string(), n.to_string());
            }
            assert!(document.root().get(&name(count)).is_none());
            let repeated = parse(&format!("{{{},\"{}\":0}}", members.join(","), name(1)));
            assert!(matches!(repeated, Err(JsonError::DuplicateMember { name: it, .. }) if it == name(1)));
        }
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
    fn a_number_may_be_too_large_but_not_too_small() {
        assert_eq!(Number::read("1e-500"), Some(Number::Float(0.0)));
        assert_eq!(Number::read("1e400"), None);
        assert_eq!(Number::read("7 8"), None);
    }

    #[test]
    fn depth_ends_at_127() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(127)).is_ok());
        assert!(parse(&nested(128)).is_err());
    }
}
