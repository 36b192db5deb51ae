//! The members of a JSON object in their own order, each with its text as it was written.

use std::collections::HashSet;
use std::fmt;

use claimgate::Code;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::redact::hide_secrets;

/// The members of an object, to be taken one by one.
#[derive(Debug)]
pub(crate) struct Members<'j>(Vec<(String, &'j RawValue)>);

/// Why an object is not what it should be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Mistake {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl<'j> Members<'j> {
    /// Reads an object.
    pub(crate) fn parse(json: &'j str) -> Result<Self, Mistake> {
        // What serde_json says of syntax repeats nothing of the text.
        serde_json::from_str(json).map_err(|error| match error.classify() {
            serde_json::error::Category::Data if error.to_string().starts_with(REPEATED) => {
                Mistake { code: Code::MemberDuplicate, message: "a member stands twice".to_owned() }
            }
            serde_json::error::Category::Data => {
                Mistake { code: Code::JsonMalformed, message: "the text is no JSON object".to_owned() }
            }
            _ => {
                let text = error.to_string();
                let reason = text.split(" at line ").next().unwrap_or_default();
                let message = format!("the text is no JSON: {reason} at column {}", error.column());
                Mistake { code: Code::JsonMalformed, message }
            }
        })
    }

    /// Every member.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'j str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.get()))
    }

    /// Takes the text of a member that must be there.
    pub(crate) fn take_raw(&mut self, name: &str) -> Result<&'j str, Mistake> {
        self.take(name)
            .ok_or_else(|| Mistake { code: Code::MemberMissing, message: format!("the member `{name}` is missing") })
    }

    /// Takes a member that must be there; `kind` says what it must be.
    pub(crate) fn take_required<T: DeserializeOwned>(&mut self, name: &str, kind: &str) -> Result<T, Mistake> {
        let raw = self.take_raw(name)?;
        read(raw, name, kind)
    }

    /// Takes a member that may be absent or `null`, which means the same here.
    pub(crate) fn take_optional<T: DeserializeOwned>(&mut self, name: &str, kind: &str) -> Result<Option<T>, Mistake> {
        self.take(name).filter(|raw| *raw != "null").map(|raw| read(raw, name, kind)).transpose()
    }

    /// Refuses what nobody took.
    pub(crate) fn end(self, known: &str) -> Result<(), Mistake> {
        let Some((name, _)) = self.0.first() else { return Ok(()) };
        let name: String = hide_secrets(name).chars().take(LONGEST_NAME).collect();
        let message = format!("nobody would read the member `{name}`; possible are {known}");
        Err(Mistake { code: Code::MemberUnknown, message })
    }

    fn take(&mut self, name: &str) -> Option<&'j str> {
        let place = self.0.iter().position(|(candidate, _)| candidate == name)?;
        Some(self.0.swap_remove(place).1.get())
    }
}

/// The message names the member and never its value, which may be a token.
pub(crate) fn type_mismatch(name: &str, kind: &str) -> Mistake {
    Mistake { code: Code::MemberTypeMismatch, message: format!("the member `{name}` must be {kind}") }
}

fn read<T: DeserializeOwned>(raw: &str, name: &str, kind: &str) -> Result<T, Mistake> {
    serde_json::from_str(raw).map_err(|_| type_mismatch(name, kind))
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members: Vec<(String, &'de RawValue)> = Vec::new();
        let mut names = HashSet::new();
        while let Some((name, value)) = map.next_entry::<String, _>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom(REPEATED));
            }
            members.push((name, value));
        }
        Ok(Members(members))
    }
}

const REPEATED: &str = "a member stands twice";
const LONGEST_NAME: usize = 64;
