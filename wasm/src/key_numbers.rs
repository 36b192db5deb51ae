//! Numbers for keys, so that a host need not be handed a key at every question.

use std::collections::HashMap;
use std::ptr;

use claimgate::PublicKey;

/// The number of every key that is in use. A number is never given twice: what a host remembers of a key that has gone is no
/// answer about one that came.
#[derive(Debug, Default)]
pub(crate) struct KeyNumbers {
    /// By address, at which a key stays for as long as it is in use.
    by_address: HashMap<usize, u32>,
    given: u32,
}

impl KeyNumbers {
    /// Gives new numbers to all.
    pub(crate) fn renew<'k>(&mut self, keys: impl Iterator<Item = &'k PublicKey>) {
        self.by_address.clear();
        for key in keys {
            // Past four thousand million keys nothing is asked of the host.
            let Some(number) = self.given.checked_add(1) else { return };
            self.given = number;
            self.by_address.insert(address(key), number);
        }
    }

    /// The key of that number, among those that were numbered.
    pub(crate) fn spki<'k>(&self, number: u32, mut keys: impl Iterator<Item = &'k PublicKey>) -> Option<Vec<u8>> {
        keys.find(|key| self.of(key) == Some(number)).map(|key| key.spki().to_vec())
    }

    pub(crate) fn of(&self, key: &PublicKey) -> Option<u32> {
        self.by_address.get(&address(key)).copied()
    }
}

fn address(key: &PublicKey) -> usize {
    ptr::from_ref(key).addr()
}
