//! `claimgate issuer`: a platform on this machine, which signs tokens for whoever has its secret. For tests only.

mod claims;
mod job;
mod keys;
mod protocol;
mod server;

use clap::Args;
use serde::Serialize;

use self::job::Job;
use self::protocol::Issuer;
use self::server::Listener;
use crate::answer::{Answer, Outcome};
use crate::fault::{Fault, Faults};
use crate::reporter::Reporter;

/// Play the platform on this machine: sign tokens, for tests only
///
/// Serves a key set and answers GitHub's token requests on 127.0.0.1, so that `core.getIDToken` and curl get a token as in a job.
/// Its keys are new at each start. Prints the two variables that a job would have; then runs until it is stopped.
///
/// What the options say of the job, the query of a request can say otherwise: `…&branch=feature` asks for a job on another branch.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LocalIssuer {
    /// Listen on this port of 127.0.0.1 [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,

    #[command(flatten)]
    job: Job,
}

/// What one must know to ask.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Addresses<'i> {
    issuer: &'i str,
    request_url: String,
    request_token: &'i str,
    discovery_url: String,
    jwks_url: String,
    rotate_url: String,
}

impl LocalIssuer {
    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Answer, Faults> {
        let issuer = Issuer::new(self.job.clone())?;
        let listener = Listener::bind(self.port).map_err(Fault::issuer_stopped)?;
        reporter.warn(&Fault::issuer_for_tests());
        let base = format!("http://127.0.0.1:{}", listener.port());
        let addresses = Addresses {
            issuer: issuer.name(),
            request_url: format!("{base}{}?api-version=2.0", protocol::REQUEST_PATH),
            request_token: issuer.secret(),
            discovery_url: format!("{base}{}", issuer.discovery_path()),
            jwks_url: format!("{base}{}", issuer.jwks_path()),
            rotate_url: format!("{base}{}", protocol::ROTATE_PATH),
        };
        let answer = match reporter.json() {
            true => Answer::json(Outcome::Accepted, &addresses),
            false => Answer::text(Outcome::Accepted, addresses.in_words()),
        };
        answer.print(reporter);
        let reason = listener.serve(issuer);
        Err(Fault::issuer_stopped(reason).into())
    }
}

impl Addresses<'_> {
    fn in_words(&self) -> String {
        let Self { issuer, request_url, request_token, discovery_url, jwks_url, rotate_url } = self;
        format!(
            "\
# {issuer}, as played here
#   discovery  {discovery_url}
#   keys       {jwks_url}
# A new key (the one before stays published):
#   curl -X POST -H \"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\" {rotate_url}
# A token:
#   curl -H \"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\" \"$ACTIONS_ID_TOKEN_REQUEST_URL&audience=https://github.com/my-org\"
export ACTIONS_ID_TOKEN_REQUEST_URL='{request_url}'
export ACTIONS_ID_TOKEN_REQUEST_TOKEN='{request_token}'
"
        )
    }
}

const EXAMPLES: &str = "\
Examples:
  claimgate issuer --owner my-org --repository my-repo --branch main
  claimgate issuer --environment production --immutable-subject
  claimgate issuer --pull-request 7 --claim actor=stranger
  claimgate issuer --issued-ago 3600    # whose tokens have expired
  claimgate issuer --platform gitlab-ci --owner my-group --repository my-project";
