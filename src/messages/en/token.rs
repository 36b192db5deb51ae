//! What of a token, of JSON or of a time was expected and found.

use std::fmt::Display;

pub(crate) const AN_EMPTY_TEXT: &str = "an empty text";
pub(crate) const ONE_PART: &str = "one part";
pub(crate) const TWO_PARTS: &str = "two parts";
pub(crate) const THREE_PARTS: &str = "three parts";
pub(crate) const THREE_PARTS_JOINED: &str = "three parts of base64url joined by two dots";
pub(crate) const STRICT_BASE64URL: &str = "strict base64url";
pub(crate) const STRAY_BITS: &str = "stray bits in its last character";
pub(crate) const BYTE_ORDER_MARK: &str = "it begins with a byte order mark";
pub(crate) const UNIQUE_MEMBER_NAMES: &str = "unique member names";
pub(crate) const STRICT_JSON_OBJECT: &str = "a strict JSON object in UTF-8";
pub(crate) const JSON_VALUE: &str = "a JSON value";
pub(crate) const MEMBERS_ALIKE: &str = "members that cannot be told apart";
pub(crate) const A_BOOLEAN: &str = "a boolean";
pub(crate) const A_NUMBER: &str = "a number";
pub(crate) const A_STRING: &str = "a string";
pub(crate) const A_LIST: &str = "a list";
pub(crate) const AN_OBJECT: &str = "an object";
pub(crate) const NUMERIC_DATE: &str = "a number of seconds since 1970, from 0 to 2^53 − 1";
pub(crate) const STRING_OR_STRINGS: &str = "a string or a list of strings";
pub(crate) const LIST_OF_STRINGS: &str = "a list of strings";
pub(crate) const NO_SUCH_PARAMETER: &str = "no such parameter";
pub(crate) const TIME_OF_ISSUE: &str = "the time when it was issued";
pub(crate) const TIME_OF_EXPIRY: &str = "the time when it expires";
pub(crate) const JWT_OR_NONE: &str = "`JWT` or none";
pub(crate) const NO_BYTES: &str = "0 bytes";
pub(crate) const WITHOUT_ID: &str = "(without id)";
pub(crate) const SOMETHING_ELSE: &str = "something else";
pub(crate) const FIVE_PARTS: &str = "five";
pub(crate) const NONE: &str = "none";
pub(crate) const NOTHING: &str = "nothing";
pub(crate) const NOW: &str = "now";
pub(crate) const EIGHT_KIB: &str = "8 KiB";
pub(crate) const SIXTEEN_KIB: &str = "16 KiB";

pub(crate) fn padding(byte: usize) -> String {
    format!("padding `=` at byte {byte}")
}

pub(crate) fn standard_base64(byte: usize) -> String {
    format!("a character of standard base64 at byte {byte}, where base64url has `-` and `_`")
}

pub(crate) fn foreign_character(byte: usize) -> String {
    format!("a foreign character at byte {byte}")
}

pub(crate) fn impossible_length(characters: usize) -> String {
    format!("{characters} characters, which is no possible length; was it cut?")
}

/// `name` is `header`, `claims` or `signature`.
pub(crate) fn part_has(name: &str, fault: &str) -> String {
    format!("its {name} part has {fault}")
}

pub(crate) fn parts(count: usize) -> String {
    format!("{count} parts")
}

pub(crate) fn bytes(count: usize) -> String {
    format!("{count} bytes")
}

pub(crate) fn bytes_of_signature(actual: usize, expected: usize) -> String {
    format!("{actual} bytes where this key makes {expected}")
}

pub(crate) fn not_utf8(byte: usize) -> String {
    format!("byte {byte} is not UTF-8")
}

/// `reason` is the JSON reader's own, in its language.
pub(crate) fn syntax(reason: &str, byte: usize) -> String {
    format!("{reason} at byte {byte}")
}

pub(crate) fn member_before(name: &str, byte: usize) -> String {
    format!("{name} (before byte {byte})")
}

pub(crate) fn member_as_string(name: &str) -> String {
    format!("`{name}` as a string")
}

pub(crate) fn instead_of_string(kind: &str) -> String {
    format!("{kind} instead of a string")
}

pub(crate) fn number(value: impl Display) -> String {
    format!("the number {value}")
}

pub(crate) fn ago(span: &str) -> String {
    format!("{span} ago")
}

pub(crate) fn unless_in_milliseconds(ago: &str) -> String {
    format!("{ago}, unless `now` was given in milliseconds")
}

pub(crate) fn ahead(span: &str) -> String {
    format!("in {span}")
}

pub(crate) fn later_than(leeway: u64) -> String {
    format!("later than {leeway} s ago")
}

pub(crate) fn at_most_ahead(leeway: u64) -> String {
    format!("at most {leeway} s from now")
}

/// Seconds, minutes, hours and days.
pub(crate) const UNITS: [&str; 4] = ["s", "min", "h", "d"];

/// Behind a list of which not all is shown.
pub(crate) fn and_more(list: &str, more: usize) -> String {
    format!("{list} and {more} more")
}

pub(crate) fn both(one: &str, other: &str) -> String {
    format!("{one} and {other}")
}
