//! `claimgate check`: a token against a policy.

use std::path::PathBuf;

use claimgate::{Caller, Decision, Denied, Gate, Match, Problem, UnixTime};
use clap::Args;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Outcome, raw};
use crate::batch;
use crate::fault::Faults;
use crate::key_source::{KeyOptions, Keyring};
use crate::members::{Members, Mistake};
use crate::moment;
use crate::page::{COLUMNS, in_colours};
use crate::policy_file;
use crate::reporter::Reporter;
use crate::token_source::TokenSource;

/// Decide whether a policy lets a token in
///
/// Tells by which identity, or why not and what to do about it. Keys that neither the policy nor an option gives are fetched
/// over https from the token's issuer, if the policy trusts it.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Check {
    #[command(flatten)]
    token: TokenSource,

    /// The policy document
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,

    /// Ask for the identity with this e-mail address, instead of the first one that matches
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// Decide as of this moment: seconds since 1970, or RFC 3339 [default: the clock]
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<UnixTime>,

    /// Answer JSON lines from standard input
    ///
    /// Each line is {"token": …}, with "email" and "now" (seconds since 1970) where they differ from the options. Each
    /// answer is {"decision": "allow", "reject" or "deny", "identity": the e-mail of the one that matches or comes nearest,
    /// "code": the reason}; for a line that is none of this, {"error": {"code", "message"}, "line": its number}. The exit code
    /// is 0 when every line has been answered.
    #[arg(long, conflicts_with_all = ["token", "token_file", "token_env"])]
    batch: bool,

    #[command(flatten)]
    keys: KeyOptions,
}

impl Check {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        let policy = policy_file::load(&self.policy, reporter)?;
        let mut keyring = Keyring::new(Gate::new(policy), &self.keys, reporter)?;
        if self.batch {
            return batch::run(|line| self.answer_line(line, &mut keyring, reporter));
        }
        let token = self.token.read(reporter)?;
        let now = moment::or_now(self.now)?;
        reporter.warn_of_offered_keys(&token);
        keyring.fetch_for(&token)?;
        let decision = keyring.gate().decide(&token, caller(self.email.as_deref()), now);
        Ok(match reporter.json() {
            true => Answer::json(outcome(&decision), &Report::of(&decision)),
            false => Answer::text(outcome(&decision), in_colours(&decision.lines(now, COLUMNS))),
        })
    }

    fn answer_line(&self, line: &str, keyring: &mut Keyring<'_>, reporter: &Reporter) -> Result<Summary, Mistake> {
        let mut members = Members::parse(line)?;
        let token: String = members.take_required("token", "a string")?;
        let email: Option<String> = members.take_optional("email", "a string")?;
        let now = batch::take_now(&mut members, self.now)?;
        members.end("`token`, `email`, `now`")?;
        if let Err(fault) = keyring.fetch_for(&token) {
            reporter.warn(&fault);
        }
        Ok(Summary::of(&keyring.gate().decide(&token, caller(email.as_deref().or(self.email.as_deref())), now)))
    }
}

/// Whoever has that e-mail address, or anyone.
pub(crate) fn caller(email: Option<&str>) -> Caller<'_> {
    email.map_or(Caller::Anyone, Caller::Email)
}

const fn outcome(decision: &Decision<'_>) -> Outcome {
    match decision {
        Decision::Allow(_) => Outcome::Accepted,
        Decision::Reject(_) | Decision::Deny(_) => Outcome::Refused,
    }
}

/// The answer to a line.
#[derive(Serialize)]
struct Summary {
    decision: &'static str,
    identity: Option<String>,
    code: Option<claimgate::Code>,
}

impl Summary {
    fn of(decision: &Decision<'_>) -> Self {
        let (decision, identity, code) = match decision {
            Decision::Allow(allowed) => ("allow", Some(allowed.identity()), None),
            Decision::Reject(problem) => ("reject", None, Some(problem.code())),
            Decision::Deny(denied) => ("deny", denied.nearest().first().map(Match::identity), Some(denied.problem().code())),
        };
        Self { decision, identity: identity.map(|it| it.email().to_owned()), code }
    }
}

/// The answer of `--json`: that of a line, and all that is known besides.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'d> {
    #[serde(flatten)]
    summary: Summary,
    #[serde(flatten)]
    detail: Detail<'d>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Detail<'d> {
    Allow {
        name: &'d str,
        roles: Vec<&'d str>,
        claims: &'d RawValue,
        expires_at: u64,
    },
    Reject {
        status: u16,
        problem: &'d Problem,
    },
    Deny {
        status: u16,
        #[serde(flatten)]
        denied: &'d Denied<'d>,
    },
}

impl<'d> Report<'d> {
    fn of(decision: &'d Decision<'_>) -> Self {
        let detail = match decision {
            Decision::Allow(allowed) => Detail::Allow {
                name: allowed.identity().name(),
                roles: allowed.identity().roles().collect(),
                claims: raw(allowed.verified().claims().as_json()),
                expires_at: allowed.verified().expires_at().as_secs(),
            },
            Decision::Reject(problem) => Detail::Reject { status: REJECTED, problem },
            Decision::Deny(denied) => Detail::Deny { status: DENIED, denied },
        };
        Self { summary: Summary::of(decision), detail }
    }
}

/// HTTP's status for a token that cannot be believed (RFC 6750 section 3.1).
const REJECTED: u16 = 401;
/// HTTP's status for a genuine token that nobody wants.
const DENIED: u16 = 403;
const EXAMPLES: &str = "\
Examples:
  printenv OIDC_TOKEN | claimgate check --policy policy.json
  claimgate check --policy policy.json --token-env OIDC_TOKEN --email ci@workload.bytebase.com
  claimgate check --policy policy.json --jwks keys.json --token-file token.txt --now 1791484400
  claimgate check --policy policy.json --offline --batch < lines.json";
