//! Black-box tests, one binary; a module is a topic.
#![cfg(test)]

mod unsigned;

mod access_tokens;
mod bytebase;
mod clouds;
mod codes;
mod decisions;
mod exchange;
mod examples;
mod explain;
mod explain_fixes;
mod http;
mod intake;
mod jwk_parts;
mod key_sets;
mod key_texts;
mod mangling;
mod module_order;
mod permissions;
mod policies;
mod proxy_settings;
mod remote_keys;
mod repository_addresses;
mod rfc_examples;
mod safety;
mod schema;
mod seen;
mod suggest;
mod tidy;
mod token_place;
mod vectors;
mod verification;
mod verifier;
mod words;
mod wycheproof_jose;
