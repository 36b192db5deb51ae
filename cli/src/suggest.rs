//! `claimgate suggest`: the narrowest identity that admits a token.

use claimgate::{Page, Problem, Role, Severity, Suggestion, Token, suggest};
use clap::Args;

use crate::answer::{Answer, Outcome};
use crate::fault::Faults;
use crate::page::{self, COLUMNS, in_colours};
use crate::redact::escape;
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
            (Ok(suggestion), _) if self.policy_only => Answer::document(Outcome::Accepted, suggestion.document()),
            (Ok(suggestion), true) => Answer::json(Outcome::Accepted, &suggestion),
            (Ok(suggestion), false) => Answer::text(Outcome::Accepted, in_words(&suggestion)),
            (Err(problem), true) => Answer::json(Outcome::Refused, &problem),
            (Err(problem), false) => Answer::text(Outcome::Refused, refused_in_words(&problem)),
        })
    }
}

fn in_words(suggestion: &Suggestion) -> String {
    let safety = suggestion.safety();
    let mut out = Page::new(COLUMNS);
    out.grade(safety.grade(), ": the narrowest identity for this token");
    out.gap();
    for line in suggestion.document().lines() {
        out.line(&[(Role::Plain, &escape(line))]);
    }
    out.gap();
    out.examples(0, safety.admits(), safety.refuses());
    let findings: Vec<_> = safety.findings().iter().filter(|finding| finding.severity() > Severity::Note).collect();
    if !findings.is_empty() {
        out.gap();
    }
    for finding in findings {
        out.finding(0, finding, None);
    }
    in_colours(&out.into_lines())
}

fn refused_in_words(problem: &Problem) -> String {
    let mut out = page::verdict(Role::Bad, "NO IDENTITY", &format!(" fits this token: {}", problem.code()));
    out.gap();
    out.problem(2, problem);
    in_colours(&out.into_lines())
}

const EXAMPLES: &str = "\
Examples:
  printenv OIDC_TOKEN | claimgate suggest
  printenv OIDC_TOKEN | claimgate suggest --policy-only > policy.json";
