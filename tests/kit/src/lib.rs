//! What the tests sign with. The core never signs and holds no private key; these guard nothing.
//!
//! A failure here is a fault of a test, so it panics and says which.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test kit: whatever goes wrong in it must fail the test that uses it"
)]

pub mod differences;
pub mod examples;
mod keys;
pub mod mutations;
mod random;
mod signer;
mod tokens;
mod variants;
pub mod vectors;

pub use keys::{NAMES, jwk, key_set, kid, named};
pub use random::Random;
pub use signer::{Signer, decode, encode};
