//! What to say about a text in which nothing was found.

use crate::code::intake::Remark;

use super::joint::opens_json;

/// What an unknown text reminds of.
pub(super) fn hint(text: &str) -> Option<Remark> {
    if text.contains("ACTIONS_ID_TOKEN_REQUEST_") && REFUSALS.iter().any(|refusal| text.contains(refusal)) {
        return Some(Remark::PermissionMissing);
    }
    if is_variable(text) {
        return Some(Remark::VariableName);
    }
    if text.contains("://") && !text.contains(char::is_whitespace) {
        return Some(Remark::AddressOnly);
    }
    let start: String = text.chars().take(LOOK).collect();
    let end: String = text.chars().rev().take(LOOK).collect();
    if opens_json(&end) {
        return Some(Remark::Reversed);
    }
    if unspaced(&start).is_some_and(|token| opens_json(&token)) {
        return Some(Remark::SpacedCharacters);
    }
    if let Some(bytes) = from_hexadecimal(&start).and_then(|bytes| String::from_utf8(bytes).ok())
        && opens_json(&bytes)
    {
        return Some(Remark::Hexadecimal);
    }
    None
}

/// `$TOKEN`, `${TOKEN}`, `%TOKEN%`, `$env:TOKEN`, `${{ … }}`, or a bare name such as `ID_TOKEN`.
fn is_variable(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    if text.starts_with("${{") && text.ends_with("}}") {
        return true;
    }
    let name = text.trim_start_matches("$env:").trim_matches(['$', '{', '}', '%']);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_upper = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    match text.chars().next() {
        Some('$') => is_name,
        Some('%') => is_name && text.ends_with('%'),
        _ => is_name && is_upper && name.contains('_'),
    }
}

/// The text without the separator that stands behind every character.
fn unspaced(text: &str) -> Option<String> {
    let separator = text.chars().nth(1).filter(|it| !it.is_ascii_alphanumeric())?;
    let characters: Vec<_> = text.chars().collect();
    let pairs = characters.chunks_exact(2);
    pairs.clone().all(|pair| pair.get(1) == Some(&separator)).then(|| pairs.filter_map(|pair| pair.first()).collect())
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b' ' | b':' | b'\n')).collect();
    digits.chunks_exact(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// How the libraries of GitHub and of others say that the runner gave them no credential.
const REFUSALS: [&str; 5] = ["nable to get", "not set", "missing", "not found", "id-token"];
/// How many characters of a text are looked at.
const LOOK: usize = 40;
