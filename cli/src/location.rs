//! Lines and columns of what a JSON pointer names.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// A JSON document that loads, and where its lines begin.
#[derive(Debug)]
pub(crate) struct Locator<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
    /// The entries of `identities`, found once.
    identities: Vec<&'t RawValue>,
}

/// Both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Location {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl<'t> Locator<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let line_starts =
            [0].into_iter().chain(text.match_indices('\n').map(|(place, _)| place.saturating_add(1))).collect();
        let identities = member(text, "identities").and_then(|list| serde_json::from_str(list.get()).ok());
        Self { text, line_starts, identities: identities.unwrap_or_default() }
    }

    /// Where the value begins, or the nearest one around it that is there.
    pub(crate) fn locate(&self, pointer: &str) -> Location {
        let mut steps = pointer.split('/').skip(1);
        let entry = match (steps.next(), steps.next()) {
            (Some("identities"), Some(place)) => place.parse().ok().and_then(|place: usize| self.identities.get(place)),
            _ => None,
        };
        let Some(entry) = entry else { return self.at(self.text) };
        let mut value = entry.get();
        for step in steps {
            let inner = match step.parse::<usize>() {
                Ok(place) => item(value, place),
                Err(_) => member(value, &step.replace("~1", "/").replace("~0", "~")),
            };
            match inner {
                Some(inner) => value = inner.get(),
                None => break,
            }
        }
        self.at(value)
    }

    /// The location of a part of the text.
    fn at(&self, part: &str) -> Location {
        let byte = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let before = self.text.get(start..byte).unwrap_or_default();
        Location { line, column: before.chars().count().saturating_add(1) }
    }
}

fn member<'t>(object: &'t str, name: &str) -> Option<&'t RawValue> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(object).ok()?;
    members.get(name).copied()
}

fn item(list: &str, place: usize) -> Option<&RawValue> {
    let items: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    items.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_a_line_and_a_column() {
        let text =
            "{\n  \"ü\": 1, \"identities\": [\n    {\"a\": 1},\n    {\"events\": [\"x\", \"y\"], \"b/c\": 2}\n  ]\n}\n";
        let locator = Locator::new(text);
        for (pointer, line, column) in [
            ("", 1, 1),
            ("/identities/0", 3, 5),
            ("/identities/0/a", 3, 11),
            ("/identities/1/events/1", 4, 22),
            ("/identities/1/b~1c", 4, 35),
            ("/identities/1/absent", 4, 5),
            ("/identities/9", 1, 1),
        ] {
            assert_eq!(locator.locate(pointer), Location { line, column }, "{pointer}");
        }
    }
}
