//! A subject part by part, in the platforms' default forms and, key by key, in customised ones.

use std::ops::Range;

use serde::Serialize;

use crate::code::explain::{SubjectForm, SubjectPartKind as Kind};
use crate::job::github;
use crate::messages::explain as say;

/// A subject, taken apart.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubjectAnatomy {
    /// The subject, as the token has it.
    pub text: String,
    /// In which form it is.
    pub form: SubjectForm,
    /// Its parts. What stands between two of them is punctuation.
    pub parts: Vec<SubjectPart>,
}

/// A part of a subject.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubjectPart {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: String,
    /// What that means.
    pub meaning: &'static str,
}

impl SubjectAnatomy {
    pub(super) fn of(subject: &str) -> Self {
        let mut parts = Parts { whole: subject, parts: Vec::new() };
        let form = parts.read();
        Self { text: subject.to_owned(), form, parts: parts.parts }
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.part(kind).is_some()
    }

    pub(super) fn part(&self, kind: Kind) -> Option<&str> {
        self.parts.iter().find(|part| part.kind == kind).map(|part| part.text.as_str())
    }

    /// The same subject as it was before ids came into it.
    pub(super) fn without_ids(&self) -> String {
        let ids = self.parts.iter().filter(|part| matches!(part.kind, Kind::OwnerId | Kind::RepositoryId));
        let mut text = self.text.clone();
        for id in ids.rev() {
            // The `@` stands before it.
            text.replace_range(id.start.saturating_sub(1)..id.end, "");
        }
        text
    }

    /// The names of the claims in a customised subject.
    pub(super) fn claim_names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(|part| part.kind == Kind::ClaimName).map(|part| part.text.as_str())
    }
}

struct Parts<'t> {
    whole: &'t str,
    parts: Vec<SubjectPart>,
}

impl Parts<'_> {
    fn read(&mut self) -> SubjectForm {
        let segments = self.segments(0..self.whole.len(), ':');
        let is_gitlab = matches!(segments.as_slice(), [key, _, ref_type, _, name, _, ..]
            if self.text(key) == "project_path" && self.text(ref_type) == "ref_type" && self.text(name) == "ref");
        let form = match segments.first().map(|first| self.text(first)) {
            _ if github::Subject::parse(self.whole).is_some() || is_gitlab => SubjectForm::Default,
            Some(key) if segments.len() > 1 && is_claim(key) => SubjectForm::Customised,
            _ => SubjectForm::Other,
        };
        if form == SubjectForm::Other {
            self.push(0..self.whole.len(), Kind::Other);
            return form;
        }
        let key_kind = if form == SubjectForm::Default { Kind::Keyword } else { Kind::ClaimName };
        let mut segments = segments.into_iter();
        let mut is_tag = false;
        while let Some(key) = segments.next() {
            let name = self.text(&key).to_owned();
            if name == "pull_request" {
                self.push(key, Kind::PullRequest);
                continue;
            }
            if !is_claim(&name) {
                self.push(key, Kind::Other);
                continue;
            }
            self.push(key, key_kind);
            // A branch of GitLab may hold a colon: the last value is all that is left.
            let value = match segments.next() {
                Some(value) if name == "ref" && is_gitlab => value.start..self.whole.len(),
                Some(value) => value,
                None => break,
            };
            let ends = value.end == self.whole.len();
            match name.as_str() {
                "repo" => self.repository(value),
                "repository" | "project_path" => self.named_repository(value),
                "repository_owner" => self.push(value, Kind::Owner),
                "repository_owner_id" => self.push(value, Kind::OwnerId),
                "repository_id" | "project_id" => self.push(value, Kind::RepositoryId),
                "environment" => self.push(value, Kind::Environment),
                "ref_type" => {
                    is_tag = self.text(&value) == "tag";
                    self.push(value, Kind::Keyword);
                }
                "ref" => self.reference(value, is_tag),
                _ => self.push(value, Kind::ClaimValue),
            }
            if ends {
                break;
            }
        }
        form
    }

    /// `OWNER/NAME`, or `OWNER@ID/NAME@ID`.
    fn repository(&mut self, range: Range<usize>) {
        let halves = self.segments(range, '/');
        for (half, (name, id)) in
            halves.into_iter().zip([(Kind::Owner, Kind::OwnerId), (Kind::Repository, Kind::RepositoryId)])
        {
            let mut pieces = self.segments(half, '@').into_iter();
            pieces.next().into_iter().for_each(|piece| self.push(piece, name));
            pieces.next().into_iter().for_each(|piece| self.push(piece, id));
        }
    }

    /// A path whose last segment is the repository or project.
    fn named_repository(&mut self, range: Range<usize>) {
        let slash = self.text(&range).rfind('/').map(|place| range.start.saturating_add(place));
        match slash {
            Some(slash) => {
                self.push(range.start..slash, Kind::Owner);
                self.push(slash.saturating_add(1)..range.end, Kind::Repository);
            }
            None => self.push(range, Kind::Repository),
        }
    }

    fn reference(&mut self, range: Range<usize>, is_tag: bool) {
        for (prefix, kind) in [("refs/heads/", Kind::Branch), ("refs/tags/", Kind::Tag)] {
            if self.text(&range).starts_with(prefix) {
                let name = range.start.saturating_add(prefix.len());
                self.push(range.start..name.saturating_sub(1), Kind::Keyword);
                return self.push(name..range.end, kind);
            }
        }
        self.push(range, if is_tag { Kind::Tag } else { Kind::Branch });
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.whole.get(range.clone()).unwrap_or_default()
    }

    fn segments(&self, range: Range<usize>, separator: char) -> Vec<Range<usize>> {
        let mut start = range.start;
        let mut segments = Vec::new();
        for segment in self.text(&range).split(separator) {
            let end = start.saturating_add(segment.len());
            segments.push(start..end);
            start = end.saturating_add(separator.len_utf8());
        }
        segments
    }

    fn push(&mut self, range: Range<usize>, kind: Kind) {
        let text = self.text(&range).to_owned();
        self.parts.push(SubjectPart { start: range.start, end: range.end, kind, text, meaning: say::subject_part(kind) });
    }
}

/// Whether a customised subject may name the claim.
fn is_claim(name: &str) -> bool {
    name == "repo"
        || name.starts_with("repo_property_")
        || say::github_claim(name).or_else(|| say::gitlab_claim(name)).or_else(|| say::registered_claim(name)).is_some()
}
