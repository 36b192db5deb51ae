//! `claimgate suggest`: the narrowest identity that admits a token.

use claimgate::{Problem, Severity, Suggestion, Token, suggest};
use clap::Args;

use crate::answer::{Answer, Outcome};
use crate::fault::Faults;
use crate::layout::{BAD, Layout};
use crate::reporter::Reporter;
use crate::token_source::TokenSource;

/// Suggest the narrowest identity that admits a token
///
/// Prints a policy with one identity, and what it would admit besides. Name and e-mail are made up and there to be edited; roles
/// are yours to give. The token is not verified: be sure that it is yours.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Suggest {
    #[command(flatten)]
    token: TokenSource,

    /// Print the policy document alone
    #[arg(long)]
    policy_only: bool,
}

impl Suggest {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        let text = self.token.read(reporter)?;
        let suggestion = Token::parse(&text).and_then(|token| suggest(token.claims()));
        Ok(match (suggestion, reporter.json()) {
            (Ok(suggestion), _) if self.policy_only => Answer::text(Outcome::Accepted, suggestion.document().to_owned()),
            (Ok(suggestion), true) => Answer::json(Outcome::Accepted, &suggestion),
            (Ok(suggestion), false) => Answer::text(Outcome::Accepted, in_words(&suggestion)),
            (Err(problem), true) => Answer::json(Outcome::Refused, &problem),
            (Err(problem), false) => Answer::text(Outcome::Refused, refused_in_words(&problem)),
        })
    }
}

fn in_words(suggestion: &Suggestion) -> String {
    let safety = suggestion.safety();
    let (style, word) = crate::lint::in_style(safety.grade());
    let mut out = Layout::verdict(style, &word.to_uppercase(), ": the narrowest identity for this token");
    out.gap();
    for line in suggestion.document().lines() {
        out.line(&crate::redact::escape(line));
    }
    out.gap();
    out.examples(0, "admits", safety.admits().iter());
    out.examples(0, "refuses", safety.refuses().into_iter());
    let findings: Vec<_> = safety.findings().iter().filter(|finding| finding.severity() > Severity::Note).collect();
    if !findings.is_empty() {
        out.gap();
    }
    for finding in findings {
        out.finding(0, finding, None);
    }
    out.into_text()
}

fn refused_in_words(problem: &Problem) -> String {
    let mut out = Layout::verdict(BAD, "NO IDENTITY", &format!(" fits this token: {}", problem.code()));
    out.gap();
    out.problem(2, problem);
    out.into_text()
}

const EXAMPLES: &str = "\
Examples:
  printenv OIDC_TOKEN | claimgate suggest
  printenv OIDC_TOKEN | claimgate suggest --policy-only > policy.json";
