//! `claimgate verify`: signature, issuer, audience and time, without identities.

use std::path::PathBuf;

use claimgate::{Algorithm, Code, KeySet, Problem, Role, Token, UnixTime, Verified, Verifier};
use clap::Args;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Outcome, raw};
use crate::batch;
use crate::fault::{Fault, Faults};
use crate::fetch::{FetchOptions, Fetcher, parse_url};
use crate::input::read_file;
use crate::members::{Members, Mistake, type_mismatch};
use crate::moment;
use crate::page::{self, in_colours};
use crate::reporter::Reporter;
use crate::settings::Settings;
use crate::token_source::TokenSource;

/// Verify a token's signature, issuer, audience and time, without a policy
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Verify {
    #[command(flatten)]
    token: TokenSource,

    /// The issuer that must have signed it; repeatable, then any of them
    #[arg(long, required_unless_present = "batch")]
    issuer: Vec<String>,

    /// The audience that it must be for; repeatable, then any of them
    #[arg(long, required_unless_present = "batch")]
    audience: Vec<String>,

    /// An accepted algorithm; repeatable [default: all that are known]
    #[arg(long, value_name = "ALG", value_parser = parse_algorithm)]
    alg: Vec<Algorithm>,

    /// How far the clocks may disagree, in seconds, at most 300 [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(0..=Verifier::MAX_LEEWAY))]
    leeway: Option<u64>,

    /// The oldest accepted age, in seconds
    #[arg(long, value_name = "SECONDS")]
    max_age: Option<u64>,

    /// Verify as of this moment: seconds since 1970, or RFC 3339 [default: the clock]
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<UnixTime>,

    /// Answer JSON lines from standard input
    ///
    /// Each line is {"token", "jwks", "issuer", "audience", "algorithms", "leeway", "now"}: "jwks" an object or its text,
    /// "issuer", "audience" and "algorithms" a string or a list, and the last three may be left out. Names of algorithms that
    /// are not known here admit nothing. Each answer is {"verdict": "accept" or "reject", "code", "message"}; for a line that
    /// is none of this, {"error": {"code", "message"}, "line": its number}. The exit code is 0 when every line has been answered.
    #[arg(long, conflicts_with_all = ["token", "token_file", "token_env", "issuer", "audience", "alg", "leeway", "max_age", "jwks", "jwks_url"])]
    batch: bool,

    /// A file with the key set
    #[arg(long, value_name = "FILE", help_heading = "Keys", required_unless_present_any = ["batch", "jwks_url"])]
    jwks: Option<PathBuf>,

    /// An https address of the key set
    #[arg(long, value_name = "URL", help_heading = "Keys", value_parser = parse_url, conflicts_with = "jwks")]
    jwks_url: Option<String>,

    #[command(flatten)]
    fetch: FetchOptions,
}

impl Verify {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        if self.batch {
            let mut latest = Latest::default();
            return batch::run(|line| self.answer_line(line, &mut latest));
        }
        let keys = self.read_keys(reporter)?;
        let token = self.token.read(reporter)?;
        let now = moment::or_now(self.now)?;
        reporter.warn_of_offered_keys(&token);
        let verified = Token::parse(&token).and_then(|token| self.settings().verifier(keys).verify(token, now));
        let outcome = if verified.is_ok() { Outcome::Accepted } else { Outcome::Refused };
        Ok(match reporter.json() {
            true => Answer::json(outcome, &Report::of(&verified)),
            false => Answer::text(outcome, in_words(&verified, now)),
        })
    }

    fn read_keys(&self, reporter: &Reporter) -> Result<KeySet, Fault> {
        let (origin, jwks) = match (&self.jwks, &self.jwks_url) {
            (Some(path), _) => (path.display().to_string(), read_file(path, KeySet::MAX_BYTES)?),
            (None, url) => {
                let url = url.clone().unwrap_or_default();
                let jwks = Fetcher::new(&self.fetch)?.get(&url, KeySet::MAX_BYTES)?;
                (url, jwks)
            }
        };
        let keys = KeySet::parse(&jwks).map_err(|problem| Fault::of_document(&origin, &problem))?;
        for skipped in keys.skipped() {
            reporter.warn(&Fault::of_document(&origin, skipped));
        }
        Ok(keys)
    }

    fn settings(&self) -> Settings {
        Settings {
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            algorithms: (!self.alg.is_empty()).then(|| self.alg.clone()),
            leeway: self.leeway,
            max_age: self.max_age,
        }
    }

    fn answer_line(&self, line: &str, latest: &mut Latest) -> Result<Summary, Mistake> {
        let mut members = Members::parse(line)?;
        let token: String = members.take_required("token", "a string")?;
        let jwks = take_jwks(&mut members)?;
        let settings = Settings::take(&mut members)?;
        let now = batch::take_now(&mut members, self.now)?;
        members.end("`token`, `jwks`, `issuer`, `audience`, `algorithms`, `leeway`, `now`")?;
        let verified = latest.verifier(jwks, settings).and_then(|verifier| verifier.verify(Token::parse(&token)?, now));
        Ok(Summary::of(&verified))
    }
}

