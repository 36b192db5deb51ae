//! An explanation as text of a given width, for a terminal or a mail. It has no colours: each piece says what it is.

use std::{fmt, iter};

use super::checked::Checked;
use super::explanation::{Answered, Explanation};
use super::fixes::Fix;
use super::members::ExplainedMember;
use crate::code::explain::{Answer, Role, State};
use crate::code::intake::Remark;
use crate::intake::{Note, Part, Step};
use crate::messages::explain as say;
use crate::page::{Page, Span};
use crate::problem::quoted;

impl Explanation {
    /// The explanation in lines of at most `width` columns; 80 is a good width, and less than 60 no longer fits.
    #[must_use]
    pub fn lines(&self, width: usize) -> Vec<Vec<Span>> {
        let mut page = Page::breaking_words(width);
        page.summary(self);
        if self.lacks_token {
            page.instead(self);
            page.intake(self);
            return page.into_lines();
        }
        page.checks(&self.checks);
        page.fixes(&self.fixes);
        page.identities(self);
        let count = |part: &Option<Part>| part.as_ref().map_or(0, |part| part.members.len());
        let anatomy = &self.intake.intake().anatomy;
        page.members(say::heading_header(), &self.header, count(&anatomy.header));
        page.members(say::heading_claims(), &self.claims, count(&anatomy.claims));
        page.intake(self);
        page.into_lines()
    }
}

impl fmt::Display for Explanation {
    /// In lines of 80 columns.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.lines(USUAL_WIDTH) {
            for span in line {
                out.write_str(&span.text)?;
            }
            out.write_str("\n")?;
        }
        Ok(())
    }
}

impl Page {
    fn summary(&mut self, explanation: &Explanation) {
        self.paragraph(0, (explanation.shown.role, explanation.shown.text), 2, &explanation.headline);
        let notes = &explanation.intake.intake().notes;
        for secret in notes.iter().filter(|note| note.code == Remark::SecretBeside) {
            self.gap();
            self.paragraph(0, mark(State::Warned), 1, &secret.text());
        }
        if explanation.lacks_token {
            return;
        }
        self.gap();
        let answers = &explanation.answers;
        for answered in [&answers.genuine, &answers.current, &answers.allowed, &answers.safe] {
            self.answer(answered, &explanation.headline);
        }
        if let Some(job) = &explanation.job {
            self.gap();
            self.text(0, job);
        }
        if explanation.at.time != explanation.at.now {
            self.gap();
            self.text(0, &say::as_of(&explanation.at.text));
        }
    }

    /// What the headline says already is not said again.
    fn answer(&mut self, answered: &Answered, headline: &str) {
        let text = match repeated(&answered.text, headline) {
            Some(before) if answered.answer != Answer::Yes => say::see_above(before),
            _ => answered.text.clone(),
        };
        let (question, shown) = (answered.question, answered.shown);
        let padded = format!("{:<ANSWERS$}", shown.text);
        self.line_with_label(2, (Role::Label, &format!("{question:<QUESTIONS$}")), (shown.role, &padded), &text);
    }

    fn checks(&mut self, checks: &[Checked]) {
        self.heading(say::heading_checks());
        let (not_reached, reached): (Vec<_>, Vec<_>) = checks.iter().partition(|it| it.state == State::NotReached);
        let titles = reached.iter().map(|checked| checked.title.chars().count()).max().unwrap_or_default();
        for checked in reached {
            let (role, mark) = mark(checked.state);
            let shown = match checked.state {
                State::Failed | State::Warned | State::Unknown => checked.message.as_ref().or(checked.actual.as_ref()),
                State::Passed => checked.actual.as_ref(),
                State::NotReached => None,
            };
            let shown = shown.map_or_else(|| say::state(checked.state).to_owned(), String::clone);
            let title = format!("{:<titles$}", checked.title);
            self.line_with_label(2, (role, mark), (Role::Label, &title), &shown);
            let indent = titles.saturating_add(INDENT_OF_CHECK);
            if matches!(checked.state, State::Failed | State::Unknown) {
                for (label, text) in say::expected_and_actual().into_iter().zip([&checked.expected, &checked.actual]) {
                    // Most messages tell both.
                    if let Some(text) = text.as_ref().filter(|text| !shown.contains(text.as_str())) {
                        self.paragraph(indent, (Role::Label, label), 1, text);
                    }
                }
            }
            for hint in &checked.hints {
                self.text(indent, &hint.text);
            }
        }
        if !not_reached.is_empty() {
            let titles: Vec<_> = not_reached.iter().map(|checked| checked.title).collect();
            let (role, mark) = mark(State::NotReached);
            self.paragraph(2, (role, mark), 1, &say::not_reached(&titles));
        }
    }

    /// What to do where there was no token.
    fn instead(&mut self, explanation: &Explanation) {
        let fixes = explanation.checks.iter().filter_map(|checked| checked.fix.as_ref());
        for fix in fixes {
            self.gap();
            self.text(2, fix);
        }
    }

