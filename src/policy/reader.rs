//! Reading a document so that every fault of it is found, each with its JSON pointer.

use std::ops::RangeInclusive;

use super::faults::{At, Faults};
use crate::code::Code;
use crate::json::{Number, Value};
use crate::messages::phrases as say;
use crate::problem::{Source, quoted, quoted_list};

/// A value and its place.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'d, 'p> {
    pub(crate) value: Value<'d>,
    pub(crate) at: At<'p>,
}

impl<'d> Entry<'d, '_> {
    /// The whole of that document.
    pub(crate) fn root(document: Source, value: Value<'d>) -> Entry<'d, 'static> {
        Entry { value, at: At::root(document) }
    }

    pub(crate) fn wrong_type(&self, expected: &str, faults: &mut Faults) {
        faults.push(self.at.fault(Code::MemberTypeMismatch).expected(expected).actual(self.value.kind()));
    }

    pub(crate) fn malformed(&self, expected: &str, faults: &mut Faults) {
        let actual = self.value.as_str().map_or_else(|| self.value.kind().to_owned(), quoted);
        faults.push(self.at.fault(Code::ValueMalformed).expected(expected).actual(actual));
    }

    /// A string that is not empty.
    pub(crate) fn text(&self, expected: &str, faults: &mut Faults) -> Option<&'d str> {
        match self.value.as_str() {
            Some("") => faults.push(self.at.fault(Code::ValueEmpty).expected(expected)),
            Some(text) => return Some(text),
            None => self.wrong_type(expected, faults),
        }
        None
    }

    /// A string that is not empty and holds no `*`.
    pub(crate) fn plain_text(&self, expected: &str, faults: &mut Faults) -> Option<&'d str> {
        let text = self.text(expected, faults)?;
        if text.contains('*') {
            faults.push(self.at.fault(Code::WildcardMisplaced).expected(expected).actual(quoted(text)));
            return None;
        }
        Some(text)
    }

    pub(crate) fn boolean(&self, faults: &mut Faults) -> Option<bool> {
        let value = self.value.as_bool();
        if value.is_none() {
            self.wrong_type(say::TRUE_OR_FALSE, faults);
        }
        value
    }

    pub(crate) fn integer(&self, range: RangeInclusive<u64>, faults: &mut Faults) -> Option<u64> {
        let expected = match *range.end() {
            u64::MAX => say::integer_from(*range.start()),
            end => say::integer_between(*range.start(), end),
        };
        match self.value.as_number() {
            Some(Number::Unsigned(number)) if range.contains(&number) => return Some(number),
            Some(Number::Float(_)) | None => self.wrong_type(&expected, faults),
            Some(_) => {
                faults.push(self.at.fault(Code::ValueOutOfRange).expected(expected).actual(self.value.to_string()));
            }
        }
        None
    }

    /// A list that is not empty, all of whose items `read` can read.
    pub(crate) fn list<T>(
        &self,
        expected: &str,
        faults: &mut Faults,
        mut read: impl FnMut(&Entry<'d, '_>, &mut Faults) -> Option<T>,
    ) -> Option<Vec<T>> {
        let (mut all, mut length) = (Vec::new(), 0_usize);
        self.each(expected, faults, &mut |item, faults| {
            length = length.saturating_add(1);
            if let Some(value) = read(item, faults) {
                all.push(value);
            }
        });
        (length > 0 && all.len() == length).then_some(all)
    }

    /// Every item of a list that is not empty, so that the faults of each are found.
    pub(crate) fn each(&self, expected: &str, faults: &mut Faults, read: &mut dyn FnMut(&Entry<'d, '_>, &mut Faults)) {
        let Some(items) = self.value.items() else { return self.wrong_type(expected, faults) };
        if items.len() == 0 {
            faults.push(self.at.fault(Code::ValueEmpty).expected(expected));
        }
        for (place, value) in items.enumerate() {
            if faults.are_enough() {
                break;
            }
            read(&Entry { value, at: self.at.item(place, value) }, faults);
        }
    }

    /// One value, or a list of them.
    pub(crate) fn one_or_list<T>(
        &self,
        expected: &str,
        faults: &mut Faults,
        mut read: impl FnMut(&Entry<'d, '_>, &mut Faults) -> Option<T>,
    ) -> Option<Vec<T>> {
        match self.value.items() {
            Some(_) => self.list(expected, faults, read),
            None => read(self, faults).map(|one| vec![one]),
        }
    }
}

/// The members of an object, of which all are known.
pub(crate) struct Fields<'d, 'p> {
    value: Value<'d>,
    pub(crate) at: &'p At<'p>,
    refused: Vec<&'static str>,
}

impl<'d, 'p> Fields<'d, 'p> {
    /// Opens an object and reports the members that nobody would read.
    pub(crate) fn open(entry: &'p Entry<'d, '_>, known: &[&str], faults: &mut Faults) -> Option<Self> {
        let Some(members) = entry.value.members() else {
            entry.wrong_type(say::AN_OBJECT, faults);
            return None;
        };
        for (name, value) in members.filter(|(name, _)| !known.contains(name)) {
            if faults.are_enough() {
                break;
            }
            let fault = entry.at.member(name, value).fault(Code::MemberUnknown);
            faults.push(fault.expected(quoted_list_of_all(known)).actual(quoted(name)));
        }
        Some(Self { value: entry.value, at: &entry.at, refused: Vec::new() })
    }

    pub(crate) fn optional(&self, name: &'p str) -> Option<Entry<'d, 'p>> {
        let value = self.value.get(name).filter(|_| !self.refused.contains(&name))?;
        Some(Entry { value, at: self.at.member(name, value) })
    }

    /// The member, whose absence is a fault of the object.
    pub(crate) fn required(&self, name: &'p str, faults: &mut Faults) -> Option<Entry<'d, 'p>> {
        let entry = self.optional(name);
        if entry.is_none() {
            faults.push(self.at.fault(Code::MemberMissing).expected(quoted(name)));
        }
        entry
    }

    /// Reports every one of these members that is present: it has no meaning, for that reason, and is not read any more.
    pub(crate) fn refuse(&mut self, names: &[&'static str], reason: &str, faults: &mut Faults) {
        for name in names {
            if let Some(entry) = self.optional(name) {
                faults.push(entry.at.fault(Code::MemberNotApplicable).expected(reason).actual(quoted(name)));
                self.refused.push(name);
            }
        }
    }
}

fn quoted_list_of_all(names: &[&str]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// The value that stands in a fixed list.
pub(crate) fn one_of<'d, T: Copy>(
    entry: &Entry<'d, '_>,
    all: &[T],
    name: fn(T) -> &'static str,
    faults: &mut Faults,
) -> Option<T> {
    let expected = quoted_list(all.iter().map(|it| name(*it)));
    let text = entry.text(&expected, faults)?;
    let found = all.iter().copied().find(|it| name(*it) == text);
    if found.is_none() {
        faults.push(entry.at.fault(Code::ValueUnknown).expected(expected).actual(quoted(text)));
    }
    found
}