/// The verifier of the line before, for many lines ask of the same issuer.
#[derive(Default)]
struct Latest(Option<(String, Settings, Verifier)>);

impl Latest {
    fn verifier(&mut self, jwks: String, settings: Settings) -> Result<&Verifier, Problem> {
        let verifier = match self.0.take() {
            Some((same_jwks, same_settings, verifier)) if same_jwks == jwks && same_settings == settings => verifier,
            _ => settings.verifier(KeySet::parse(jwks.as_bytes())?),
        };
        let (.., verifier) = self.0.insert((jwks, settings, verifier));
        Ok(verifier)
    }
}

/// The text of the key set. Whether it is one, the core says, so that a broken set rejects the token.
fn take_jwks(members: &mut Members<'_>) -> Result<String, Mistake> {
    let jwks = members.take_raw("jwks")?;
    match jwks.starts_with('"') {
        true => serde_json::from_str(jwks).map_err(|_| type_mismatch("jwks", "a key set, or a string that holds one")),
        // Whatever else stands there is the key set, if a bad one: it refuses its token.
        false => Ok(jwks.to_owned()),
    }
}

/// The answer to a line.
#[derive(Serialize)]
struct Summary {
    verdict: &'static str,
    code: Option<Code>,
    message: Option<String>,
}

impl Summary {
    fn of(verified: &Result<Verified, Problem>) -> Self {
        match verified {
            Ok(_) => Self { verdict: "accept", code: None, message: None },
            Err(problem) => Self { verdict: "reject", code: Some(problem.code()), message: Some(problem.message()) },
        }
    }
}

/// The answer of `--json`: that of a line, and all that is known besides.
#[derive(Serialize)]
struct Report<'v> {
    #[serde(flatten)]
    summary: Summary,
    #[serde(flatten)]
    detail: Detail<'v>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Detail<'v> {
    Accept { claims: &'v RawValue, expires_at: u64 },
    Reject { problem: &'v Problem },
}

impl<'v> Report<'v> {
    fn of(verified: &'v Result<Verified, Problem>) -> Self {
        let detail = match verified {
            Ok(verified) => {
                Detail::Accept { claims: raw(verified.claims().as_json()), expires_at: verified.expires_at().as_secs() }
            }
            Err(problem) => Detail::Reject { problem },
        };
        Self { summary: Summary::of(verified), detail }
    }
}

fn in_words(verified: &Result<Verified, Problem>, now: UnixTime) -> String {
    match verified {
        Ok(verified) => {
            let mut out = page::verdict(Role::Good, "ACCEPTED", "");
            out.gap();
            out.field(2, "issuer", verified.claims().text("iss").unwrap_or_default());
            out.field(2, "subject", verified.claims().subject().unwrap_or("(none)"));
            out.field(2, "expires", &moment::in_words(verified.expires_at(), now));
            in_colours(&out.into_lines())
        }
        Err(problem) => {
            let mut out = page::verdict(Role::Bad, "REJECTED", &format!(": {}", problem.code()));
            out.gap();
            out.problem(2, problem);
            in_colours(&out.into_lines())
        }
    }
}

fn parse_algorithm(name: &str) -> Result<Algorithm, String> {
    Algorithm::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect();
        format!("possible are {} and Ed25519", known.join(", "))
    })
}

const EXAMPLES: &str = "\
Examples:
  printenv OIDC_TOKEN | claimgate verify --jwks keys.json --audience https://github.com/my-org \\
      --issuer https://token.actions.githubusercontent.com
  claimgate verify --batch < lines.json";
