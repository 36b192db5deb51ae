//! A policy with the keys of its issuers: tokens in, decisions out.

use std::sync::Arc;

use crate::code::Code;
use crate::decision::{Allowed, Decision, Denied};
use crate::identity::{AcceptedAudiences, Facts};
use crate::index::{Index, MOST_NEIGHBOURS};
use crate::json::{Document, Value};
use crate::jwk::PublicKey;
use crate::key_set::KeySet;
use crate::matches::Match;
use crate::messages::phrases as say;
use crate::policy::{Policy, bare_host, https_host, is_unnamed, url_fault};
use crate::problem::{Problem, Source, quoted};
use crate::signature::{SignatureCheck, verify_with_ring};
use crate::time::UnixTime;
use crate::token::Token;
use crate::verified::{SeenToken, Verified};
use crate::verifier::{Audiences, Prepared, Verifier};

/// A policy and the key sets of its issuers, ready for any number of tokens.
///
/// ```
/// # fn main() -> Result<(), Vec<claimgate::Problem>> {
/// use claimgate::{Caller, Decision, Gate, Policy, UnixTime};
///
/// let policy = Policy::parse(br#"{ "identities": [ {
///     "name": "GitHub Actions Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
///     "owner": "my-org", "repository": "my-repo", "branch": "main"
/// } ] }"#)?;
/// let gate = Gate::new(policy);
/// // … for each of gate.wanted_keys(): gate.set_keys(issuer, jwks) …
/// match gate.decide("eyJhbGciOi…", Caller::Anyone, UnixTime::from_secs(1_791_484_400)) {
///     Decision::Allow(allowed) => println!("welcome, {}", allowed.identity().email()),
///     Decision::Reject(problem) => println!("401: {}", problem.code()),
///     Decision::Deny(denied) => println!("403: {}", denied.problem().code()),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Gate {
    policy: Policy,
    index: Index,
    verifier: Verifier,
}

/// Who presents a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Caller<'e> {
    /// Somebody who names no identity: the first one that matches counts, in the order of the document.
    Anyone,
    /// Somebody who names an identity by its e-mail address: only that one counts. Compared byte for byte.
    Email(&'e str),
}

/// Where an issuer publishes its keys. The address never comes from a token.
#[derive(Clone, Copy, Debug)]
pub struct KeySource<'g> {
    issuer: &'g str,
    jwks_uri: Option<&'g str>,
}

impl<'g> KeySource<'g> {
    /// The issuer, as [`Gate::set_keys`] takes it.
    #[must_use]
    pub const fn issuer(&self) -> &'g str {
        self.issuer
    }

    /// The key set's own address, where the policy names it.
    #[must_use]
    pub const fn jwks_uri(&self) -> Option<&'g str> {
        self.jwks_uri
    }

    /// The address of the discovery document, whose `jwks_uri` is the key set's (OpenID Connect Discovery 1.0 section 4).
    #[must_use]
    pub fn discovery_url(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'))
    }

    /// The key set's address, as the issuer's discovery document gives it.
    ///
    /// # Errors
    /// `discovery_too_large` over [`KeySource::MAX_DISCOVERY_BYTES`], `json_malformed` or `duplicate_member` if it is no strict
    /// JSON object, `discovery_malformed` if `issuer` or `jwks_uri` is absent or no string, `discovery_issuer_mismatch` if it is
    /// another issuer's, and `discovery_address_refused` for an address that is not https.
    pub fn jwks_uri_from(&self, discovery: &[u8]) -> Result<String, Problem> {
        let problem = |code, pointer: &str| Problem::new(code, Source::Discovery, pointer);
        if discovery.len() > Self::MAX_DISCOVERY_BYTES {
            let actual = say::bytes(discovery.len());
            return Err(problem(Code::DiscoveryTooLarge, "").expected(say::KIB_OF_DISCOVERY).actual(actual));
        }
        let document = Document::parse_object(discovery.to_vec(), Source::Discovery)?;
        let text = |name: &str| {
            let value = document.root().get(name);
            value.and_then(Value::as_str).ok_or_else(|| {
                problem(Code::DiscoveryMalformed, "")
                    .expected(say::member_as_string(name))
                    .actual(value.map_or(say::NONE, Value::kind))
            })
        };
        let issuer = text("issuer")?;
        if issuer != self.issuer {
            let mismatch = problem(Code::DiscoveryIssuerMismatch, "/issuer");
            return Err(mismatch.expected(quoted(self.issuer)).actual(quoted(issuer)));
        }
        let jwks_uri = text("jwks_uri")?;
        match url_fault(jwks_uri).or_else(|| self.inward_fault(jwks_uri)) {
            None => Ok(jwks_uri.to_owned()),
            Some(expected) => {
                Err(problem(Code::DiscoveryAddressRefused, "/jwks_uri").expected(expected).actual(quoted(jwks_uri)))
            }
        }
    }

    /// An issuer must not send us into our own network: an address without a name is only its own.
    fn inward_fault(&self, jwks_uri: &str) -> Option<String> {
        let host = bare_host(https_host(jwks_uri)?);
        let is_its_own = https_host(self.issuer).is_some_and(|own| bare_host(own) == host);
        (!is_its_own && is_unnamed(&host)).then(|| say::PUBLIC_HOST.to_owned())
    }

    /// The longest accepted discovery document: the largest known (Keycloak's) have about 8 KiB.
    pub const MAX_DISCOVERY_BYTES: usize = 64 * 1024;
}

