//! Findings and grades in words.

use std::cmp::Reverse;

use super::example::Example;
use super::finding::Finding;
use super::report::{GradedIdentity, LintReport, LocatedFinding};
use crate::code::explain::Role;
use crate::code::finding::{Grade, Severity};
use crate::messages::page as say;
use crate::page::{Page, Span};

impl LintReport<'_> {
    /// The report in lines of at most `width` columns, but for long names: each identity with its grade, its findings, the worst
    /// first, and what it admits.
    #[must_use]
    pub fn lines(&self, width: usize) -> Vec<Vec<Span>> {
        let mut page = Page::new(width);
        page.line(&[(self.role(), self.name), (Role::Plain, &format!(": {}", self.count()))]);
        for identity in &self.identities {
            page.gap();
            page.grade(identity.grade, "");
            let its_name = say::identity(identity.email, identity.name);
            page.field(2, say::label_of_identity(), &say::identity_in_line(&its_name, identity.line));
            for LocatedFinding { finding, location } in self.findings_of(identity) {
                page.finding(2, finding, Some(location.line));
            }
            page.examples(2, &identity.admits, identity.refuses.as_ref());
        }
        page.into_lines()
    }

    fn findings_of(&self, identity: &GradedIdentity<'_>) -> Vec<&LocatedFinding> {
        let is_its = |located: &&LocatedFinding| {
            let rest = located.finding.pointer().strip_prefix(identity.pointer.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut findings: Vec<_> = self.findings.iter().filter(is_its).collect();
        findings.sort_by_key(|located| Reverse(located.finding.severity()));
        findings
    }

    /// That of the identity that admits most.
    fn role(&self) -> Role {
        let grades = || self.identities.iter().map(|identity| identity.grade);
        grade_in_words(if grades().all(|grade| grade.is_some()) { grades().flatten().max() } else { None }).0
    }

    fn count(&self) -> String {
        let grades = Grade::ALL.iter().map(|grade| Some(*grade)).chain([None]);
        let counts = grades.map(|grade| {
            let count = self.identities.iter().filter(|identity| identity.grade == grade).count();
            (count, grade_in_words(grade).1)
        });
        say::identities(self.identities.len(), &counts.filter(|(count, _)| *count > 0).collect::<Vec<_>>())
    }
}

impl Page {
    /// A line with the grade of an identity, and what follows it.
    pub fn grade(&mut self, grade: Option<Grade>, rest: &str) {
        let (role, word) = grade_in_words(grade);
        self.line(&[(role, &word.to_uppercase()), (Role::Plain, rest)]);
    }

    /// What the author of an identity should know, and what to do.
    pub fn finding(&mut self, indent: usize, finding: &Finding, line: Option<usize>) {
        let severity = finding.severity();
        let role = match severity {
            Severity::Error => Role::Bad,
            Severity::Warning => Role::Doubtful,
            Severity::Note => Role::Label,
        };
        let between = line.map_or_else(|| " ".to_owned(), say::in_line);
        let code = finding.code().as_str();
        let begin = [(role, severity.as_str()), (Role::Plain, &between), (Role::Plain, code), (Role::Plain, ": ")];
        self.item(indent, &begin, &finding.message(), Some(&finding.fix()));
    }

    /// Subjects, each with its job: those that are admitted, and one that is not. A subject stays whole.
    pub fn examples(&mut self, indent: usize, admits: &[Example], refuses: Option<&Example>) {
        let [admits_label, refuses_label] = say::labels_of_examples();
        let labels = [admits_label].into_iter().chain(std::iter::repeat(""));
        for (label, example) in labels.zip(admits).chain([refuses_label].into_iter().zip(refuses)) {
            self.field(indent, label, example.subject());
            self.text(indent.saturating_add(JOBS), example.job());
        }
    }
}

/// The word for a grade, and the role in which it is shown.
const fn grade_in_words(grade: Option<Grade>) -> (Role, &'static str) {
    match grade {
        Some(grade @ (Grade::Exact | Grade::Narrow)) => (Role::Good, grade.as_str()),
        Some(grade @ Grade::Broad) => (Role::Doubtful, grade.as_str()),
        Some(grade @ Grade::Dangerous) => (Role::Bad, grade.as_str()),
        None => (Role::Bad, say::never_matches()),
    }
}

/// Below the subject, two columns behind where it begins.
const JOBS: usize = 12;
