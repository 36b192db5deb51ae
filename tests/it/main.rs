//! Black-box tests, one binary; a module is a topic.
#![cfg(test)]

mod signing;

mod jwk_parts;
mod mangling;
mod rfc_examples;
mod wycheproof_jose;