impl Gate {
    /// Takes the policy and the keys that stand in it.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let mut audiences = Audiences::default();
        for identity in policy.identities() {
            match &identity.audiences {
                AcceptedAudiences::Listed(names) => audiences.accept(names),
                AcceptedAudiences::OwnerUrl(url) => audiences.accept_owner_url(url),
            }
        }
        let issuers = policy.issuers().map(|issuer| issuer.trusted.clone());
        let verifier = Verifier::new(issuers, audiences, policy.leeway());
        let index = Index::new(&policy);
        Self { policy, index, verifier }
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Every issuer that the policy trusts.
    pub fn issuers(&self) -> impl ExactSizeIterator<Item = &str> {
        self.policy.issuers().names()
    }

    /// Where each issuer that the policy trusts publishes its keys.
    pub fn key_sources(&self) -> impl ExactSizeIterator<Item = KeySource<'_>> {
        let issuers = self.policy.issuers().iter();
        issuers.map(|(name, issuer)| KeySource { issuer: name, jwks_uri: issuer.jwks_uri.as_deref() })
    }

    /// Issuers whose keys are still missing, with the addresses where they are published.
    pub fn wanted_keys(&self) -> impl Iterator<Item = KeySource<'_>> {
        self.key_sources().filter(|source| self.keys(source.issuer).is_none())
    }

    /// Replaces an issuer's keys; a bad set is refused and the old one stays.
    ///
    /// # Errors
    /// Those of [`KeySet::parse`], `key_set_unusable` if no key of the set can verify, and `issuer_untrusted` for an issuer that
    /// the policy does not trust.
    pub fn set_keys(&mut self, issuer: &str, jwks: &[u8]) -> Result<(), Problem> {
        let keys = KeySet::parse_usable(jwks)?;
        let trusted = self.verifier.issuer_mut(issuer).ok_or_else(|| {
            Problem::new(Code::IssuerUntrusted, Source::Policy, "/identities")
                .expected(say::ISSUER_OF_POLICY)
                .actual(quoted(issuer))
        })?;
        trusted.keys = Some(Arc::new(keys));
        Ok(())
    }

    /// The keys of an issuer, once they are known.
    #[must_use]
    pub fn keys(&self, issuer: &str) -> Option<&KeySet> {
        self.verifier.issuer(issuer)?.keys.as_deref()
    }

    /// The keys of all its issuers.
    pub fn public_keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.verifier.keys()
    }

    /// Takes back what [`Gate::set_keys`] gave to an issuer; keys that stand in the policy stay.
    pub fn forget_keys(&mut self, issuer: &str) {
        let of_policy = self.keys_of_policy(issuer).cloned();
        if let Some(trusted) = self.verifier.issuer_mut(issuer) {
            trusted.keys = of_policy;
        }
    }

    /// Takes over what another gate was given for an issuer, and tells whether that was anything. What was given to this one counts more,
    /// and so do keys that stand in its policy alone. The set is a new one: what the other gate has seen met other demands.
    pub(crate) fn inherit_keys(&mut self, older: &Self, issuer: &str) -> bool {
        let was_there = |keys: &KeySet| older.keys_of_policy(issuer).is_some_and(|old| old.keys().eq(keys.keys()));
        let is_served =
            self.given_keys(issuer).is_some() || self.keys_of_policy(issuer).is_some_and(|keys| !was_there(keys));
        let Some(keys) = older.given_keys(issuer).filter(|_| !is_served) else { return false };
        let Some(trusted) = self.verifier.issuer_mut(issuer) else { return false };
        trusted.keys = Some(Arc::new(KeySet::clone(keys)));
        true
    }

    fn keys_of_policy(&self, issuer: &str) -> Option<&Arc<KeySet>> {
        self.policy.issuers().get(issuer)?.trusted.keys.as_ref()
    }

    /// The keys of an issuer, unless they are those that stand in the policy.
    fn given_keys(&self, issuer: &str) -> Option<&Arc<KeySet>> {
        let keys = self.verifier.issuer(issuer)?.keys.as_ref()?;
        let stand_in_policy = self.keys_of_policy(issuer).is_some_and(|of_policy| Arc::ptr_eq(of_policy, keys));
        (!stand_in_policy).then_some(keys)
    }

    /// Where to fetch keys, unless the policy has them and names no address for newer ones.
    pub(crate) fn remote_sources(&self) -> impl Iterator<Item = KeySource<'_>> {
        self.key_sources().filter(move |source| source.jwks_uri.is_some() || self.keys_of_policy(source.issuer).is_none())
    }

    /// Where the issuer publishes its keys; nothing if the policy does not trust it.
    #[must_use]
    pub fn key_source(&self, issuer: &str) -> Option<KeySource<'_>> {
        let (name, issuer) = self.policy.issuers().entry(issuer)?;
        Some(KeySource { issuer: name, jwks_uri: issuer.jwks_uri.as_deref() })
    }

    /// Decides about one token as of `now`. Never fails, never panics, denies when in doubt.
    pub fn decide(&self, token: &str, caller: Caller<'_>, now: UnixTime) -> Decision<'_> {
        match self.prepare(token) {
            Ok(pending) => {
                let signature_holds = verify_with_ring(&pending.signature_check());
                pending.finish(signature_holds, caller, now)
            }
            Err(problem) => Decision::Reject(problem),
        }
    }

    /// The first half of [`Gate::decide`], for a host with its own crypto.
    ///
    /// # Errors
    /// Why the token is rejected before its signature is looked at.
    pub fn prepare<'g, 't>(&'g self, token: &'t str) -> Result<Pending<'g, 't>, Problem> {
        let prepared = self.verifier.prepare(Token::parse(token)?)?;
        Ok(Pending { gate: self, prepared })
    }

    /// [`Gate::decide`] for a token whose signature this gate found good before: time, audience and identities are checked anew.
    /// `None` once the issuer's keys were replaced, and for what another gate has seen: then only the token itself tells.
    #[must_use]
    pub fn decide_again(&self, seen: &SeenToken, caller: Caller<'_>, now: UnixTime) -> Option<Decision<'_>> {
        Some(match self.verifier.verify_again(seen, now)? {
            Ok(verified) => self.judge(verified, caller),
            Err(problem) => Decision::Reject(problem),
        })
    }

    pub(crate) const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The place of an identity in the policy, by its e-mail address.
    pub(crate) fn place_of(&self, email: &str) -> Option<usize> {
        self.index.with_email(email)
    }

    /// The same, or why there is none.
    pub(crate) fn named(&self, email: &str) -> Result<usize, Problem> {
        self.place_of(email).ok_or_else(|| {
            let problem = Problem::new(Code::IdentityUnknown, Source::Policy, "/identities");
            problem.expected(say::ADDRESS_OF_POLICY).actual(quoted(email))
        })
    }

    fn judge(&self, verified: Verified, caller: Caller<'_>) -> Decision<'_> {
        let facts = Facts::of(&verified);
        let candidates = match caller {
            Caller::Anyone => self.index.candidates(&facts),
            Caller::Email(email) => match self.named(email) {
                Ok(place) => vec![place],
                Err(problem) => return Decision::Deny(Denied::outright(problem)),
            },
        };
        let identities = self.policy.identities();
        let admitting = candidates
            .iter()
            .filter_map(|place| Some((*place, identities.get(*place)?)))
            .find(|(_, identity)| identity.holds(&facts));
        match (admitting, caller) {
            (None, Caller::Anyone) => Decision::Deny(self.denied(&self.nearby(candidates, &facts), &facts)),
            (None, Caller::Email(_)) => Decision::Deny(self.denied(&candidates, &facts)),
            (Some((place, identity)), _) => {
                drop(facts);
                Decision::Allow(Allowed::new(place, identity, verified))
            }
        }
    }

    /// That every identity is disabled, if it is so.
    pub(crate) fn disabled(&self) -> Option<Problem> {
        self.index.first().is_empty().then(none_in_use)
    }

    /// The places of the identities that came nearest to admitting a token of which these are the facts, in no order.
    pub(crate) fn near(&self, facts: &Facts<'_>) -> Vec<usize> {
        self.nearby(self.index.candidates(facts), facts)
    }

    /// Those that could have matched, their neighbours, and the first in use, up to a bounded number, so that
    /// a refusal costs no more in a large policy.
    fn nearby(&self, mut candidates: Vec<usize>, facts: &Facts<'_>) -> Vec<usize> {
        candidates.truncate(MOST_MATCHES);
        for place in self.index.neighbours(facts).into_iter().chain(self.index.first().iter().copied()) {
            if candidates.len() >= MOST_NEIGHBOURS {
                break;
            }
            if !candidates.contains(&place) {
                candidates.push(place);
            }
        }
        candidates
    }

    fn denied(&self, places: &[usize], facts: &Facts<'_>) -> Denied<'_> {
        let identities = places.iter().filter_map(|place| self.policy.identities().get(*place));
        let matches = identities.map(|identity| Match::new(identity, facts));
        // INVARIANT: a policy has at least one identity, and none of these matched; there are none only if none is in use.
        Denied::by_matches(matches).unwrap_or_else(|| Denied::outright(none_in_use()))
    }
}

pub(crate) fn none_in_use() -> Problem {
    Problem::new(Code::IdentityDisabled, Source::Policy, "/identities").actual(say::EVERY_IDENTITY)
}

/// A token of which all but the signature's arithmetic is settled.
#[derive(Clone, Debug)]
#[must_use]
pub struct Pending<'g, 't> {
    gate: &'g Gate,
    prepared: Prepared<'g, 't>,
}

impl<'g> Pending<'g, '_> {
    /// The question for the host.
    #[must_use]
    pub fn signature_check(&self) -> SignatureCheck<'_> {
        self.prepared.signature_check()
    }

    /// The second half of [`Gate::decide`]: `signature_holds` is the answer to [`Pending::signature_check`].
    pub fn finish(self, signature_holds: bool, caller: Caller<'_>, now: UnixTime) -> Decision<'g> {
        match self.prepared.finish(signature_holds, now) {
            Ok(verified) => self.gate.judge(verified, caller),
            Err(problem) => Decision::Reject(problem),
        }
    }
}

/// A refusal tells at most so many identities how near they came.
const MOST_MATCHES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: KeySource<'_> = KeySource { issuer: "https://issuer.example", jwks_uri: None };

    #[test]
    fn a_discovery_document_of_the_issuer_tells_where_the_keys_are() {
        let document = br#"{"issuer":"https://issuer.example","jwks_uri":"https://keys.example/jwks?v=1","x":[]}"#;
        assert_eq!(ASKED.jwks_uri_from(document).as_deref(), Ok("https://keys.example/jwks?v=1"));
    }

    #[test]
    fn a_discovery_document_of_anybody_else_or_without_https_is_refused() {
        let of = |issuer: &str, jwks_uri: &str| format!(r#"{{"issuer":{issuer},"jwks_uri":{jwks_uri}}}"#);
        let keys = r#""https://issuer.example/keys""#;
        for (document, code, pointer) in [
            (of(r#""https://issuer.example/""#, keys), Code::DiscoveryIssuerMismatch, "/issuer"),
            (of(r#""https://Issuer.example""#, keys), Code::DiscoveryIssuerMismatch, "/issuer"),
            (of(r#"["https://issuer.example"]"#, keys), Code::DiscoveryMalformed, ""),
            (of(r#""https://issuer.example""#, "null"), Code::DiscoveryMalformed, ""),
            (
                of(r#""https://issuer.example""#, r#""http://issuer.example/keys""#),
                Code::DiscoveryAddressRefused,
                "/jwks_uri",
            ),
            (of(r#""https://issuer.example""#, r#""file:///etc/passwd""#), Code::DiscoveryAddressRefused, "/jwks_uri"),
            (
                of(r#""https://issuer.example""#, r#""https://user@issuer.example/""#),
                Code::DiscoveryAddressRefused,
                "/jwks_uri",
            ),
            (of(r#""https://issuer.example""#, r#""//issuer.example/keys""#), Code::DiscoveryAddressRefused, "/jwks_uri"),
            (r#"{"issuer":"https://issuer.example"}"#.to_owned(), Code::DiscoveryMalformed, ""),
            (r#"{"issuer":"https://issuer.example","issuer":"x"}"#.to_owned(), Code::MemberDuplicate, "/issuer"),
            ("<html>".to_owned(), Code::JsonMalformed, ""),
            (" ".repeat(KeySource::MAX_DISCOVERY_BYTES + 1), Code::DiscoveryTooLarge, ""),
        ] {
            let problem = ASKED.jwks_uri_from(document.as_bytes()).unwrap_err();
            let start: String = document.chars().take(90).collect();
            assert_eq!((problem.code(), problem.pointer(), problem.source()), (code, pointer, Source::Discovery), "{start}");
        }
    }

    #[test]
    fn the_discovery_document_of_an_issuer_with_a_slash_at_its_end_stands_behind_that_one_slash() {
        let source = KeySource { issuer: "https://issuer.example/tenant/", jwks_uri: None };
        assert_eq!(source.discovery_url(), "https://issuer.example/tenant/.well-known/openid-configuration");
    }
}
