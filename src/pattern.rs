//! Patterns for names and paths, with the meaning of GitHub's own branch filters.
//!
//! A text without `*` is exact. `*` alone matches anything. Inside a pattern `*` stands for a run of characters within one
//! segment and `**` for any run; a trailing `/**` also matches its parent. `\*` is a literal star; everything else is text.
//! The whole string is matched, in time proportional to the lengths of both.

use crate::glob::{self, MAX_GLOB_BYTES, Piece, fits};
use crate::messages::phrases as say;
use crate::problem::quoted_list;

/// How upper and lower case compare.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Case {
    /// Byte for byte.
    Exact,
    /// Without regard to ASCII case, for names that the platform itself treats so.
    Ignored,
}

/// A compiled pattern.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Pattern {
    written: Box<str>,
    case: Case,
    matcher: Matcher,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Matcher {
    Anything,
    Exact(Box<str>),
    Glob(Box<[Piece]>),
}

impl Pattern {
    /// Compiles a pattern, or says what a readable one would be.
    pub(crate) fn parse(written: &str, case: Case) -> Result<Self, &'static str> {
        let folded = match case {
            Case::Exact => written.to_owned(),
            Case::Ignored => written.to_ascii_lowercase(),
        };
        let pieces = glob::pieces(&folded)?;
        let matcher = match pieces.as_slice() {
            [] => return Err(say::ONE_CHARACTER_OR_MORE),
            [Piece::WithinSegment | Piece::AcrossSegments] => Matcher::Anything,
            [Piece::Literal(text)] => Matcher::Exact(text.clone()),
            _ if written.len() > MAX_GLOB_BYTES => return Err(say::AT_MOST_1024_BYTES),
            _ => Matcher::Glob(pieces.into()),
        };
        Ok(Self { written: written.into(), case, matcher })
    }

    /// Whether every text fits.
    pub(crate) const fn is_anything(&self) -> bool {
        matches!(self.matcher, Matcher::Anything)
    }

    /// Whether the whole text fits.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let folded;
        let text = match self.case {
            Case::Exact => text,
            Case::Ignored => {
                folded = text.to_ascii_lowercase();
                &folded
            }
        };
        match &self.matcher {
            Matcher::Anything => true,
            Matcher::Exact(exact) => **exact == *text,
            Matcher::Glob(pieces) => fits(pieces, text),
        }
    }

    /// A pattern that matches just this text.
    pub(crate) fn escape(text: &str) -> String {
        text.replace('*', "\\*")
    }

    /// The pattern as the document has it.
    pub(crate) fn written(&self) -> &str {
        &self.written
    }

    /// The one text that it matches, where it is no glob.
    pub(crate) fn exact(&self) -> Option<String> {
        matches!(self.matcher, Matcher::Exact(_)).then(|| self.written.replace("\\*", "*"))
    }

    /// The parts that are text and no star.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &str> {
        let (exact, pieces) = match &self.matcher {
            Matcher::Anything => (None, None),
            Matcher::Exact(text) => (Some(&**text), None),
            Matcher::Glob(pieces) => (None, Some(pieces)),
        };
        exact.into_iter().chain(pieces.into_iter().flatten().filter_map(Piece::literal))
    }

    /// The text before its first star, where it is a glob.
    pub(crate) fn opening(&self) -> Option<&str> {
        match &self.matcher {
            Matcher::Anything => Some(""),
            Matcher::Exact(_) => None,
            Matcher::Glob(pieces) => Some(pieces.first().and_then(Piece::literal).unwrap_or_default()),
        }
    }

    /// A text that it matches, with `filling` for each star.
    pub(crate) fn sample(&self, filling: &str) -> String {
        match &self.matcher {
            Matcher::Anything => filling.to_owned(),
            Matcher::Exact(_) => self.exact().unwrap_or_default(),
            Matcher::Glob(pieces) => pieces.iter().map(|piece| piece.literal().unwrap_or(filling)).collect(),
        }
    }
}

/// Several patterns, of which one must match.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Patterns(pub(crate) Vec<Pattern>);

impl Patterns {
    /// The patterns as the document has them.
    pub(crate) fn written(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|pattern| &*pattern.written)
    }

    /// The first few of them, for messages.
    pub(crate) fn in_words(&self) -> String {
        quoted_list(self.written())
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, fits: &[&str], differs: &[&str]) {
        let compiled = Pattern::parse(pattern, Case::Exact).unwrap();
        for text in fits {
            assert!(compiled.matches(text), "`{pattern}` should match `{text}`");
        }
        for text in differs {
            assert!(!compiled.matches(text), "`{pattern}` should not match `{text}`");
        }
    }

    #[test]
    fn stars_mean_what_they_mean_at_github() {
        check("main", &["main"], &["Main", "main2", "amain", ""]);
        check("*", &["main", "a/b", ""], &[]);
        check("release/*", &["release/1", "release/"], &["release/1/x", "release", "xrelease/1"]);
        check("release/**", &["release/1", "release/1/x", "release/", "release"], &["releases/1", "xrelease/1"]);
        check("**/main", &["a/main", "a/b/main", "/main"], &["main", "a/xmain/b"]);
        check("a/**/b", &["a/x/b", "a/x/y/b", "a//b"], &["a/b", "a/xb"]);
        check("a**b", &["ab", "axb", "a/x/b"], &["a", "ba"]);
        check("*/*", &["a/b"], &["a", "a/b/c"]);
        check("v*.*", &["v1.2", "v1.2.3", "v."], &["v1", "v1/x.2"]);
        check("**", &["a/b", ""], &[]);
        check(
            "/v1/projects/*/plans/**",
            &["/v1/projects/p1/plans", "/v1/projects/p1/plans/7/x"],
            &["/v1/projects/a/b/plans"],
        );
    }

    #[test]
    fn everything_else_is_text() {
        check(r"a\*b", &["a*b"], &["axb", r"a\*b"]);
        check(r"a\*b*", &["a*bc"], &["axbc"]);
        check(r"a\b", &[r"a\b"], &["ab"]);
        check("v[1-9]?+!", &["v[1-9]?+!"], &["v1"]);
        check("über*", &["überall"], &["uber"]);
    }

    #[test]
    fn three_stars_and_nothing_are_refused() {
        assert!(Pattern::parse("a***", Case::Exact).is_err());
        assert!(Pattern::parse("", Case::Exact).is_err());
        assert!(Pattern::parse(r"\***", Case::Exact).is_ok());
    }

    #[test]
    fn a_sample_fits() {
        for (pattern, sample) in
            [("main", "main"), (r"a\*", "a*"), ("*", "1"), ("release/**", "release/1"), ("**/b*", "1/b1"), ("*-x", "1-x")]
        {
            let compiled = Pattern::parse(pattern, Case::Exact).unwrap();
            assert_eq!(compiled.sample("1"), sample);
            assert!(compiled.matches(sample), "{pattern}");
        }
    }

    #[test]
    fn hostile_texts_take_no_longer() {
        let pattern = Pattern::parse(&format!("**{}b", "a*".repeat(300)), Case::Exact).unwrap();
        assert!(!pattern.matches(&"a".repeat(12_000)));
    }
}
