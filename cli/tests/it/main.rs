//! The command as a user or a script sees it, one binary; a module is a topic.
#![cfg(test)]

mod command;
mod fixtures;
mod https_server;

mod batch;
mod check;
mod decode;
mod explain;
mod explain_vectors;
mod fetching;
mod import;
mod issuer;
mod lint;
mod printing;
mod secrecy;
mod suggest;
mod token_sources;
mod vectors;
mod verify;
