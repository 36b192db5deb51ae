//! The core for JavaScript: one conversion each way, and no decision of its own.
//!
//! Results cross the border as JSON text; the TypeScript shell around this checks the arguments and freezes the results.

mod json;
mod key_numbers;
pub mod host;
pub mod policy;
pub mod gate;
#[cfg(feature = "remote-keys")]
pub mod remote_keys;
pub mod verifier;
pub mod token;
#[cfg(any(feature = "remote-keys", feature = "exchange"))]
pub mod http;
#[cfg(feature = "exchange")]
pub mod exchange;
#[cfg(feature = "exchange")]
pub mod access_tokens;
#[cfg(feature = "explain")]
pub mod explain;

#[cfg(feature = "explain")]
pub use claimgate_wasm_signatures::is_signature;

// Smaller than the one that `std` brings along.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
