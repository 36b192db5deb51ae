//! The job for which tokens are made, from the command line and from the query of a request.

use clap::{Args, Parser, ValueEnum};

/// What is known of the job. Nothing has a default here, so that a request changes only what it names.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "The job")]
pub(crate) struct Job {
    /// Whose tokens these are [default: github-actions]
    #[arg(long, value_enum)]
    pub(super) platform: Option<Platform>,

    /// The issuer in the tokens [default: the platform's own]
    ///
    /// The keys are at an address of this machine: whoever verifies must be told so.
    #[arg(long, value_name = "URL", value_parser = parse_issuer)]
    pub(super) issuer: Option<String>,

    /// The audience if a request names none [default: the owner's address, or the instance's]
    #[arg(long, value_name = "AUDIENCE")]
    pub(super) default_audience: Option<String>,

    /// Organisation or user; GitLab's group [default: my-org]
    #[arg(long)]
    pub(super) owner: Option<String>,

    /// [default: 84790634]
    #[arg(long, value_name = "ID")]
    pub(super) owner_id: Option<String>,

    /// Without its owner; GitLab's project [default: my-repo]
    #[arg(long)]
    pub(super) repository: Option<String>,

    /// [default: 1410796915]
    #[arg(long, value_name = "ID")]
    pub(super) repository_id: Option<String>,

    /// [default: main]
    #[arg(long, group = "place")]
    pub(super) branch: Option<String>,

    #[arg(long, group = "place", help = "A tag instead of a branch")]
    pub(super) tag: Option<String>,

    /// A pull request, from a fork or not: the tokens do not tell. GitHub lets a fork's have none, unless its settings say so
    #[arg(long, value_name = "NUMBER", group = "place")]
    pub(super) pull_request: Option<u32>,

    /// The job's environment
    #[arg(long, value_name = "NAME")]
    pub(super) environment: Option<String>,

    /// `event_name`, GitLab's `pipeline_source` [default: what fits the place]
    #[arg(long, value_name = "NAME")]
    pub(super) event: Option<String>,

    /// The file below .github/workflows [default: deploy.yml]
    #[arg(long, value_name = "FILE")]
    pub(super) workflow: Option<String>,

    /// Write the ids into `sub`, as GitHub does for repositories made since 2026-07-15
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) immutable_subject: Option<bool>,

    /// Set a claim, after all others: as JSON if the value is JSON and no number, else as text; nothing removes it
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = parse_claim)]
    pub(super) claims: Option<Vec<(String, String)>>,

    /// Seconds from `iat` to `exp` [default: 300; GitLab 3600]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(..=MOST_SECONDS))]
    pub(super) lifetime: Option<u64>,

    /// Set `iat` back by so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(..=MOST_SECONDS))]
    pub(super) issued_ago: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(super) enum Platform {
    #[default]
    GithubActions,
    GitlabCi,
}

impl Job {
    /// The job with what a request says of it, in the words of the options.
    pub(super) fn with<'q>(&self, said: impl Iterator<Item = (&'q str, &'q str)>) -> Result<Self, String> {
        #[derive(Parser)]
        #[command(no_binary_name = true, disable_help_flag = true)]
        struct Request {
            #[command(flatten)]
            job: Job,
        }
        let mut request = Request { job: self.clone() };
        let option = |(name, value)| match value {
            "" => (name, format!("--{name}")),
            value => (name, format!("--{name}={value}")),
        };
        let options: Vec<_> = said.map(option).collect();
        if options.iter().any(|(name, _)| ["branch", "tag", "pull-request"].contains(name)) {
            (request.job.branch, request.job.tag, request.job.pull_request) = (None, None, None);
        }
        // The name of the issuer is one and the same for all that it signs; what stands behind `=` would be a value, too.
        let changes_issuer = |name: &str| ["issuer", "platform"].contains(&name.split('=').next().unwrap_or_default());
        if options.iter().any(|(name, _)| changes_issuer(name)) {
            return Err("a request changes neither issuer nor platform".to_owned());
        }
        let options = options.into_iter().map(|(_, option)| option);
        request.try_update_from(options).map_err(|error| {
            let text = error.render().to_string();
            text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
        })?;
        Ok(request.job)
    }

    pub(super) fn platform(&self) -> Platform {
        self.platform.unwrap_or_default()
    }

    pub(super) fn issuer(&self) -> &str {
        self.issuer.as_deref().unwrap_or(match self.platform() {
            Platform::GithubActions => "https://token.actions.githubusercontent.com",
            Platform::GitlabCi => "https://gitlab.com",
        })
    }
}

fn parse_issuer(text: &str) -> Result<String, String> {
    match text.strip_prefix("https://") {
        Some(rest) if !rest.is_empty() && !rest.ends_with('/') && !rest.contains(['?', '#']) => Ok(text.to_owned()),
        _ => Err("expected an https address without a slash at its end, as it stands in `iss`".to_owned()),
    }
}

fn parse_claim(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

/// Ten years, so that no sum of times leaves its type.
const MOST_SECONDS: u64 = 10 * 365 * 24 * 3600;
