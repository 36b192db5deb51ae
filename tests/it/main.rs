//! Black-box tests, one binary; a module is a topic.
#![cfg(test)]

mod decisions;
mod jwk_parts;
mod mangling;
mod rfc_examples;
mod vectors;
mod wycheproof_jose;
