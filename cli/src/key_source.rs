//! Where the keys of a policy's issuers come from: the policy, a file, an address, or the issuer's discovery document. Never
//! from the token, which only says whose keys are needed.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use claimgate::{Code, Gate, KeySet, KeySource, Token};
use clap::Args;

use crate::fault::{Fault, Faults};
use crate::fetch::{FetchOptions, Fetcher, parse_url};
use crate::input::read_file;
use crate::reporter::Reporter;

/// The options that give keys to a policy's issuers.
#[derive(Args, Debug)]
#[command(next_help_heading = "Keys")]
pub(crate) struct KeyOptions {
    /// A file with the key set of the issuer, or of every issuer whose keys the policy lacks; repeatable
    #[arg(long, value_name = "[ISSUER=]FILE")]
    jwks: Vec<String>,

    /// An https address of the key set, likewise; repeatable
    #[arg(long, value_name = "[ISSUER=]URL")]
    jwks_url: Vec<String>,

    /// Fetch nothing: without keys in the policy or a file a token is rejected
    #[arg(long, conflicts_with = "jwks_url")]
    offline: bool,

    #[command(flatten)]
    fetch: FetchOptions,
}

impl KeyOptions {
    /// Says of each key that it is of no use without a policy, which alone says whose keys count.
    pub(crate) fn warn_of_no_policy(&self, reporter: &Reporter) {
        for name in self.jwks.iter().chain(&self.jwks_url) {
            reporter.warn(&Fault::keys_without_policy(name));
        }
    }
}

/// A gate that gets keys when a token needs them.
#[derive(Debug)]
pub(crate) struct Keyring<'r> {
    gate: Gate,
    /// Addresses from the command line, by issuer.
    urls: BTreeMap<String, String>,
    /// None if nothing may be fetched.
    fetcher: Option<Fetcher>,
    /// Issuers that were asked in vain; nobody asks them again.
    given_up: HashSet<String>,
    reporter: &'r Reporter,
}

/// What an option gives, and to whom.
struct Given {
    /// None stands for every issuer whose keys are still missing.
    issuer: Option<String>,
    keys: KeysAt,
}

enum KeysAt {
    File(PathBuf),
    Url(String),
}

impl<'r> Keyring<'r> {
    /// Reads the files that the options name; addresses are asked when a token needs their keys.
    pub(crate) fn new(gate: Gate, options: &KeyOptions, reporter: &'r Reporter) -> Result<Self, Faults> {
        let files = options.jwks.iter().map(|option| Given::file(option, &gate));
        let urls = options.jwks_url.iter().map(|option| Given::url(option, &gate));
        let (mut given, mut faults) = (Vec::new(), Faults::default());
        for parsed in files.chain(urls) {
            match parsed {
                Ok(one) => given.push(one),
                Err(fault) => faults.0.push(fault),
            }
        }
        // What names its issuer comes first, so that the others stand for the rest.
        given.sort_by_key(|one| one.issuer.is_none());
        let fetcher = (!options.offline).then(|| Fetcher::new(&options.fetch)).transpose()?;
        let mut keyring = Self { gate, urls: BTreeMap::new(), fetcher, given_up: HashSet::new(), reporter };
        faults.0.extend(given.iter().filter_map(|one| keyring.take(one).err()));
        match faults.0.is_empty() {
            true => Ok(keyring),
            false => Err(faults),
        }
    }

    /// The gate, with all keys that are known by now.
    pub(crate) const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Gets the keys that this token needs, unless they are there or were asked for in vain. The policy must trust the token's
    /// issuer, and nothing but the issuer's name is taken from the token.
    pub(crate) fn fetch_for(&mut self, token: &str) -> Result<(), Fault> {
        let Some((source, fetcher)) = self.lacking(token).zip(self.fetcher.as_ref()) else { return Ok(()) };
        let issuer = source.issuer().to_owned();
        let fetched = self.fetch(&source, fetcher);
        let set = fetched.and_then(|(url, jwks)| self.set_keys(std::slice::from_ref(&issuer), &url, &jwks));
        if set.is_err() {
            self.given_up.insert(issuer);
        }
        set
    }

