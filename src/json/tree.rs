//! The tree of a JSON text: flat, in the order of the text, to which it refers by byte ranges. No form of a text makes its
//! tree much larger than another's, and none makes reading it slow.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use crate::messages::phrases as say;
use crate::problem::member_pointer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// All values of a text, each at its place. In an object each value stands behind its name.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// A hash table for each object with the places of its members' names: open addressing, at most half full.
    slots: Vec<usize>,
    hash: NameHash,
    /// What those strings mean that have escapes.
    unescaped: String,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    /// Where it stands in the text.
    String(Range<usize>),
    /// Where its meaning stands in [`Tree::unescaped`].
    Unescaped(Range<usize>),
    Array(Extent),
    /// And the first slot of its table.
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

#[derive(Clone, Debug)]
enum NameHash {
    /// By their ends, in a few instructions: no honest text has many names with equal ends in one object.
    OfEnds,
    /// By all bytes and a random key, in many: nobody can make names that collide.
    Keyed(RandomState),
}

/// What a walk along a table ends at.
enum Slot {
    Taken(usize),
    Free(usize),
    /// None: too many other names want the same.
    Crowded,
}

/// Why there is no tree, beside what `serde_json` says.
pub(super) enum Trouble {
    /// This name stands twice in one object; the pointer (RFC 6901) leads to it.
    Repeated { name: String, pointer: String },
    /// Too many names want the same slot.
    Crowded,
}

// Inlined by force are the steps of the walk along a table: compiled for size, as for WebAssembly, their calls would cost a
// fifteenth of a decision.
impl Tree {
    pub(super) const ROOT: usize = 0;

    pub(super) fn read(text: &str) -> Result<Self, (serde_json::Error, Option<Trouble>)> {
        match Self::read_with(text, NameHash::OfEnds) {
            Err((_, Some(Trouble::Crowded))) => Self::read_with(text, NameHash::Keyed(RandomState::new())),
            result => result,
        }
    }

    fn read_with(text: &str, hash: NameHash) -> Result<Self, (serde_json::Error, Option<Trouble>)> {
        let members = (text.len() / USUAL_BYTES_PER_MEMBER).saturating_add(2);
        let (nodes, slots) = (Vec::with_capacity(members.saturating_mul(2)), Vec::with_capacity(members.saturating_mul(4)));
        let mut reader = Reader { text, tree: Self { nodes, slots, hash, unescaped: String::new() }, trouble: None };
        let mut json = serde_json::Deserializer::from_str(text);
        match reader.deserialize(&mut json).and_then(|()| json.end()) {
            Ok(()) => Ok(reader.tree),
            Err(error) => Err((error, reader.trouble)),
        }
    }

    #[inline(always)]
    pub(super) fn node(&self, place: usize) -> &Node {
        // INVARIANT: whoever has a place has it from this tree.
        self.nodes.get(place).unwrap_or(&Node::Null)
    }

