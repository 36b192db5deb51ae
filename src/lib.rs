//! Decides about workload-identity tokens.
// The modules stand in dependency order: each uses only those above it. A test holds them to that.
mod code;
mod messages;
mod problem;
mod encoding;
mod json;
mod time;
mod algorithm;
mod header;
mod claims;
mod token;
mod spki;
mod jwk;
mod key_set;
mod signature;
mod verifier;

pub use algorithm::Algorithm;
pub use claims::{Claims, Unverified};
pub use code::Code;
pub use header::Header;
pub use jwk::PublicKey;
pub use key_set::KeySet;
pub use problem::{Problem, Source};
pub use signature::{SignatureCheck, verify_with_ring};
pub use time::UnixTime;
pub use token::Token;
pub use verifier::{OneOrMore, Prepared, Verified, Verifier, VerifierBuilder, verify_jws};
