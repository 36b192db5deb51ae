//! The core for JavaScript: one conversion each way, and no decision of its own.
//!
//! Results cross the border as JSON text; the TypeScript shell around this checks the arguments and freezes the results.

mod json;
mod no_random;
mod key_numbers;
pub mod host;
pub mod policy;
pub mod gate;
#[cfg(feature = "remote-keys")]
pub mod remote_keys;
pub mod verifier;
pub mod token;
#[cfg(feature = "explain")]
pub mod explain;