    /// The place behind a value: the next one of the same list or object, if there is one.
    pub(super) fn behind(&self, place: usize) -> usize {
        let size = match self.node(place) {
            Node::Array(extent) | Node::Object(extent, _) => extent.size,
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) | Node::Unescaped(_) => 1,
        };
        place.saturating_add(size)
    }

    /// The place of the value that has this name, if there is an object at `place` that has it.
    pub(super) fn member(&self, text: &str, place: usize, name: &str) -> Option<usize> {
        let Node::Object(extent, first) = self.node(place) else { return None };
        match self.slot(text, self.slots.get(*first..)?.get(..slots_for(extent.length))?, name.as_bytes()) {
            Slot::Taken(name) => Some(name.saturating_add(1)),
            Slot::Free(_) | Slot::Crowded => None,
        }
    }

    /// Walks along an object's table from where the name should stand.
    #[inline(always)]
    fn slot(&self, text: &str, slots: &[usize], name: &[u8]) -> Slot {
        let (hash, longest) = match &self.hash {
            NameHash::OfEnds => (hash_of_ends(name), LONGEST_WALK.min(slots.len())),
            NameHash::Keyed(key) => (key.hash_one(name), slots.len()),
        };
        let start = usize::try_from(hash >> 32).unwrap_or_default();
        for step in 0..longest {
            let slot = start.wrapping_add(step) & slots.len().saturating_sub(1);
            match slots.get(slot) {
                Some(&FREE) | None => return Slot::Free(slot),
                Some(&place) if self.bytes(text, place).is_some_and(|it| is_same(it, name)) => return Slot::Taken(place),
                Some(_) => {}
            }
        }
        Slot::Crowded
    }

    /// The string that stands at that place.
    pub(super) fn string<'t>(&'t self, text: &'t str, place: usize) -> Option<&'t str> {
        let (source, range) = self.source(text, place)?;
        source.get(range)
    }

    fn owned_string(&self, text: &str, place: usize) -> String {
        self.string(text, place).unwrap_or_default().to_owned()
    }

    /// The same for who only compares: nobody need see that no character is cut.
    #[inline(always)]
    fn bytes<'t>(&'t self, text: &'t str, place: usize) -> Option<&'t [u8]> {
        let (source, range) = self.source(text, place)?;
        source.as_bytes().get(range)
    }

    #[inline(always)]
    fn source<'t>(&'t self, text: &'t str, place: usize) -> Option<(&'t str, Range<usize>)> {
        match self.node(place) {
            Node::String(range) => Some((text, range.clone())),
            Node::Unescaped(range) => Some((&self.unescaped, range.clone())),
            _ => None,
        }
    }

    /// Enters the members of an object into its table.
    fn enter_members(&mut self, text: &str, object: usize, length: usize) -> Result<(), Trouble> {
        let first = self.slots.len();
        self.slots.resize(first.saturating_add(slots_for(length)), FREE);
        let mut place = object.saturating_add(1);
        for _ in 0..length {
            let name = self.bytes(text, place).unwrap_or_default();
            match self.slot(text, self.slots.get(first..).unwrap_or_default(), name) {
                Slot::Free(slot) => {
                    if let Some(slot) = self.slots.get_mut(first.saturating_add(slot)) {
                        *slot = place;
                    }
                }
                Slot::Taken(_) => {
                    let name = self.owned_string(text, place);
                    return Err(Trouble::Repeated { pointer: member_pointer(&name), name });
                }
                Slot::Crowded => return Err(Trouble::Crowded),
            }
            place = self.behind(place.saturating_add(1));
        }
        Ok(())
    }
}

/// Equality without a call of `memcmp`, which takes longer than all the rest for names as short as these.
#[inline(always)]
fn is_same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    match (left.first_chunk::<8>(), left.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            right.starts_with(first) && right.ends_with(last) && (left.len() <= 16 || left == right)
        }
        _ => left.iter().eq(right),
    }
}

/// A power of two, of which half are free.
#[inline(always)]
fn slots_for(members: usize) -> usize {
    members.saturating_mul(2).checked_next_power_of_two().unwrap_or_default()
}

/// Of the first and last bytes, of short names all.
#[inline(always)]
fn hash_of_ends(name: &[u8]) -> u64 {
    let ends = match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(8),
        _ => name.iter().fold(0, |ends, byte| ends << 8 | u64::from(*byte)),
    };
    ends.wrapping_mul(GOLDEN)
}

/// Builds the tree from front to back.
struct Reader<'t> {
    text: &'t str,
    tree: Tree,
    trouble: Option<Trouble>,
}

impl Reader<'_> {
    /// Goes out of a member or an item in which a member stands twice.
    fn leave(&mut self, step: String) {
        if let Some(Trouble::Repeated { pointer, .. }) = &mut self.trouble {
            pointer.insert_str(0, &member_pointer(&step));
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
        out.write_str(say::JSON_VALUE)
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
        self.push(Node::String(start..start.saturating_add(string.len())))
    }

    fn visit_str<E>(self, string: &str) -> Result<(), E> {
        let start = self.tree.unescaped.len();
        self.tree.unescaped.push_str(string);
        self.push(Node::Unescaped(start..self.tree.unescaped.len()))
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
            map.next_value_seed(&mut *self).inspect_err(|_| self.leave(self.tree.owned_string(self.text, name)))?;
            length = length.saturating_add(1);
        }
        let slots = self.tree.slots.len();
        self.close(place, length, |extent| Node::Object(extent, slots));
        self.tree.enter_members(self.text, place, length).map_err(|trouble| {
            self.trouble = Some(trouble);
            A::Error::custom(say::MEMBERS_ALIKE)
        })
    }
}

/// The root, which is nobody's name.
const FREE: usize = Tree::ROOT;
/// Much longer than chance makes it in a table that is half full.
const LONGEST_WALK: usize = 32;
/// 2^64 divided by the golden ratio: spreads what is alike over the upper bits.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
/// As GitHub's claims have them, or less: more members only cost growing. A header has a few short ones.
const USUAL_BYTES_PER_MEMBER: usize = 28;
