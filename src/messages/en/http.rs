//! What of an HTTP request was expected and found.

pub(crate) const ONE_BEARER_TOKEN: &str = "one bearer token";
pub(crate) const NO_AUTHORIZATION: &str = "no `Authorization` header";
pub(crate) const SEVERAL_AUTHORIZATIONS: &str = "several `Authorization` headers";
pub(crate) const ANOTHER_SCHEME: &str = "another scheme than `Bearer`";
pub(crate) const NOTHING_BEHIND_SCHEME: &str = "nothing behind `Bearer`";
pub(crate) const NO_TOKEN_BEHIND_SCHEME: &str = "something else behind `Bearer`";
pub(crate) const NO_TOKEN: &str = "something else than a token";

pub(crate) const NO_ROLE_PERMITS: &str = "a role that permits it, and the policy has none";

pub(crate) fn one_of_roles(names: &str) -> String {
    format!("one of the roles {names}")
}

pub(crate) fn method_on_path(method: &str, path: &str) -> String {
    format!("{method} on {path}")
}

pub(crate) fn with_roles(request: &str, names: &str) -> String {
    format!("{request} with the roles {names}")
}

pub(crate) fn path_or_below(path: &str) -> String {
    format!("{path} or a path below it")
}

pub(crate) const NO_CONTENT_ENCODING: &str = "no content encoding";
pub(crate) const TOKEN_AND_EMAIL: &str = "the strings `token` and `email`, and nothing else";
pub(crate) const EMPTY: &str = "an empty string";
pub(crate) const TOKEN_NOT_USED: &str = "one that has not been exchanged yet";
pub(crate) const ONLY_SECRETS: &str = "secrets of 32 bytes or more for `HS256` alone, or public keys alone";
pub(crate) const ANOTHER_KEY: &str = "another key among them";
