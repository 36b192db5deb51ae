//! What a policy knows about its issuers, and reading `issuers`.

use std::sync::Arc;

use super::faults::Faults;
use super::names;
use super::reader::{Entry, Fields, one_of};
use crate::algorithm::Algorithm;
use crate::by_name::ByName;
use crate::code::Code;
use crate::directory::Directory;
use crate::identity::Platform;
use crate::key_set::KeySet;
use crate::messages::phrases as say;
use crate::problem::{quoted, quoted_list};
use crate::verifier::TrustedIssuer;

/// An issuer that identities use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issuer {
    pub(crate) trusted: TrustedIssuer,
    pub(crate) jwks_uri: Option<String>,
}

impl Issuer {
    /// What the platforms give: their algorithms. Identities of two platforms may share an issuer; what both allow counts.
    pub(super) fn of_platforms(found: &[(String, Platform)]) -> ByName<Self> {
        let mut any = Self::default();
        any.trusted.algorithms.extend_from_slice(Algorithm::ALL);
        let mut issuers = ByName::new(found.iter().map(|(name, _)| name.as_str()), &any);
        for (name, platform) in found {
            let usual: &[Algorithm] = match platform {
                Platform::GithubActions | Platform::GitlabCi => &[Algorithm::Rs256],
                Platform::Oidc => &[Algorithm::Rs256, Algorithm::Es256],
            };
            if let Some(issuer) = issuers.get_mut(name) {
                issuer.trusted.algorithms.retain(|algorithm| usual.contains(algorithm));
            }
        }
        issuers
    }
}

/// Reads the list and adds what it says to the issuers of the identities. `all_known` tells that no identity's issuer is in doubt.
pub(super) fn read(entry: &Entry<'_, '_>, issuers: &mut ByName<Issuer>, all_known: bool, faults: &mut Faults) {
    let mut seen = Directory::default();
    let known = quoted_list(issuers.names());
    entry.each(say::ISSUERS, faults, &mut |item, faults| {
        let Some(fields) = Fields::open(item, MEMBERS, faults) else { return };
        let address = fields.required("issuer", faults);
        let jwks = fields.optional("jwks").and_then(|it| read_jwks(&it, faults));
        let jwks_uri = fields.optional("jwksUri").and_then(|it| read_jwks_uri(&it, faults));
        let algorithms = fields.optional("algorithms").and_then(|it| it.list(say::ALGORITHMS, faults, read_algorithm));
        let typ = fields.optional("typ").and_then(|it| it.plain_text(say::MEDIA_TYPE, faults));
        let Some(address) = address else { return };
        let Some(name) = address.text(say::ADDRESS_OF_AN_IDENTITYS_ISSUER, faults) else { return };
        if !seen.insert(name) {
            faults.push(address.at.fault(Code::ValueDuplicate).actual(quoted(name)));
            return;
        }
        let Some(issuer) = issuers.get_mut(name) else {
            if all_known {
                faults.push(address.at.fault(Code::IssuerUnused).expected(known.as_str()).actual(quoted(name)));
            }
            return;
        };
        issuer.trusted.keys = jwks.filter(|keys| !keys.is_empty() || !keys.skipped().is_empty()).map(Arc::new);
        issuer.jwks_uri = jwks_uri.map(str::to_owned);
        issuer.trusted.typ = typ.map(str::to_owned);
        if let Some(algorithms) = algorithms {
            issuer.trusted.algorithms = algorithms;
        }
    });
}

/// A key set in the document. Keys that cannot verify are skipped as always; a list without any key is a place for keys to come.
fn read_jwks(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<KeySet> {
    let keys = KeySet::parse_inline(entry.value, &entry.at.to_string());
    match &keys {
        Ok(_) => {}
        Err(problem) if problem.code() == Code::KeySetTooLarge => {
            let (expected, actual) = (problem.expected_value().unwrap_or(""), problem.actual_value().unwrap_or(""));
            faults.push(entry.at.fault(Code::KeySetTooLarge).expected(expected).actual(actual));
        }
        Err(_) => entry.wrong_type(say::JWK_SET, faults),
    }
    keys.ok()
}

fn read_jwks_uri<'d>(entry: &Entry<'d, '_>, faults: &mut Faults) -> Option<&'d str> {
    let uri = entry.plain_text(say::ADDRESS_OF_KEY_SET, faults)?;
    match names::url_fault(uri) {
        None => return Some(uri),
        Some(expected) => entry.malformed(&expected, faults),
    }
    None
}

fn read_algorithm(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<Algorithm> {
    match entry.value.as_str().and_then(Algorithm::from_name) {
        Some(algorithm) => Some(algorithm),
        None => one_of(entry, Algorithm::ALL, Algorithm::as_str, faults),
    }
}

const MEMBERS: &[&str] = &["issuer", "jwks", "jwksUri", "algorithms", "typ"];
