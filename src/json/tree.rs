//! The tree of a JSON text: flat, in the order of the text, to which it refers by byte ranges. No form of a text makes its
//! tree much larger than another's, and none makes reading it slow.

use std::fmt;
use std::ops::Range;

use crate::problem::member_pointer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// All values of a text, each at its place. In an object each value stands behind its name.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The members of each object side by side, sorted, so that one is found without looking at all.
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    String(Text),
    Array(Extent),
    /// And the place where its members begin.
    Object(Extent, usize),
}

/// A JSON number, as exactly as the text has it within 64 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Unsigned(u64),
    Negative(i64),
    Float(f64),
}

/// How far a list or an object reaches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// In items or members.
    pub(super) length: usize,
    /// In places, with its own.
    size: usize,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    glance: u64,
    /// The place of its name.
    name: usize,
}

/// A string of the text: where it stands, or what its escapes mean.
#[derive(Clone, Debug)]
pub(super) enum Text {
    InPlace(Range<usize>),
    Unescaped(Box<str>),
}

/// Why there is no tree, and the member that stands twice if that is the reason.
pub(super) type ReadError = (serde_json::Error, Option<Repeated>);

/// A member that stands twice in one object.
pub(super) struct Repeated {
    pub(super) name: String,
    /// RFC 6901.
    pub(super) pointer: String,
}

impl Tree {
    pub(super) const ROOT: usize = 0;

    pub(super) fn read(text: &str) -> Result<Self, ReadError> {
        let members = text.len() / USUAL_BYTES_PER_MEMBER;
        let tree = Self { nodes: Vec::with_capacity(members.saturating_mul(2)), members: Vec::with_capacity(members) };
        let mut reader = Reader { text, tree, repeated: None };
        let mut json = serde_json::Deserializer::from_str(text);
        match reader.deserialize(&mut json).and_then(|()| json.end()) {
            Ok(()) => Ok(reader.tree),
            Err(error) => Err((error, reader.repeated)),
        }
    }

    pub(super) fn node(&self, place: usize) -> &Node {
        // INVARIANT: whoever has a place has it from this tree.
        self.nodes.get(place).unwrap_or(&Node::Null)
    }

    /// The place behind a value: the next one of the same list or object, if there is one.
    pub(super) fn behind(&self, place: usize) -> usize {
        let size = match self.node(place) {
            Node::Array(extent) | Node::Object(extent, _) => extent.size,
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) => 1,
        };
        place.saturating_add(size)
    }

    /// The place of the value that has this name, if there is an object at `place` that has it.
    pub(super) fn member(&self, text: &str, place: usize, name: &str) -> Option<usize> {
        let Node::Object(extent, first) = self.node(place) else { return None };
        let members = self.members.get(*first..)?.get(..extent.length)?;
        let glance = glance(name);
        let alike = members.get(members.partition_point(|member| member.glance < glance)..)?;
        let found =
            alike.iter().take_while(|member| member.glance == glance).find(|member| self.name(text, member.name) == name)?;
        Some(self.behind(found.name))
    }

    fn name<'t>(&'t self, text: &'t str, place: usize) -> &'t str {
        match self.node(place) {
            Node::String(name) => name.read(text),
            _ => "",
        }
    }

    /// Enters the members of an object, and tells a name that stands in it twice.
    fn enter_members(&mut self, text: &str, object: usize, length: usize) -> Option<String> {
        let first = self.members.len();
        let mut name = object.saturating_add(1);
        for _ in 0..length {
            self.members.push(Member { glance: glance(self.name(text, name)), name });
            name = self.behind(self.behind(name));
        }
        let members = self.members.get_mut(first..)?;
        members.sort_unstable_by_key(|member| member.glance);
        let members = self.members.get(first..)?;
        members.chunk_by(|one, other| one.glance == other.glance).filter(|alike| alike.len() > 1).find_map(|alike| {
            let mut names: Vec<_> = alike.iter().map(|member| self.name(text, member.name)).collect();
            names.sort_unstable();
            names.array_windows().find(|[one, next]| one == next).map(|[name, _]| (*name).to_owned())
        })
    }
}

impl Text {
    pub(super) fn read<'d>(&'d self, text: &'d str) -> &'d str {
        match self {
            // INVARIANT: the range was measured in this very text, which nothing changes.
            Self::InPlace(range) => text.get(range.clone()).unwrap_or_default(),
            Self::Unescaped(string) => string,
        }
    }
}

/// The same for equal names, and rarely for others: their first and last bytes, of short ones all.
fn glance(name: &str) -> u64 {
    let bytes = name.as_bytes();
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(8),
        _ => bytes.iter().fold(0, |glance, byte| glance << 8 | u64::from(*byte)),
    }
}

/// Builds the tree from front to back.
struct Reader<'t> {
    text: &'t str,
    tree: Tree,
    repeated: Option<Repeated>,
}

impl Reader<'_> {
    /// Goes out of a member or an item in which a member stands twice.
    fn leave(&mut self, step: String) {
        if let Some(repeated) = &mut self.repeated {
            repeated.pointer.insert_str(0, &member_pointer(&step));
        }
    }

    fn push<E>(&mut self, node: Node) -> Result<(), E> {
        self.tree.nodes.push(node);
        Ok(())
    }

    /// Keeps the place for a list or an object, whose extent shows at its end.
    fn open(&mut self) -> usize {
        let place = self.tree.nodes.len();
        self.tree.nodes.push(Node::Null);
        place
    }

    fn close(&mut self, place: usize, length: usize, node: impl FnOnce(Extent) -> Node) {
        let size = self.tree.nodes.len().saturating_sub(place);
        if let Some(kept) = self.tree.nodes.get_mut(place) {
            *kept = node(Extent { length, size });
        }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reader<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Reader<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.push(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.push(Node::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.push(Node::Number(Number::Unsigned(number)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.push(Node::Number(Number::Negative(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.push(Node::Number(Number::Float(number)))
    }

    fn visit_borrowed_str<E>(self, string: &'de str) -> Result<(), E> {
        let start = string.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        self.push(Node::String(Text::InPlace(start..start.saturating_add(string.len()))))
    }

    fn visit_str<E>(self, string: &str) -> Result<(), E> {
        self.push(Node::String(Text::Unescaped(string.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        let (place, mut length) = (self.open(), 0_usize);
        while sequence.next_element_seed(&mut *self).inspect_err(|_| self.leave(length.to_string()))?.is_some() {
            length = length.saturating_add(1);
        }
        self.close(place, length, Node::Array);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (place, mut length) = (self.open(), 0_usize);
        // A name is read as any other string.
        while map.next_key_seed(&mut *self)?.is_some() {
            let name = self.tree.nodes.len().saturating_sub(1);
            map.next_value_seed(&mut *self).inspect_err(|_| self.leave(self.tree.name(self.text, name).to_owned()))?;
            length = length.saturating_add(1);
        }
        let members = self.tree.members.len();
        self.close(place, length, |extent| Node::Object(extent, members));
        let Some(name) = self.tree.enter_members(self.text, place, length) else { return Ok(()) };
        self.repeated = Some(Repeated { pointer: member_pointer(&name), name });
        Err(A::Error::custom("a member stands twice"))
    }
}

/// As GitHub's claims have them; more only cost growing.
const USUAL_BYTES_PER_MEMBER: usize = 32;
