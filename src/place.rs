//! Where a job ran, and where an identity lets it run: environment, pull request, branch, tag.

use crate::code::Code;
use crate::messages::phrases as say;
use crate::pattern::Patterns;
use crate::problem::{Problem, Source, quoted};

/// Where a token says that its job ran.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Place<'t> {
    pub(crate) environment: Option<&'t str>,
    pub(crate) pull_request: bool,
    pub(crate) reference: Option<Reference<'t>>,
    /// Whether a job with an environment counts as nowhere else, as at GitHub.
    pub(crate) environment_hides: bool,
    /// The claim that told what kind of place it is.
    pub(crate) pointer: &'static str,
    /// The claim that told the ref.
    pub(crate) reference_pointer: &'static str,
}

/// A git ref.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reference<'t> {
    /// `refs/heads/…`
    Branch(&'t str),
    /// `refs/tags/…`
    Tag(&'t str),
    /// Any other, in full.
    Other(&'t str),
}

impl<'t> Reference<'t> {
    /// Reads a full ref.
    pub(crate) fn parse(full: &'t str) -> Self {
        match (full.strip_prefix("refs/heads/"), full.strip_prefix("refs/tags/")) {
            (Some(branch), _) => Self::Branch(branch),
            (_, Some(tag)) => Self::Tag(tag),
            _ => Self::Other(full),
        }
    }

    /// The value of GitHub's and GitLab's claim `ref_type` for it.
    pub(crate) const fn ref_type(self) -> Option<&'static str> {
        match self {
            Self::Branch(_) => Some("branch"),
            Self::Tag(_) => Some("tag"),
            Self::Other(_) => None,
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Branch(name) => say::branch(&quoted(name)),
            Self::Tag(name) => say::tag(&quoted(name)),
            Self::Other("") => say::NO_BRANCH_OR_TAG.to_owned(),
            Self::Other(full) => say::reference(&quoted(full)),
        }
    }
}

/// Where an identity lets its jobs run. Its conditions are ANDed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Where {
    pub(crate) environment: Option<Patterns>,
    pub(crate) pull_request: bool,
    pub(crate) reference: Option<(RefType, Patterns)>,
}

/// What kind of ref an identity speaks of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum RefType {
    Branch,
    Tag,
}

impl Where {
    /// The first reason why the place is none of these.
    ///
    /// What hides what is GitHub's own order: environment, then pull request, then ref.
    pub(crate) fn mismatch(&self, place: &Place<'_>) -> Option<Problem> {
        let problem = |code| Problem::new(code, Source::Claims, place.pointer);
        let in_environment = |code| Problem::new(code, Source::Claims, "/environment");
        let in_reference = |code| Problem::new(code, Source::Claims, place.reference_pointer);
        match (&self.environment, place.environment) {
            (Some(expected), None) => {
                let told_by = if place.environment_hides { place.pointer } else { "/environment" };
                let problem = Problem::new(Code::EnvironmentMismatch, Source::Claims, told_by);
                return Some(problem.expected(expected.in_words()).actual(say::NO_ENVIRONMENT));
            }
            (Some(_), Some(name)) if !is_environment_name(name) => {
                let expected = say::NAME_OF_ENVIRONMENT;
                return Some(in_environment(Code::PlaceMalformed).expected(expected).actual(quoted(name)));
            }
            (Some(expected), Some(name)) if !expected.matches(name) => {
                let actual = say::environment(&quoted(name));
                return Some(in_environment(Code::EnvironmentMismatch).expected(expected.in_words()).actual(actual));
            }
            (None, Some(name)) if place.environment_hides => {
                let (code, expected) = match &self.reference {
                    Some((RefType::Branch, branches)) => (Code::BranchHiddenByEnvironment, branches.in_words()),
                    Some((RefType::Tag, tags)) => (Code::TagHiddenByEnvironment, tags.in_words()),
                    None => (Code::PullRequestHiddenByEnvironment, say::A_PULL_REQUEST.to_owned()),
                };
                return Some(problem(code).expected(expected).actual(quoted(name)));
            }
            _ => {}
        }
        if self.pull_request && !place.pull_request {
            let actual = place.reference.map_or_else(|| say::NO_PULL_REQUEST.to_owned(), Reference::in_words);
            return Some(problem(Code::PullRequestMismatch).expected(say::A_PULL_REQUEST).actual(actual));
        }
        let (ref_type, expected) = self.reference.as_ref()?;
        let (hidden, mismatch) = match ref_type {
            RefType::Branch => (Code::BranchHiddenByPullRequest, Code::BranchMismatch),
            RefType::Tag => (Code::TagHiddenByPullRequest, Code::TagMismatch),
        };
        if place.pull_request {
            return Some(problem(hidden).expected(expected.in_words()).actual(say::A_PULL_REQUEST));
        }
        let name = match (ref_type, place.reference) {
            (RefType::Branch, Some(Reference::Branch(name))) | (RefType::Tag, Some(Reference::Tag(name))) => name,
            (_, other) => {
                let actual = other.map_or_else(|| say::NO_BRANCH_OR_TAG.to_owned(), Reference::in_words);
                return Some(in_reference(mismatch).expected(expected.in_words()).actual(actual));
            }
        };
        if !is_ref_name(name) {
            return Some(in_reference(Code::PlaceMalformed).expected(say::NAME_OF_BRANCH_OR_TAG).actual(quoted(name)));
        }
        if !expected.matches(name) {
            let actual = place.reference.map_or_else(String::new, Reference::in_words);
            return Some(in_reference(mismatch).expected(expected.in_words()).actual(actual));
        }
        None
    }
}

/// Whether git could have made a branch or tag of that name (the rules of git-check-ref-format that separate one name from
/// several); no pattern matches another one.
fn is_ref_name(name: &str) -> bool {
    let is_foreign = |character: char| character.is_whitespace() || character.is_control() || character == ':';
    !name.contains(is_foreign) && !name.contains("..") && name.split('/').all(|segment| !segment.is_empty())
}

/// Whether GitHub could have made an environment of that name: unlike a ref it may hold spaces and, decoded, a colon.
fn is_environment_name(name: &str) -> bool {
    !name.trim().is_empty() && name.trim() == name && !name.contains(char::is_control)
}
