//! JSON values in the making, and how they are written.
//!
//! `serde_json::Value` writes fractions, too, by tables that do not compress: a tenth of all that a browser would load to explain.
//! Nothing that is made here has one.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::json::{Document, Number, Value, write_string};
use crate::problem::Source;

/// A JSON value without fractions and `null`, which policies have none of.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Json {
    /// `true` or `false`.
    Bool(bool),
    /// An integer from 0.
    Unsigned(u64),
    /// An integer below 0.
    Negative(i64),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object: its members by name, in the order of their names.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// An object without members.
    pub(crate) const fn object() -> Self {
        Self::Object(Vec::new())
    }

    /// Reads what was written by this crate, or accepted by it where fractions are not.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let document = Document::parse_value(text.as_bytes().to_vec(), Source::Policy).ok()?;
        Self::of(document.root())
    }

    fn of(value: Value<'_>) -> Option<Self> {
        if let Some(text) = value.as_str() {
            return Some(Self::from(text));
        }
        if let Some(members) = value.members() {
            let mut object = Self::object();
            for (name, value) in members {
                object.set(name, Self::of(value)?);
            }
            return Some(object);
        }
        if let Some(items) = value.items() {
            return Some(Self::List(items.map(Self::of).collect::<Option<_>>()?));
        }
        match value.as_number() {
            Some(Number::Unsigned(number)) => Some(Self::Unsigned(number)),
            Some(Number::Negative(number)) => Some(Self::Negative(number)),
            Some(Number::Float(_)) => None,
            None => value.as_bool().map(Self::Bool),
        }
    }

    /// Adds a member to an object, or replaces it.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Self>) {
        let Self::Object(members) = self else { return };
        let place = members.partition_point(|(other, _)| other.as_str() < name);
        match members.get_mut(place).filter(|(other, _)| other == name) {
            Some((_, old)) => *old = value.into(),
            None => members.insert(place, (name.to_owned(), value.into())),
        }
    }

    /// Takes a member away from an object.
    pub(crate) fn remove(&mut self, name: &str) {
        if let Self::Object(members) = self {
            members.retain(|(other, _)| other != name);
        }
    }

    /// The member of that name, where this is an object that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The same, to be changed.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(members) = self else { return None };
        members.iter_mut().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Writes it on one line, or on several whose first stands so deep.
    fn write(&self, out: &mut fmt::Formatter<'_>, depth: Option<usize>) -> fmt::Result {
        match self {
            Self::Bool(value) => out.write_str(if *value { "true" } else { "false" }),
            Self::Unsigned(number) => write!(out, "{number}"),
            Self::Negative(number) => write!(out, "{number}"),
            Self::Text(text) => write_string(out, text),
            Self::List(items) => write_inside(out, ["[", "]"], depth, &mut items.iter().map(|item| (None, item))),
            Self::Object(members) => {
                let mut members = members.iter().map(|(name, value)| (Some(name.as_str()), value));
                write_inside(out, ["{", "}"], depth, &mut members)
            }
        }
    }
}

fn write_inside<'v>(
    out: &mut fmt::Formatter<'_>,
    [begin, end]: [&str; 2],
    depth: Option<usize>,
    inside: &mut dyn Iterator<Item = (Option<&'v str>, &'v Json)>,
) -> fmt::Result {
    let line = |out: &mut fmt::Formatter<'_>, depth: Option<usize>| match depth {
        Some(depth) => out.write_str("\n").and_then(|()| (0..depth).try_for_each(|_| out.write_str("  "))),
        None => Ok(()),
    };
    let deeper = depth.map(|depth| depth.saturating_add(1));
    out.write_str(begin)?;
    let mut is_empty = true;
    for (name, value) in inside {
        out.write_str(if is_empty { "" } else { "," })?;
        is_empty = false;
        line(out, deeper)?;
        if let Some(name) = name {
            write_string(out, name)?;
            out.write_str(if depth.is_some() { ": " } else { ":" })?;
        }
        value.write(out, deeper)?;
    }
    if !is_empty {
        line(out, depth)?;
    }
    out.write_str(end)
}

impl fmt::Display for Json {
    /// Without white space; by `{:#}` on several lines, indented by two spaces.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out, out.alternate().then_some(0))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Unsigned(number) => serializer.serialize_u64(*number),
            Self::Negative(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Unsigned(number)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_serde_json_writes_it() {
        for text in [r#"{"a":{},"b":[],"c":[1,-2,true,"x\n\u0001é"],"d":{"e":[{"f":"g"}]}}"#, "[]", "7", r#""""#] {
            let (ours, theirs) = (Json::read(text).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
            assert_eq!(ours.to_string(), theirs.to_string());
            assert_eq!(format!("{ours:#}"), format!("{theirs:#}"));
            assert_eq!(serde_json::to_value(&ours).unwrap(), theirs);
        }
    }

    #[test]
    fn members_stand_in_the_order_of_their_names_and_once() {
        let mut object = Json::object();
        for (name, number) in [("b", 1), ("c", 2), ("a", 3), ("b", 4)] {
            object.set(name, number);
        }
        object.remove("c");
        assert_eq!(object.to_string(), r#"{"a":3,"b":4}"#);
    }

    #[test]
    fn what_it_cannot_hold_is_not_read() {
        for text in ["null", "[0.5]", r#"{"a":1e400}"#, "{"] {
            assert_eq!(Json::read(text), None, "{text}");
        }
    }
}
