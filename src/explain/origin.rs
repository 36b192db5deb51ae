//! Where a token seems to come from: whose grammar its claims follow, and what its issuer is called.

use crate::claims::Claims;
use crate::code::explain::Hint;
use crate::identity::Platform;
use crate::messages::explain as say;
use crate::problem::quoted;

/// Which grammar the claims follow, told by the claims themselves. Only for showing them.
pub(super) fn dialect(claims: &Claims) -> Platform {
    let has = |name| claims.get(name).is_some();
    let begins = |prefix| claims.subject().is_some_and(|subject| subject.starts_with(prefix));
    if has("project_path") || begins("project_path:") {
        return Platform::GitlabCi;
    }
    let issuer = claims.text("iss").map(Issuer::of);
    if has("workflow_ref") || has("repository_owner") || begins("repo:") || issuer.is_some_and(Issuer::is_github) {
        return Platform::GithubActions;
    }
    match issuer {
        Some(Issuer::Gitlab) => Platform::GitlabCi,
        _ => Platform::Oidc,
    }
}

/// What the shape of an issuer's address tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Issuer<'t> {
    Github,
    /// github.com, with the slug of an enterprise.
    GithubEnterpriseSlug(&'t str),
    /// A tenant of ghe.com.
    GithubEnterpriseCloud(&'t str),
    /// The host of a GitHub Enterprise Server.
    GithubEnterpriseServer(&'t str),
    Gitlab,
    /// Another platform by its name, and its address.
    Known(&'static str, &'t str),
    Other(&'t str),
}

impl<'t> Issuer<'t> {
    pub(super) fn of(address: &'t str) -> Self {
        if address == GITHUB {
            return Self::Github;
        }
        if address == "https://gitlab.com" {
            return Self::Gitlab;
        }
        let slug = address.strip_prefix(GITHUB).and_then(|rest| rest.strip_prefix('/'));
        if let Some(slug) = slug.filter(|slug| is_label(slug)) {
            return Self::GithubEnterpriseSlug(slug);
        }
        let tenant = address.strip_prefix("https://token.actions.").and_then(|rest| rest.strip_suffix(".ghe.com"));
        if let Some(tenant) = tenant.filter(|tenant| is_label(tenant)) {
            return Self::GithubEnterpriseCloud(tenant);
        }
        match address.strip_prefix("https://").and_then(|rest| rest.strip_suffix("/_services/token")) {
            Some(host) if host.split('.').all(is_label) => Self::GithubEnterpriseServer(host),
            _ => {
                let known = KNOWN.iter().find(|(start, _)| {
                    address.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                });
                known.map_or(Self::Other(address), |(_, name)| Self::Known(name, address))
            }
        }
    }

    pub(super) const fn is_github(self) -> bool {
        !matches!(self, Self::Gitlab | Self::Known(..) | Self::Other(_))
    }

    /// Whether only GitHub itself can publish keys there.
    pub(super) const fn is_hosted_by_github(self) -> bool {
        matches!(self, Self::Github | Self::GithubEnterpriseSlug(_) | Self::GithubEnterpriseCloud(_))
    }

    pub(super) const fn hint(self) -> Option<(Hint, &'t str)> {
        match self {
            Self::GithubEnterpriseSlug(slug) => Some((Hint::EnterpriseSlug, slug)),
            Self::GithubEnterpriseCloud(tenant) => Some((Hint::EnterpriseCloud, tenant)),
            Self::GithubEnterpriseServer(host) => Some((Hint::EnterpriseServer, host)),
            Self::Github | Self::Gitlab | Self::Known(..) | Self::Other(_) => None,
        }
    }

    /// What people call it.
    pub(super) fn name(self) -> String {
        match self {
            Self::Github | Self::GithubEnterpriseSlug(_) => "GitHub".to_owned(),
            Self::GithubEnterpriseCloud(tenant) => say::enterprise_cloud(tenant),
            Self::GithubEnterpriseServer(host) => say::enterprise_server(host),
            Self::Gitlab => "GitLab".to_owned(),
            Self::Known(name, address) => say::known_issuer(name, &quoted(address)),
            Self::Other(address) => quoted(address),
        }
    }
}

/// A label of a host name, or a slug.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Where the issuers of other platforms begin, each as its documentation gives it.
const KNOWN: [(&str, &str); 7] = [
    ("https://agent.buildkite.com", "Buildkite"),
    ("https://oidc.circleci.com/org", "CircleCI"),
    ("https://api.bitbucket.org/2.0/workspaces", "Bitbucket"),
    ("https://vstoken.dev.azure.com", "Azure DevOps"),
    ("https://app.terraform.io", "HCP Terraform"),
    ("https://oidc.vercel.com", "Vercel"),
    ("https://accounts.google.com", "Google"),
];
const GITHUB: &str = "https://token.actions.githubusercontent.com";
