//! A value for each name.

use std::collections::BinaryHeap;

/// Values by name, in the order of the names.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByName<T>(Vec<(String, T)>);

impl<T: Clone> ByName<T> {
    /// The same value for each of the names, which may come more than once.
    pub(crate) fn new<'n>(names: impl Iterator<Item = &'n str>, value: &T) -> Self {
        let mut names = sorted(names);
        names.dedup();
        Self(names.into_iter().map(|name| (name.to_owned(), value.clone())).collect())
    }
}

impl<T> ByName<T> {
    /// The same names, with what this makes of each value.
    pub(crate) fn map<U>(&self, of: impl Fn(&T) -> U) -> ByName<U> {
        ByName(self.0.iter().map(|(name, value)| (name.clone(), of(value))).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.entry(name).map(|(_, value)| value)
    }

    pub(crate) fn entry(&self, name: &str) -> Option<(&str, &T)> {
        self.0.get(self.place(name)?).map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let place = self.place(name)?;
        self.0.get_mut(place).map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn into_values(self) -> impl Iterator<Item = T> {
        self.0.into_iter().map(|(_, value)| value)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0.binary_search_by(|(it, _)| it.as_str().cmp(name)).ok()
    }
}

/// A heap sorts with a tenth of the code that `sort` has.
pub(crate) fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.collect::<BinaryHeap<_>>().into_sorted_vec()
}
