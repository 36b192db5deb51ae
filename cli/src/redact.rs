//! Keeps tokens out of messages. Somebody will paste one where a file name or a command belongs, and logs are forever.

use claimgate::is_unprintable;

/// The text with everything cut out that could be a token, a signature, or the password of an address.
pub(crate) fn hide_secrets(text: &str) -> String {
    hide_tokens(&hide_user_names(text))
}

fn hide_user_names(text: &str) -> String {
    let mut parts = text.split("://");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let host = part.split(|character: char| character.is_whitespace() || "/?#'\"`".contains(character)).next();
        let user = host.and_then(|host| host.rsplit_once('@')).map_or("", |(user, _)| user);
        shown.push_str("://");
        shown.push_str(if user.is_empty() { "" } else { HIDDEN });
        shown.push_str(part.strip_prefix(user).unwrap_or(part));
    }
    shown
}

fn hide_tokens(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for run in text.split_inclusive(|character| !is_of_token(character)) {
        let word = run.trim_end_matches(|character| !is_of_token(character));
        match secret_start(word) {
            None => shown.push_str(run),
            Some(start) => {
                shown.push_str(word.get(..start).unwrap_or_default());
                shown.push_str(HIDDEN);
                shown.push_str(run.get(word.len()..).unwrap_or_default());
            }
        }
    }
    shown
}

/// A text from outside for a terminal: control characters and those that reorder the line are escaped as in JSON.
pub(crate) fn escape(text: &str) -> String {
    escape_where(text, is_unprintable)
}

/// JSON for a terminal, of which the value stays. What JSON itself admits between values cannot stand within a string.
pub(crate) fn escape_json(json: &str) -> String {
    escape_where(json, |character| is_unprintable(character) && !matches!(character, '\t' | '\n' | '\r'))
}

fn escape_where(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_escaped(character) {
            let mut units = [0; 2];
            shown.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            shown.push(character);
        }
    }
    shown
}

const fn is_of_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// Where a token or signature begins in a word of base64url and dots.
fn secret_start(word: &str) -> Option<usize> {
    let header = OBJECT_STARTS.iter().filter_map(|start| word.find(start)).min();
    let token = header.filter(|start| word.len().saturating_sub(*start) >= SHORTEST_TOKEN);
    token.or_else(|| word.split('.').any(|part| part.len() >= SHORTEST_SIGNATURE).then_some(0))
}

const HIDDEN: &str = "(hidden)";
/// base64url of a JSON object's beginning: `{"`, `{ "`, `{` and a line break or tab.
const OBJECT_STARTS: [&str; 5] = ["eyJ", "eyA", "ewo", "ewk", "ew0"];
const SHORTEST_TOKEN: usize = 20;
/// ES256 and Ed25519 make 64 bytes, which are 86 characters; no file name has so many without a break.
const SHORTEST_SIGNATURE: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_signatures_are_hidden_wherever_they_stand() {
        let token = format!("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.{}", "Ab-_".repeat(80));
        let signature = "x".repeat(86);
        for (text, shown) in [
            (format!("unexpected argument '{token}' found"), "unexpected argument '(hidden)' found"),
            (format!("\u{1b}[33m{token}\u{1b}[0m"), "\u{1b}[33m(hidden)\u{1b}[0m"),
            (format!("cannot read `--token={token}`"), "cannot read `--token=(hidden)`"),
            (signature, "(hidden)"),
            (
                "'https://jane:pass@h.example/x@y' and https://h/@".to_owned(),
                "'https://(hidden)@h.example/x@y' and https://h/@",
            ),
        ] {
            assert_eq!(hide_secrets(&text), shown);
        }
    }

    #[test]
    fn names_of_files_and_variables_stay() {
        for text in ["cannot read `/etc/claimgate/policy.production.json`", "éyJ", "OIDC_TOKEN", "", "https://eyJ.example/"]
        {
            assert_eq!(hide_secrets(text), text);
        }
    }

    #[test]
    fn a_terminal_obeys_nobody_else() {
        assert_eq!(escape("a\u{1b}[2J\u{9b}b\u{202e}é😀"), "a\\u001b[2J\\u009bb\\u202eé😀");
    }
}
