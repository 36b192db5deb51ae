//! Numbers for keys, so that a host need not be handed a key at every question.

use std::ptr;

use claimgate::PublicKey;

/// The number of every key that is in use. A number is never given twice: what a host remembers of a key that has gone is no
/// answer about one that came.
#[derive(Debug, Default)]
pub(crate) struct KeyNumbers {
    /// Of each key in their order: the address, at which a key stays for as long as it is in use.
    addresses: Vec<usize>,
    /// The number of the first; past four thousand million there is none, and nobody is asked.
    first: u64,
}

impl KeyNumbers {
    /// Gives new numbers to all.
    pub(crate) fn renew<'k>(&mut self, keys: impl Iterator<Item = &'k PublicKey>) {
        self.first = self.after(self.addresses.len());
        self.addresses.clear();
        self.addresses.extend(keys.map(address));
    }

    /// The key of that number, among those that were numbered.
    pub(crate) fn spki<'k>(&self, number: u32, mut keys: impl Iterator<Item = &'k PublicKey>) -> Option<Vec<u8>> {
        keys.find(|key| self.of(key) == Some(number)).map(|key| key.spki().to_vec())
    }

    pub(crate) fn of(&self, key: &PublicKey) -> Option<u32> {
        let place = self.addresses.iter().position(|it| *it == address(key))?;
        u32::try_from(self.after(place)).ok()
    }

    fn after(&self, places: usize) -> u64 {
        self.first.saturating_add(u64::try_from(places).unwrap_or(u64::MAX))
    }
}

fn address(key: &PublicKey) -> usize {
    ptr::from_ref(key).addr()
}
