//! `claimgate explain`: every check, in words, with the fix; and what a code means.

use std::path::{Path, PathBuf};

use claimgate::{AsOf, CodeEntry, Explanation, Gate, Intake, Role, UnixTime, Word, code_reference, code_reference_markdown};
use clap::Args;

use crate::answer::{Answer, Outcome};
use crate::check::caller;
use crate::fault::{Fault, Faults};
use crate::key_source::{KeyOptions, Keyring};
use crate::moment;
use crate::page::{self, COLUMNS, in_colours};
use crate::policy_file;
use crate::reporter::Reporter;
use crate::token_source::TokenSource;

/// Explain a token: every check, in words, with the fix
///
/// Takes whatever you have: a token, a header line, a log, or the claims alone. Without a policy it tells what the token says and
/// what is wrong with it in itself; with one, whom it comes near to, and the smallest change that would help. It never lets
/// anybody in.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Explain {
    #[command(flatten)]
    token: TokenSource,

    /// The policy document
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// Ask for the identity with this e-mail address, instead of the one that comes nearest
    #[arg(long, value_name = "ADDRESS", requires = "policy")]
    email: Option<String>,

    /// Judge as of this moment: seconds since 1970, RFC 3339, `issued` or `any`
    ///
    /// `issued` is when the token was issued, `any` whenever it was valid: so that the rest of an expired token can be looked at.
    /// The decision stays that of now. [default: now]
    #[arg(long, value_name = "TIME", value_parser = At::parse)]
    at: Option<At>,

    /// The moment that counts as now: seconds since 1970, or RFC 3339 [default: the clock]
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<UnixTime>,

    /// Write a page for a ticket, in Markdown: everything but the token
    #[arg(long)]
    markdown: bool,

    /// Write only what the caller may know: nothing of the policy
    #[arg(long, requires = "policy")]
    caller: bool,

    /// Tell what a code means; `all` writes the whole reference in Markdown
    #[arg(long, value_name = "CODE", exclusive = true)]
    code: Option<String>,

    #[command(flatten)]
    keys: KeyOptions,
}

#[derive(Clone, Copy, Debug)]
enum At {
    Moment(UnixTime),
    Issued,
    Any,
}

impl At {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "issued" => Ok(Self::Issued),
            "any" => Ok(Self::Any),
            text => moment::parse(text).map(Self::Moment).map_err(|error| format!("{error}, `issued` or `any`")),
        }
    }
}

impl Explain {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        if let Some(code) = &self.code {
            return explain_code(code).map_err(Faults::from);
        }
        let pasted = self.token.read(reporter)?;
        let now = moment::or_now(self.now)?;
        let as_of = match self.at {
            None => AsOf::Now(now),
            Some(At::Moment(at)) => AsOf::Moment { at, now },
            Some(At::Issued) => AsOf::IssuedAt { now },
            Some(At::Any) => AsOf::AnyTime { now },
        };
        let explanation = match &self.policy {
            Some(path) => self.explain(path, &pasted, as_of, reporter)?,
            None => {
                self.keys.warn_of_no_policy(reporter);
                Explanation::without_policy(&pasted, as_of)
            }
        };
        let outcome = if explanation.word == Word::Accepted { Outcome::Accepted } else { Outcome::Refused };
        Ok(match (self.caller, self.markdown, reporter.json()) {
            (true, _, true) => Answer::json(outcome, &explanation.caller()),
            (true, _, false) => Answer::text(outcome, format!("{}\n", explanation.caller().message)),
            (false, true, _) => Answer::text(outcome, explanation.markdown()),
            (false, false, true) => Answer::json(outcome, &explanation),
            (false, false, false) => Answer::text(outcome, in_colours(&explanation.lines(COLUMNS))),
        })
    }

    fn explain(&self, policy: &Path, pasted: &str, as_of: AsOf, reporter: &Reporter) -> Result<Explanation, Faults> {
        let policy = policy_file::load(policy, reporter)?;
        let mut keyring = Keyring::new(Gate::new(policy), &self.keys, reporter)?;
        // Without keys there is still much to explain.
        if let Some(Err(fault)) = Intake::read(pasted).token.map(|token| keyring.fetch_for(&token)) {
            reporter.warn(&fault);
        }
        Ok(keyring.gate().explain(pasted, caller(self.email.as_deref()), as_of))
    }
}

fn explain_code(name: &str) -> Result<Answer, Fault> {
    if name == "all" {
        return Ok(Answer::text(Outcome::Accepted, code_reference_markdown()));
    }
    let entries: Vec<_> = code_reference().filter(|entry| entry.name == name).collect();
    if entries.is_empty() {
        return Err(Fault::code_unknown(name, &codes_like(name)));
    }
    Ok(Answer::text(Outcome::Accepted, entries.iter().map(code_in_words).collect()))
}

/// The codes that may have been meant, the likeliest first.
fn codes_like(name: &str) -> Vec<&'static str> {
    let name = name.to_ascii_lowercase().replace(['-', ' '], "_");
    let likeness = |code: &str| if code.contains(&name) { 1.0 } else { strsim::jaro(code, &name) };
    let mut alike: Vec<_> = code_reference().map(|entry| (likeness(entry.name), entry.name)).collect();
    alike.retain(|(likeness, _)| *likeness > ALIKE);
    alike.sort_by(|left, right| right.0.total_cmp(&left.0));
    alike.dedup();
    alike.into_iter().map(|(_, name)| name).take(MOST_ALIKE).collect()
}

fn code_in_words(entry: &CodeEntry) -> String {
    let mut out = page::verdict(Role::Heading, entry.name, "");
    out.text(2, entry.meaning);
    out.gap();
    for (label, text) in [("kind", entry.family), ("message", entry.message), ("fix", entry.fix)] {
        if !text.is_empty() {
            out.field(2, label, text);
        }
    }
    in_colours(&out.into_lines())
}

/// By Jaro's measure, which is 1 for equal names; the command line's own suggestions begin at 0.7, for fewer names.
const ALIKE: f64 = 0.8;
const MOST_ALIKE: usize = 3;

const EXAMPLES: &str = "\
Exit codes:
  0  ACCEPTED, or a code was explained
  1  anything else; also NOT PROVEN, which is all that can be said without a policy
  2  a document, a file or an option is no use

Examples:
  printenv OIDC_TOKEN | claimgate explain --policy policy.json
  gh run view --log | claimgate explain --policy policy.json --at issued
  claimgate explain --code branch_mismatch";