    fn fixes(&mut self, fixes: &[Fix]) {
        if fixes.is_empty() {
            return;
        }
        self.heading(say::heading_fixes());
        for (number, fix) in fixes.iter().enumerate() {
            self.paragraph(2, (Role::Label, &format!("{}.", number.saturating_add(1))), 1, &fix.text);
            if let Some(admits) = &fix.admits {
                self.paragraph(5, (Role::Label, say::admits()), 1, admits);
            }
            if fix.grade.is_some() {
                self.paragraph(5, (Role::Label, say::afterwards()), 1, say::grade(fix.grade));
            }
            for operation in &fix.patch {
                let value = operation.value.as_ref().map(|value| format!("{value:#}"));
                self.paragraph(5, (Role::Label, operation.op), 1, &operation.path);
                for line in value.iter().flat_map(|value| value.lines()) {
                    let text = line.trim_start();
                    self.text(line.len().saturating_sub(text.len()).saturating_add(7), text);
                }
            }
        }
    }

    fn identities(&mut self, explanation: &Explanation) {
        if explanation.identities.is_empty() {
            return;
        }
        self.heading(&say::heading_identities(explanation.identities.len(), explanation.identity_count));
        for identity in &explanation.identities {
            let (role, mark) = mark(if identity.fits { State::Passed } else { State::Failed });
            let text = say::identity(&identity.name, &identity.email, identity.grade);
            self.paragraph(2, (role, mark), 1, &text);
            let is_told = |message: &String| explanation.checks.iter().any(|it| it.message.as_ref() == Some(message));
            for mismatch in identity.mismatches.iter().filter(|mismatch| !is_told(&mismatch.message)) {
                self.paragraph(4, (Role::Plain, "-"), 1, &mismatch.message);
            }
        }
        let examples = explanation.also_admits.iter().map(|example| (Role::Plain, "+", example));
        let refused = explanation.refuses.iter().map(|example| (Role::Plain, "-", example));
        if !explanation.also_admits.is_empty() {
            self.heading(say::heading_also_admits());
        }
        for (role, mark, example) in examples.chain(refused) {
            self.paragraph(2, (role, mark), 1, &say::example(&quoted(example.subject()), example.job()));
        }
    }

    /// The members, of which the token has that many.
    fn members(&mut self, heading: &str, members: &[ExplainedMember], count: usize) {
        if members.is_empty() {
            return;
        }
        self.heading(heading);
        let names: Vec<_> = members.iter().take(MOST_MEMBERS).map(|member| unquoted(&member.name)).collect();
        let columns = names.iter().map(|name| name.chars().count()).max().unwrap_or_default().min(LONGEST_NAME);
        for (member, name) in members.iter().zip(names) {
            let of_state = |state| member.used_by.iter().any(|used| used.state == state);
            let (role, mark) = match (of_state(State::Failed), of_state(State::Passed)) {
                (true, _) => mark(State::Failed),
                (false, true) => mark(State::Passed),
                (false, false) => (Role::Plain, " "),
            };
            self.line_with_label(2, (role, mark), (Role::Label, &format!("{name:<columns$}")), &unquoted(&member.raw));
            let meaning = match &member.date {
                Some(date) => format!("{date}; {}", member.meaning),
                None => member.meaning.to_owned(),
            };
            self.text(columns.saturating_add(INDENT_OF_CHECK), &meaning);
        }
        if let more @ 1.. = count.saturating_sub(MOST_MEMBERS) {
            self.text(4, &say::and_more(more));
        }
    }

    fn intake(&mut self, explanation: &Explanation) {
        let intake = explanation.intake.intake();
        let notes = intake.notes.iter().filter(|note| note.code != Remark::SecretBeside).map(Note::text);
        let texts: Vec<_> = intake.steps.iter().map(Step::text).chain(notes).collect();
        let mut texts = texts.iter().filter(|text| !explanation.headline.contains(text.as_str())).peekable();
        if texts.peek().is_some() {
            self.heading(say::heading_intake());
        }
        for text in texts {
            self.paragraph(2, (Role::Plain, "-"), 1, text);
        }
    }
}

/// What stands before a text that the headline begins with, if it does.
fn repeated<'t>(text: &'t str, headline: &str) -> Option<&'t str> {
    let starts = iter::once((0, "")).chain(text.match_indices(": "));
    let mut splits = starts.filter_map(|(byte, colon)| text.split_at_checked(byte).zip(Some(colon)));
    splits.find_map(|((before, behind), colon)| headline.contains(behind.strip_prefix(colon)?).then_some(before))
}

/// A value as [`quoted`] has it, where its place tells enough.
fn unquoted(text: &str) -> String {
    quoted(text).trim_matches('`').to_owned()
}

const fn role_of_state(state: State) -> Role {
    match state {
        State::Passed => Role::Good,
        State::Failed => Role::Bad,
        State::Warned => Role::Doubtful,
        State::Unknown => Role::Unknown,
        State::NotReached => Role::Plain,
    }
}

fn mark(state: State) -> (Role, &'static str) {
    (role_of_state(state), say::mark(state))
}

const USUAL_WIDTH: usize = 80;
/// The longest of the four questions, and of the three answers.
const QUESTIONS: usize = 8;
const ANSWERS: usize = 7;
/// Real tokens have about thirty; who sends more sends them to nobody.
const MOST_MEMBERS: usize = 100;
/// Longer names do not set the column.
const LONGEST_NAME: usize = 24;
/// Mark and spaces before and behind the title of a check.
const INDENT_OF_CHECK: usize = 6;
