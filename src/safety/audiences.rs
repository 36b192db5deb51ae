//! Audiences that belong to well-known services: a token with such an `aud` was made to be sent there.

/// The service that asks for tokens with this audience.
pub(crate) fn service_of(audience: &str) -> Option<&'static str> {
    let is_its = |(known, _): &&(&str, _)| match known.strip_suffix('*') {
        Some(beginning) => audience.starts_with(beginning),
        None => audience == *known,
    };
    SERVICES.iter().find(is_its).map(|(_, service)| *service)
}

const SERVICES: [(&str, &str); 16] = [
    ("sts.amazonaws.com", "AWS"),
    ("https://sts.amazonaws.com", "AWS"),
    ("aws.workload.identity", "AWS"),
    ("api://AzureADTokenExchange*", "Microsoft Azure"),
    ("//iam.googleapis.com/*", "Google Cloud"),
    ("https://iam.googleapis.com/*", "Google Cloud"),
    ("npm:registry.npmjs.org", "npm"),
    ("pypi", "PyPI"),
    ("testpypi", "TestPyPI"),
    ("crates.io", "crates.io"),
    ("rubygems.org", "RubyGems"),
    ("sigstore", "Sigstore"),
    ("octo-sts.dev", "Octo STS"),
    ("https://vercel.com/*", "Vercel"),
    ("https://fly.io/*", "Fly.io"),
    ("ari:cloud:bitbucket::*", "Bitbucket"),
];
