//! Fetching documents over https: no other scheme, no redirects, a time and a size limit.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};

use crate::fault::Fault;
use crate::input::{in_words, read_at_most, read_file};

/// The options of every fetch.
#[derive(Args, Debug)]
#[command(next_help_heading = "Keys")]
pub(crate) struct FetchOptions {
    /// Trust the certificate authorities in this PEM file, instead of the built-in ones
    ///
    /// For an issuer behind a private authority, such as GitHub Enterprise Server.
    #[arg(long, value_name = "PEM")]
    ca_file: Option<PathBuf>,

    /// Give up on an address after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
}

/// Gets documents under these options.
#[derive(Debug)]
pub(crate) struct Fetcher {
    agent: Agent,
    timeout: u64,
}

/// Takes an address only if keys may come from there.
pub(crate) fn parse_url(text: &str) -> Result<String, String> {
    let Some(rest) = text.strip_prefix("https://") else {
        return Err("keys that did not come over https prove nothing; the address must begin with `https://`".to_owned());
    };
    match rest.split(['/', '?', '#']).next().is_some_and(|host| host.contains('@')) {
        false => Ok(text.to_owned()),
        true => Err("key sets are public; the address must have no user name and no password".to_owned()),
    }
}

impl Fetcher {
    pub(crate) fn new(options: &FetchOptions) -> Result<Self, Fault> {
        let roots = options.ca_file.as_deref().map_or(Ok(RootCerts::WebPki), read_authorities)?;
        let config = Agent::config_builder()
            .https_only(true)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(options.timeout)))
            .user_agent(concat!("claimgate/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Ok(Self { agent: config.into(), timeout: options.timeout })
    }

    /// The content of an address, at most `limit` bytes of it.
    pub(crate) fn get(&self, url: &str, limit: usize) -> Result<Vec<u8>, Fault> {
        let mut response = self.agent.get(url).call().map_err(|error| self.failed(url, &error))?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get("location").and_then(|location| location.to_str().ok());
            let target = target.map(|it| format!(" to `{}`", it.chars().take(LONGEST_ADDRESS).collect::<String>()));
            let target = target.unwrap_or_default();
            let reason = format!("the address redirects{target} (HTTP {}), and redirects are not followed", status.as_u16());
            return Err(Fault::fetch_failed(
                url,
                reason,
                "if that is the issuer's own, give it with --jwks-url or `jwksUri`",
            ));
        }
        if status.as_u16() != 200 {
            let reason = format!("the address answered HTTP {}", status.as_u16());
            return Err(Fault::fetch_failed(url, reason, CHECK_ADDRESS));
        }
        let body = read_at_most(response.body_mut().as_reader(), limit).map_err(|error| self.failed(url, &error.into()))?;
        body.ok_or_else(|| Fault::fetch_failed(url, format!("the answer has more than {}", in_words(limit)), CHECK_ADDRESS))
    }

    fn failed(&self, url: &str, error: &ureq::Error) -> Fault {
        let reason = match error {
            ureq::Error::Timeout(_) => format!("no whole answer came within {} s", self.timeout),
            ureq::Error::HostNotFound => "the host's name is not known".to_owned(),
            other => format!("the address cannot be fetched: {other}"),
        };
        Fault::fetch_failed(url, reason, "check the address and the network, or give the keys in a file: --jwks")
    }
}

fn read_authorities(path: &Path) -> Result<RootCerts, Fault> {
    let pem = read_file(path, MAX_CA_FILE_BYTES)?;
    let mut certificates: Vec<Certificate<'static>> = Vec::new();
    for item in ureq::tls::parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(Fault::certificates_malformed(path, &format!("the PEM cannot be read: {error}"))),
        }
    }
    if certificates.is_empty() {
        return Err(Fault::certificates_malformed(path, "there is no certificate in the file"));
    }
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

const CHECK_ADDRESS: &str = "check that the address is the issuer's";
/// Debian's whole bundle has 220 KiB.
const MAX_CA_FILE_BYTES: usize = 4 * 1024 * 1024;
/// Of a redirect, for messages.
const LONGEST_ADDRESS: usize = 256;
