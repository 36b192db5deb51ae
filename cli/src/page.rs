//! Pages of the core for a terminal: each piece in the colour of its role.

use anstyle::{AnsiColor, Effects, Style};
use claimgate::{Page, Role, Span};

/// An empty page of the usual width, with its first line: the verdict in its colour, then the rest.
pub(crate) fn verdict(role: Role, verdict: &str, rest: &str) -> Page {
    let mut page = Page::new(COLUMNS);
    page.line(&[(role, verdict), (Role::Plain, rest)]);
    page
}

pub(crate) fn in_colours(lines: &[Vec<Span>]) -> String {
    let mut text = String::new();
    for line in lines {
        text.extend(line.iter().map(in_colour));
        text.push('\n');
    }
    text
}

fn in_colour(span: &Span) -> String {
    let style = match span.role {
        Role::Heading => Style::new().bold(),
        Role::Label => Style::new().effects(Effects::DIMMED),
        Role::Good => AnsiColor::Green.on_default().bold(),
        Role::Bad => AnsiColor::Red.on_default().bold(),
        Role::Doubtful | Role::Unknown => AnsiColor::Yellow.on_default().bold(),
        _ => return span.text.clone(),
    };
    format!("{style}{}{style:#}", span.text)
}

pub(crate) const COLUMNS: usize = 80;
