//! The core in a proxy: one conversion each way between the host's calls (proxy-wasm ABI 0.2.1) and the gate, and no decision of
//! its own.

#![expect(missing_docs, reason = "the function that `main!` makes has none")]

mod host;
mod host_crypto;
mod statistics;
mod filter;
mod root;
mod request;

use proxy_wasm::types::LogLevel;

proxy_wasm::main! {{
    // Only for the hook that it installs: should anything panic, the host's log says where.
    proxy_wasm::set_log_level(LogLevel::Critical);
    proxy_wasm::set_root_context(root::Root::boxed);
}}
