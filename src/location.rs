//! Lines and columns of what a JSON pointer names.

/// A JSON document that loads, and where its lines begin.
#[derive(Debug)]
pub(crate) struct Locator<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
    /// The entries of `identities`, found once; the text from each on.
    identities: Vec<&'t str>,
}

/// Where in a text a value begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Location {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

impl<'t> Locator<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let line_starts =
            [0].into_iter().chain(text.match_indices('\n').map(|(place, _)| place.saturating_add(1))).collect();
        let list = child(text.trim_start(), "identities");
        let identities = list.map(|list| Children::of(list).map(|(_, entry)| entry).collect());
        Self { text, line_starts, identities: identities.unwrap_or_default() }
    }

    /// Where the value begins, or the nearest one around it that is there.
    pub(crate) fn locate(&self, pointer: &str) -> Location {
        let mut steps = pointer.split('/').skip(1);
        let entry = match (steps.next(), steps.next()) {
            (Some("identities"), Some(place)) => place.parse().ok().and_then(|place: usize| self.identities.get(place)),
            _ => None,
        };
        let Some(mut value) = entry.copied() else { return self.at(self.text) };
        for step in steps {
            match child(value, &step.replace("~1", "/").replace("~0", "~")) {
                Some(inner) => value = inner,
                None => break,
            }
        }
        self.at(value)
    }

    /// The location of what the rest of the text begins with.
    fn at(&self, rest: &str) -> Location {
        let byte = self.text.len().saturating_sub(rest.len());
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let before = self.text.get(start..byte).unwrap_or_default();
        Location { line, column: before.chars().count().saturating_add(1) }
    }
}

/// The member of that name, or the item at that place.
fn child<'t>(value: &'t str, step: &str) -> Option<&'t str> {
    let mut children = Children::of(value);
    match value.starts_with('{') {
        true => children.find(|(name, _)| *name == step).map(|(_, value)| value),
        false => children.nth(step.parse().ok()?).map(|(_, value)| value),
    }
}

/// The members of an object with their names, as they are written, or the items of a list. Each is the text from there on.
struct Children<'t> {
    rest: &'t str,
    have_names: bool,
}

impl<'t> Children<'t> {
    /// Of the object or list that the text begins with; anything else has none.
    fn of(value: &'t str) -> Self {
        Self { rest: value.strip_prefix(['{', '[']).unwrap_or_default(), have_names: value.starts_with('{') }
    }
}

impl<'t> Iterator for Children<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let mut value = self.rest.trim_start_matches([',', ' ', '\t', '\r', '\n']);
        if value.is_empty() || value.starts_with([']', '}']) {
            return None;
        }
        let mut name = "";
        if self.have_names {
            let behind = behind(value);
            name = value.strip_suffix(behind).unwrap_or_default().trim_matches('"');
            value = behind.trim_start_matches([':', ' ', '\t', '\r', '\n']);
        }
        self.rest = behind(value);
        Some((name, value))
    }
}

/// The text behind the value that it begins with.
fn behind(value: &str) -> &str {
    if !value.starts_with(['{', '[', '"']) {
        return value.trim_start_matches(|character| !",]} \t\r\n".contains(character));
    }
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (place, byte) in value.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth = depth.saturating_add(1),
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && !in_string {
            return value.get(place.saturating_add(1)..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_a_line_and_a_column() {
        let text = "{\n  \"ü\": 1, \"identities\": [\n    {\"a\": 1},\n    {\"events\": [\"x\", \"y\"], \"b/c\": 2},\n    {\"b\": \"}\\\\\\\"\", \"c\": [true]}\n  ]\n}\n";
        let locator = Locator::new(text);
        for (pointer, line, column) in [
            ("", 1, 1),
            ("/identities/0", 3, 5),
            ("/identities/0/a", 3, 11),
            ("/identities/1/events/1", 4, 22),
            ("/identities/1/b~1c", 4, 35),
            ("/identities/1/absent", 4, 5),
            ("/identities/9", 1, 1),
            ("/identities/2/c/0", 5, 26),
        ] {
            assert_eq!(locator.locate(pointer), Location { line, column }, "{pointer}");
        }
    }
}