    /// The issuer whose keys are all that this token lacks for now.
    fn lacking(&self, token: &str) -> Option<KeySource<'_>> {
        self.gate.wanted_keys().next()?;
        if self.gate.prepare(token).err()?.code() != Code::KeySetMissing {
            return None;
        }
        let token = Token::parse(token).ok()?;
        let issuer = token.claims().peek_unverified().text("iss")?;
        self.gate.wanted_keys().find(|source| source.issuer() == issuer && !self.given_up.contains(issuer))
    }

    /// The key set, and where it was.
    fn fetch(&self, source: &KeySource<'_>, fetcher: &Fetcher) -> Result<(String, Vec<u8>), Fault> {
        let given = self.urls.get(source.issuer()).map(String::as_str).or(source.jwks_uri());
        let url = match given {
            Some(url) => url.to_owned(),
            None => {
                let discovery_url = source.discovery_url();
                let discovery = fetcher.get(&discovery_url, KeySource::MAX_DISCOVERY_BYTES)?;
                source.jwks_uri_from(&discovery).map_err(|problem| Fault::of_document(discovery_url, &problem))?
            }
        };
        let jwks = fetcher.get(&url, KeySet::MAX_BYTES)?;
        Ok((url, jwks))
    }

    fn take(&mut self, given: &Given) -> Result<(), Fault> {
        let issuers = match &given.issuer {
            Some(issuer) => vec![issuer.clone()],
            None => self.without_keys(&given.keys),
        };
        match &given.keys {
            KeysAt::Url(url) => self.urls.extend(issuers.into_iter().map(|issuer| (issuer, url.clone()))),
            KeysAt::File(path) => {
                let jwks = read_file(path, KeySet::MAX_BYTES)?;
                self.set_keys(&issuers, &path.display().to_string(), &jwks)?;
            }
        }
        Ok(())
    }

    /// The issuers for which an option stands that names none.
    fn without_keys(&self, keys: &KeysAt) -> Vec<String> {
        let wanted = self.gate.wanted_keys().map(|source| source.issuer());
        let issuers: Vec<_> = wanted.filter(|issuer| !self.urls.contains_key(*issuer)).map(str::to_owned).collect();
        let name = match keys {
            KeysAt::File(path) => path.display().to_string(),
            KeysAt::Url(url) => url.clone(),
        };
        match issuers.len() {
            0 => self.reporter.warn(&Fault::keys_unused(&name)),
            1 => {}
            _ => self.reporter.warn(&Fault::keys_shared(&name, &issuers)),
        }
        issuers
    }

    fn set_keys(&mut self, issuers: &[String], name: &str, jwks: &[u8]) -> Result<(), Fault> {
        for issuer in issuers {
            self.gate.set_keys(issuer, jwks).map_err(|problem| Fault::of_document(name, &problem))?;
        }
        let keys = issuers.first().and_then(|issuer| self.gate.keys(issuer));
        for skipped in keys.into_iter().flat_map(KeySet::skipped) {
            self.reporter.warn(&Fault::of_document(name, skipped));
        }
        Ok(())
    }
}

impl Given {
    fn file(option: &str, gate: &Gate) -> Result<Self, Fault> {
        match issuer_of(option, gate) {
            Some((issuer, path)) => Ok(Self { issuer: Some(issuer.to_owned()), keys: KeysAt::File(path.into()) }),
            None if option.starts_with("https://") => Err(Fault::issuer_untrusted(option, gate)),
            None => Ok(Self { issuer: None, keys: KeysAt::File(option.into()) }),
        }
    }

    fn url(option: &str, gate: &Gate) -> Result<Self, Fault> {
        let (issuer, url) = match issuer_of(option, gate) {
            Some((issuer, url)) => (Some(issuer.to_owned()), url),
            None if option.contains("=http") => return Err(Fault::issuer_untrusted(option, gate)),
            None => (None, option),
        };
        let url = parse_url(url).map_err(|reason| Fault::url_refused(url, reason))?;
        Ok(Self { issuer, keys: KeysAt::Url(url) })
    }
}

/// Splits `ISSUER=VALUE` by the issuers of the policy, for issuers and addresses may hold a `=` themselves.
fn issuer_of<'o>(option: &'o str, gate: &Gate) -> Option<(&'o str, &'o str)> {
    let named = gate.issuers().filter(|issuer| option.strip_prefix(issuer).is_some_and(|rest| rest.starts_with('=')));
    let length = named.map(str::len).max()?;
    let (issuer, rest) = option.split_at_checked(length)?;
    Some((issuer, rest.strip_prefix('=')?))
}
