//! Names, and where each stands.

use std::collections::HashMap;

/// Names, each with the places at which it stands.
///
/// All hash tables of names are of this one type: every other would bring the code of a hash table once more into each download.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directory(HashMap<String, Vec<usize>>);

impl Directory {
    /// Adds a name without a place, and tells whether it is new.
    pub(crate) fn insert(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.of(name);
        self.0.len() > before
    }

    /// Adds a place of a name.
    pub(crate) fn enter(&mut self, name: &str, place: usize) {
        self.of(name).push(place);
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The places of a name, in the order in which they were entered.
    pub(crate) fn places(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// All names, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn of(&mut self, name: &str) -> &mut Vec<usize> {
        self.0.entry(name.to_owned()).or_default()
    }
}
