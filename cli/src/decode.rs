//! `claimgate decode`: what a token says, which proves nothing.

use claimgate::{Page, Problem, Role, Token, UnixTime};
use clap::Args;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Outcome, raw};
use crate::fault::Faults;
use crate::members::Members;
use crate::moment;
use crate::page::{self, in_colours};
use crate::redact::escape;
use crate::reporter::Reporter;
use crate::token_source::TokenSource;

/// Show what a token says, without verifying it
///
/// Header and claims in the token's own order, as they were written, with times in words. Anyone can write such a token:
/// nothing that is shown is proved.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Decode {
    #[command(flatten)]
    token: TokenSource,

    /// Tell times as seen from this moment: seconds since 1970, or RFC 3339 [default: the clock]
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<UnixTime>,
}

impl Decode {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        let text = self.token.read(reporter)?;
        let now = moment::or_now(self.now)?;
        reporter.warn_of_offered_keys(&text);
        let token = Token::parse(&text);
        Ok(match (reporter.json(), &token) {
            (true, Ok(token)) => Answer::json(Outcome::Accepted, &Report::of(token, now)),
            (true, Err(problem)) => Answer::json(Outcome::Refused, &Unreadable { verified: false, problem }),
            (false, Ok(token)) => Answer::text(Outcome::Accepted, in_words(token, now)),
            (false, Err(problem)) => Answer::text(Outcome::Refused, unreadable_in_words(problem)),
        })
    }
}

#[derive(Serialize)]
struct Report<'t> {
    verified: bool,
    header: &'t RawValue,
    claims: &'t RawValue,
    times: Vec<Time>,
}

#[derive(Serialize)]
struct Time {
    claim: &'static str,
    words: String,
}

#[derive(Serialize)]
struct Unreadable<'p> {
    verified: bool,
    problem: &'p Problem,
}

impl<'t> Report<'t> {
    fn of(token: &'t Token<'_>, now: UnixTime) -> Self {
        let claims = token.claims().peek_unverified().as_json();
        let members = Members::parse(claims).into_iter();
        let times = members.flat_map(|members| {
            let times = members.iter().filter_map(|(name, value)| {
                let claim = DATES.iter().copied().find(|date| *date == name)?;
                Some(Time { claim, words: moment::in_words(moment::of_numeric_date(value)?, now) })
            });
            times.collect::<Vec<_>>()
        });
        Self { verified: false, header: raw(token.header().as_json()), claims: raw(claims), times: times.collect() }
    }
}

fn in_words(token: &Token<'_>, now: UnixTime) -> String {
    let mut out =
        page::verdict(Role::Doubtful, "NOT VERIFIED", ": anyone can write such a token, and nothing below is proved");
    for (heading, json) in [("Header", token.header().as_json()), ("Claims", token.claims().peek_unverified().as_json())] {
        out.heading(heading);
        let members = Members::parse(json);
        let members: Vec<_> = members.iter().flat_map(Members::iter).collect();
        let widest = members.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().min(WIDEST_NAME);
        for (name, value) in members {
            let date = (heading == "Claims" && DATES.contains(&name)).then(|| moment::of_numeric_date(value)).flatten();
            let words = date.map(|date| format!("  {}", moment::in_words(date, now)));
            member(&mut out, name, widest, value, &words.unwrap_or_default());
        }
    }
    in_colours(&out.into_lines())
}

/// A member of a JSON object: its name, its text as it was written, and words about it. Whole, however long.
fn member(out: &mut Page, name: &str, width: usize, json: &str, words: &str) {
    let name = format!("{:width$}", escape(name));
    // Line breaks between values stay, behind an indent that no other line has.
    let json: Vec<_> = json.lines().map(|line| escape(&line.replace(['\t', '\r'], " "))).collect();
    let last = json.len().saturating_sub(1);
    for (place, line) in json.iter().enumerate() {
        let words = if place == last { words } else { "" };
        match place {
            0 => out.line(&[
                (Role::Plain, "  "),
                (Role::Label, &name),
                (Role::Plain, "  "),
                (Role::Plain, line),
                (Role::Plain, words),
            ]),
            _ => out.line(&[(Role::Plain, "        "), (Role::Plain, line), (Role::Plain, words)]),
        }
    }
}

fn unreadable_in_words(problem: &Problem) -> String {
    let mut out = page::verdict(Role::Bad, "UNREADABLE", &format!(": {}", problem.code()));
    out.gap();
    out.problem(2, problem);
    in_colours(&out.into_lines())
}

/// The claims that are dates (RFC 7519 section 4.1, OpenID Connect Core section 2).
const DATES: [&str; 4] = ["exp", "nbf", "iat", "auth_time"];
const WIDEST_NAME: usize = 24;
const EXAMPLES: &str = "\
Examples:
  printenv OIDC_TOKEN | claimgate decode
  claimgate decode --token-file token.txt --json | jq .claims";
