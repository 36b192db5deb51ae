//! Two reports: what a caller may know, and a page for a ticket.

use std::fmt::Write as _;

use serde::Serialize;

use super::explanation::Explanation;
use super::members::ExplainedMember;
use crate::code::Code;
use crate::code::explain::State;
use crate::messages::explain as say;
use crate::problem::{is_unprintable, quoted};
use crate::refusal::Refusal;

/// What a caller may know: nothing of the policy.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallerReport {
    /// `allow`, `reject` or `deny`; none if there was no policy to decide.
    pub verdict: Option<&'static str>,
    /// The reason, unless it allows.
    pub code: Option<Code>,
    /// What that means, in one sentence.
    pub message: &'static str,
}

impl Explanation {
    /// What a caller may know. Anyone can own a genuine token, so this tells neither what was expected nor who would match.
    #[must_use]
    pub fn caller(&self) -> CallerReport {
        let decision = self.decision.as_ref();
        let code = decision.and_then(|decision| match decision.verdict {
            "deny" => Some(Refusal::denied(decision.code?).told()),
            _ => decision.code,
        });
        let message = match (decision, code) {
            (None, _) => say::caller_without_decision(),
            (Some(_), None) => say::caller_allowed(),
            (Some(_), Some(code)) => say::caller_refused(code),
        };
        CallerReport { verdict: decision.map(|decision| decision.verdict), code, message }
    }

    /// A page for a ticket, in Markdown: everything but the token. It is for colleagues: it reveals the policy.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut page = format!("## {}: {}\n", self.shown.text, escaped(&self.headline));
        let mut say = |text: String| page.push_str(&text);
        if self.at.time != self.at.now {
            say(format!("\n{}\n", escaped(&say::as_of(&self.at.text))));
        }
        if self.lacks_token {
            let fixes = self.checks.iter().filter_map(|checked| checked.fix.as_ref());
            fixes.for_each(|fix| say(format!("\n{}\n", escaped(fix))));
            return page;
        }
        let answers = [&self.answers.genuine, &self.answers.current, &self.answers.allowed, &self.answers.safe];
        say(table(
            ["", "", ""],
            answers.into_iter().map(|it| [it.question.to_owned(), it.shown.text.to_owned(), escaped(&it.text)]),
        ));
        if let Some(job) = &self.job {
            say(format!("\n{}\n", escaped(job)));
        }
        say(heading(say::heading_checks()));
        say(table(
            say::columns_of_checks(),
            self.checks.iter().map(|checked| {
                let found = match checked.state {
                    State::NotReached => None,
                    State::Passed => checked.actual.clone(),
                    _ => checked.message.clone().or_else(|| checked.actual.clone()),
                };
                let hints = checked.hints.iter().map(|hint| hint.text.as_str());
                let found: Vec<_> = found.iter().map(String::as_str).chain(hints).map(escaped).collect();
                [format!("{} {}", say::mark(checked.state), checked.title), optional(&checked.expected), found.join("<br>")]
            }),
        ));
        if !self.fixes.is_empty() {
            say(heading(say::heading_fixes()));
        }
        for (number, fix) in self.fixes.iter().enumerate() {
            say(format!("{}. {}", number.saturating_add(1), escaped(&fix.text)));
            if let Some(admits) = &fix.admits {
                say(format!(" ({} {})", say::admits(), escaped(admits)));
            }
            say("\n".to_owned());
        }
        for (name, members) in [(say::heading_header(), &self.header), (say::heading_claims(), &self.claims)] {
            if !members.is_empty() {
                say(heading(name));
                say(table(say::columns_of_members(), members.iter().map(row)));
            }
        }
        page
    }
}

fn row(member: &ExplainedMember) -> [String; 3] {
    let meaning = match &member.date {
        Some(date) => format!("{date}; {}", member.meaning),
        None => member.meaning.to_owned(),
    };
    [escaped(&quoted(&member.name)), escaped(&quoted(&member.raw)), escaped(&meaning)]
}

fn optional(text: &Option<String>) -> String {
    text.as_deref().map(escaped).unwrap_or_default()
}

fn heading(text: &str) -> String {
    format!("\n### {text}\n\n")
}

fn table(columns: [&str; 3], rows: impl Iterator<Item = [String; 3]>) -> String {
    let mut table = format!("\n| {} |\n|---|---|---|\n", columns.join(" | "));
    for row in rows {
        let _ = writeln!(table, "| {} |", row.join(" | "));
    }
    table
}

/// The text in Markdown, so that a value from outside is nothing but text: in code spans, which [`quoted`] values become,
/// only a bar means something (to the table around); elsewhere everything that could mean something is escaped.
fn escaped(text: &str) -> String {
    let is_paired = text.matches('`').count().is_multiple_of(2);
    let mut escaped = String::with_capacity(text.len());
    let mut is_code = false;
    for character in text.chars() {
        match character {
            '`' if is_paired => {
                is_code = !is_code;
                escaped.push('`');
            }
            _ if is_unprintable(character) => escaped.extend(character.escape_unicode()),
            '|' => escaped.push_str("\\|"),
            '@' if !is_code => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '~' | '&' | '$' if !is_code => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
