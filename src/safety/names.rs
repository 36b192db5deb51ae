//! Names that a platform can make, and names that begin alike.

use crate::identity::Platform;
use crate::messages::phrases as say;
use crate::pattern::Pattern;

/// Why no branch or tag can fit the pattern, if that is so.
pub(super) fn ref_pattern_fault(pattern: &Pattern, platform: Platform) -> Option<&'static str> {
    let opening = pattern.opening().map_or_else(|| pattern.exact(), |opening| Some(opening.to_owned()));
    let by_beginning = opening.and_then(|opening| beginning_fault(&opening, platform));
    let by_end = pattern.exact().and_then(|name| end_fault(&name));
    by_beginning.or_else(|| pattern.literals().find_map(inside_fault)).or(by_end)
}

/// Why no branch or tag can have this name, or one that begins so where it is open, if that is so.
pub(super) fn ref_name_fault(name: &str, is_open: bool, platform: Platform) -> Option<&'static str> {
    let by_end = || if is_open { None } else { end_fault(name) };
    beginning_fault(name, platform).or_else(|| inside_fault(name)).or_else(by_end)
}

/// Why no environment can fit the pattern, if that is so.
pub(super) fn environment_pattern_fault(pattern: &Pattern) -> Option<&'static str> {
    let exact = pattern.exact();
    let is_padded = exact.is_some_and(|name| name.trim() != name);
    let has_control = pattern.literals().any(|text| text.contains(char::is_control));
    (is_padded || has_control).then_some(say::ENVIRONMENT_NAME)
}

/// Whether a name that is open behind this text could go on within a word, so that it means its neighbours, too. A single
/// letter, as in `v*`, is no word.
pub(super) fn ends_within_word(text: &str) -> bool {
    let word = text.rsplit(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    word.chars().nth(1).is_some()
}

// git-check-ref-format(1); GitHub refuses names that begin with `refs/`, GitLab those with `refs/heads/`.
fn beginning_fault(name: &str, platform: Platform) -> Option<&'static str> {
    let prefix = if platform == Platform::GithubActions { "refs/" } else { "refs/heads/" };
    if name.starts_with(prefix) {
        return Some(say::NOT_WITH_REFS);
    }
    name.starts_with(['/', '.']).then_some(say::NOT_WITH_SLASH_OR_DOT)
}

fn inside_fault(text: &str) -> Option<&'static str> {
    if text.contains(['?', '[', '^', '~', '\\', ':', '*']) {
        return Some(say::NO_SUCH_CHARACTER);
    }
    if text.contains(char::is_whitespace) || text.contains(char::is_control) {
        return Some(say::NO_WHITE_SPACE);
    }
    let is_split = text.contains("//") || text.contains("..") || text.contains("@{") || text.contains("/.");
    is_split.then_some(say::NO_SUCH_PAIR)
}

fn end_fault(name: &str) -> Option<&'static str> {
    let is_odd = name.is_empty() || name == "@" || name.ends_with(['/', '.']) || name.ends_with(".lock");
    is_odd.then_some(say::NO_SUCH_END)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Case;

    #[test]
    fn what_git_cannot_make_is_told() {
        let fault = |text| ref_pattern_fault(&Pattern::parse(text, Case::Exact).unwrap(), Platform::GithubActions);
        for text in ["main", "release/*", "**", "v1.2", "feature/a-b_c", "*.x", "renovate/@types-node", "über"] {
            assert_eq!(fault(text), None, "{text}");
        }
        for text in ["refs/heads/main", "refs/*", "v[0-9]*", "a b", "a..b", "a//*", "main/", "x.lock", "v?", r"a\*", "/main"]
        {
            assert!(fault(text).is_some(), "{text}");
        }
        assert_eq!(ref_name_fault("release/", true, Platform::GithubActions), None);
        assert!(ref_name_fault("release/", false, Platform::GithubActions).is_some());
    }

    #[test]
    fn a_word_has_two_letters() {
        for text in ["main", "v1", "release/rc", "x-main"] {
            assert!(ends_within_word(text), "{text}");
        }
        for text in ["", "v", "release/", "main-", "release-v", "v1."] {
            assert!(!ends_within_word(text), "{text}");
        }
    }
}
