//! `claimgate decode`: what a token says, which proves nothing.

use claimgate::{Problem, Token, UnixTime};
use clap::Args;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Outcome, raw};
use crate::fault::Faults;
use crate::layout::{BAD, DOUBTFUL, Layout};
use crate::members::Members;
use crate::moment;
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
    let mut out = Layout::verdict(DOUBTFUL, "NOT VERIFIED", ": anyone can write such a token, and nothing below is proved");
    for (heading, json) in [("Header", token.header().as_json()), ("Claims", token.claims().peek_unverified().as_json())] {
        out.heading(heading);
        let members = Members::parse(json);
        let members: Vec<_> = members.iter().flat_map(Members::iter).collect();
        let widest = members.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().min(WIDEST_NAME);
        for (name, value) in members {
            let date = (heading == "Claims" && DATES.contains(&name)).then(|| moment::of_numeric_date(value)).flatten();
            let words = date.map(|date| format!("  {}", moment::in_words(date, now)));
            out.member(name, widest, value, &words.unwrap_or_default());
        }
    }
    out.into_text()
}

fn unreadable_in_words(problem: &Problem) -> String {
    let mut out = Layout::verdict(BAD, "UNREADABLE", &format!(": {}", problem.code()));
    out.gap();
    out.problem(2, problem);
    out.into_text()
}

/// The claims that are dates (RFC 7519 section 4.1, OpenID Connect Core section 2).
const DATES: [&str; 4] = ["exp", "nbf", "iat", "auth_time"];
const WIDEST_NAME: usize = 24;
const EXAMPLES: &str = "\
Examples:
  printenv OIDC_TOKEN | claimgate decode
  claimgate decode --token-file token.txt --json | jq .claims";
