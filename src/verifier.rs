//! From a token to a proof: signature, issuer, audience and time (RFC 7519 section 7.2), all or nothing.

use std::sync::Arc;

use crate::algorithm::{Algorithm, names};
use crate::by_name::{ByName, sorted};
use crate::claims::Claims;
use crate::code::Code;
use crate::code::check::Check;
use crate::directory::Directory;
use crate::header::Header;
use crate::jwk::PublicKey;
use crate::key_set::KeySet;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted, quoted_list};
use crate::signature::{SignatureCheck, verify_with_ring};
use crate::time::{NumericDate, UnixTime, in_words};
use crate::token::{Jws, Token};
use crate::verified::{SeenToken, Verified};

/// One name or several, never none by accident: an empty list matches nothing.
#[derive(Clone, Debug)]
pub struct OneOrMore(Vec<String>);

impl<S: Into<String>> From<S> for OneOrMore {
    fn from(one: S) -> Self {
        Self(vec![one.into()])
    }
}

impl FromIterator<String> for OneOrMore {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

/// Checks signature, issuer, audience and time, all or nothing.
///
/// Issuer and audience are no options: a verifier that accepts any of them cannot be built.
#[derive(Clone, Debug)]
pub struct Verifier {
    issuers: ByName<TrustedIssuer>,
    audiences: Audiences,
    /// For messages, made once: there may be very many.
    issuer_names: String,
    audience_names: String,
    leeway: u64,
    max_age: Option<u64>,
}

/// Sets a [`Verifier`] up.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifierBuilder {
    keys: KeySet,
    issuers: Vec<String>,
    issuer: TrustedIssuer,
    audiences: Vec<String>,
    leeway: u64,
    max_age: Option<u64>,
}

/// What a verifier must know about an issuer.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedIssuer {
    /// Its keys, once they are known.
    pub(crate) keys: Option<Arc<KeySet>>,
    pub(crate) algorithms: Vec<Algorithm>,
    /// The `typ` its tokens must have, where it is not the usual one.
    pub(crate) typ: Option<String>,
}

/// Names of which a token's `aud` must hold one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Audiences {
    exact: Directory,
    owner_urls: Directory,
}

impl Audiences {
    /// Adds names that are compared byte for byte.
    pub(crate) fn accept(&mut self, names: &[String]) {
        for name in names {
            self.exact.insert(name);
        }
    }

    /// Adds GitHub's default, compared as [`fold_owner`] has it.
    pub(crate) fn accept_owner_url(&mut self, url: &str) {
        self.owner_urls.insert(&fold_owner(url));
    }

    fn in_words(&self) -> String {
        quoted_list(sorted(self.exact.names().chain(self.owner_urls.names())))
    }

    fn contain(&self, audience: &str) -> bool {
        self.exact.contains(audience) || self.owner_urls.contains(&fold_owner(audience))
    }
}

/// The URL of an owner's page with the owner, its last segment, in lower case: owners know no case, the rest is exact.
fn fold_owner(url: &str) -> String {
    let mut folded = url.to_owned();
    if let Some(owner) = folded.get_mut(site_and_owner(url).0.len()..) {
        owner.make_ascii_lowercase();
    }
    folded
}

/// Whether [`fold_owner`] makes the same of both.
pub(crate) fn is_same_owner_url(left: &str, right: &str) -> bool {
    let ((left_site, left_owner), (right_site, right_owner)) = (site_and_owner(left), site_and_owner(right));
    left_site == right_site && left_owner.eq_ignore_ascii_case(right_owner)
}

fn site_and_owner(url: &str) -> (&str, &str) {
    let site = url.rfind('/').map_or(url.len(), |slash| slash.saturating_add(1));
    url.split_at_checked(site).unwrap_or((url, ""))
}

impl VerifierBuilder {
    /// How far the clocks may disagree, in seconds: 60 by default, at most 300.
    pub fn leeway(self, seconds: u64) -> Self {
        Self { leeway: seconds.min(Verifier::MAX_LEEWAY), ..self }
    }

    /// The oldest accepted age by `iat`, in seconds, without leeway. A token without `iat` is then refused.
    pub fn max_age(self, seconds: u64) -> Self {
        Self { max_age: Some(seconds), ..self }
    }

    /// The accepted algorithms, in the order in which a key without `alg` is bound to one. Default: [`Algorithm::ALL`].
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.issuer.algorithms.clear();
        self.issuer.algorithms.extend(algorithms);
        self
    }

    /// The `typ` that tokens must have. Default: `JWT` or none.
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.issuer.typ = Some(typ.into());
        self
    }

    /// The verifier.
    #[must_use]
    pub fn build(mut self) -> Verifier {
        // A set of its own: what another verifier of the same keys has seen was held against other demands.
        self.issuer.keys = Some(Arc::new(self.keys));
        let issuers = ByName::new(self.issuers.iter().map(String::as_str), &self.issuer);
        let mut audiences = Audiences::default();
        audiences.accept(&self.audiences);
        Verifier { max_age: self.max_age, ..Verifier::new(issuers, audiences, self.leeway) }
    }
}

impl Verifier {
    /// The greatest leeway, in seconds. More would let expired tokens of five minutes live twice as long.
    pub const MAX_LEEWAY: u64 = 300;

    /// Begins a verifier for tokens that one of the issuers signed with one of the keys for one of the audiences.
    pub fn builder(keys: KeySet, issuer: impl Into<OneOrMore>, audience: impl Into<OneOrMore>) -> VerifierBuilder {
        let issuer_settings = TrustedIssuer { keys: None, algorithms: Algorithm::ALL.to_vec(), typ: None };
        VerifierBuilder {
            keys,
            issuers: issuer.into().0,
            issuer: issuer_settings,
            audiences: audience.into().0,
            leeway: DEFAULT_LEEWAY,
            max_age: None,
        }
    }

    /// A verifier with settings for each issuer.
    pub(crate) fn new(issuers: ByName<TrustedIssuer>, audiences: Audiences, leeway: u64) -> Self {
        let (issuer_names, audience_names) = (quoted_list(issuers.names()), audiences.in_words());
        Self { issuers, audiences, issuer_names, audience_names, leeway, max_age: None }
    }

    /// The names of the trusted issuers, in order.
    pub(crate) fn issuers(&self) -> impl Iterator<Item = &str> {
        self.issuers.names()
    }

    /// The issuer of that name, if it is trusted.
    pub(crate) fn issuer(&self, name: &str) -> Option<&TrustedIssuer> {
        self.issuers.get(name)
    }

    /// The trusted issuers and the accepted audiences, for messages.
    pub(crate) fn names(&self) -> (&str, &str) {
        (&self.issuer_names, &self.audience_names)
    }

    pub(crate) const fn leeway(&self) -> u64 {
        self.leeway
    }

    pub(crate) fn issuer_mut(&mut self, name: &str) -> Option<&mut TrustedIssuer> {
        self.issuers.get_mut(name)
    }

    /// The keys of all its issuers.
    pub fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.issuers.iter().filter_map(|(_, issuer)| issuer.keys.as_deref()).flat_map(KeySet::keys)
    }

    /// Turns a token into a proof as of `now`, or says which check failed first.
    ///
    /// # Errors
    /// The first check that failed, in the order header, issuer, key, signature, time, audience: any [`Code`] of these
    /// groups.
    pub fn verify(&self, token: Token<'_>, now: UnixTime) -> Result<Verified, Problem> {
        let prepared = self.prepare(token)?;
        let signature_holds = verify_with_ring(&prepared.signature_check());
        prepared.finish(signature_holds, now)
    }

    /// The first half of [`Verifier::verify`], for a host with its own crypto: everything up to the arithmetic.
    ///
    /// # Errors
    /// The first check that failed, in the order header, issuer, key.
    pub fn prepare<'v, 't>(&'v self, token: Token<'t>) -> Result<Prepared<'v, 't>, Problem> {
        let header = token.header();
        let issuer = self.trusted_issuer(token.claims().peek_unverified());
        let settings = issuer.as_ref().ok().map(|(_, settings)| *settings);
        HEADER_CHECKS.iter().try_for_each(|(_, check)| self.check_header(*check, header, settings))?;
        let (name, issuer) = issuer?;
        let keys = issuer.keys_of(name)?;
        let (key, algorithm) = keys.select(header, &issuer.algorithms)?;
        check_signature_length(token.signature(), key)?;
        Ok(Prepared { verifier: self, token, keys, key, algorithm })
    }

    /// [`Verifier::verify`] for a token whose signature was found good before, with everything behind the signature checked anew.
    /// `None` if it was found so with other keys than these, or by another verifier: then only the token itself tells.
    #[must_use]
    pub fn verify_again(&self, seen: &SeenToken, now: UnixTime) -> Option<Result<Verified, Problem>> {
        let issuer = self.issuer(seen.claims().text("iss")?)?;
        let is_settled = issuer.keys.as_ref().is_some_and(|keys| seen.is_signed_by(keys));
        is_settled.then(|| self.check_claims(seen.clone(), now))
    }

    pub(crate) fn check_claims(&self, token: SeenToken, now: UnixTime) -> Result<Verified, Problem> {
        CLAIM_CHECKS.iter().try_for_each(|(_, check)| check(self, token.claims(), now))?;
        let expires_at = required_expiry(token.claims())?.rounded_up();
        Ok(Verified::new(token, expires_at, now))
    }

    /// Runs a check of the header for the token's issuer. The header comes before the issuer: where that is not trusted, the
    /// check fails only if it does for every trusted one.
    pub(crate) fn check_header(
        &self,
        check: HeaderCheck,
        header: &Header,
        issuer: Option<&TrustedIssuer>,
    ) -> Result<(), Problem> {
        match issuer {
            Some(issuer) => check(header, issuer),
            None => self.issuers.iter().map(|(_, issuer)| check(header, issuer)).reduce(Result::or).unwrap_or(Ok(())),
        }
    }

    pub(crate) fn trusted_issuer(&self, unverified: &Claims) -> Result<(&str, &TrustedIssuer), Problem> {
        let expected = |code| Problem::claim(code, "iss").expected(&self.issuer_names);
        let issuer = unverified.optional_text("iss")?.ok_or_else(|| expected(Code::ClaimMissing))?;
        self.issuers.entry(issuer).ok_or_else(|| expected(Code::IssuerMismatch).actual(quoted(issuer)))
    }

    fn check_expiry(&self, claims: &Claims, now: UnixTime) -> Result<(), Problem> {
        let expiry = required_expiry(claims)?;
        if !expiry.plus_is_at_or_before(self.leeway, now) {
            return Ok(());
        }
        let since = now.as_secs().saturating_sub(expiry.rounded_up().as_secs());
        let ago = say::ago(&in_words(since));
        let actual = if since < MILLENNIUM { ago } else { say::unless_in_milliseconds(&ago) };
        Err(Problem::claim(Code::TokenExpired, "exp").expected(say::later_than(self.leeway)).actual(actual))
    }

    fn check_not_before(&self, claims: &Claims, now: UnixTime) -> Result<(), Problem> {
        self.check_not_ahead(claims, "nbf", Code::TokenNotYetValid, now)
    }

    fn check_issued_at(&self, claims: &Claims, now: UnixTime) -> Result<(), Problem> {
        self.check_not_ahead(claims, "iat", Code::TokenIssuedInFuture, now)
    }

    fn check_not_ahead(&self, claims: &Claims, name: &str, code: Code, now: UnixTime) -> Result<(), Problem> {
        let latest = now.plus(self.leeway);
        let Some(date) = claims.optional_date(name)?.filter(|date| date.is_after(latest)) else { return Ok(()) };
        let seconds = date.rounded_up().as_secs().saturating_sub(now.as_secs());
        Err(Problem::claim(code, name).expected(say::at_most_ahead(self.leeway)).actual(say::ahead(&in_words(seconds))))
    }

    fn check_max_age(&self, claims: &Claims, now: UnixTime) -> Result<(), Problem> {
        self.max_age.map_or(Ok(()), |max_age| check_age(claims, max_age, now))
    }

    fn check_audience(&self, claims: &Claims, _: UnixTime) -> Result<(), Problem> {
        let audiences = claims.audiences()?;
        if audiences.iter().any(|audience| self.audiences.contain(audience)) {
            return Ok(());
        }
        let mismatch = Problem::claim(Code::AudienceMismatch, "aud").expected(&self.audience_names);
        Err(mismatch.actual(quoted_list(audiences)))
    }
}

impl TrustedIssuer {
    /// The one key that the header means.
    pub(crate) fn key(&self, name: &str, header: &Header) -> Result<(&PublicKey, Algorithm), Problem> {
        self.keys_of(name)?.select(header, &self.algorithms)
    }

    pub(crate) fn keys_of(&self, name: &str) -> Result<&Arc<KeySet>, Problem> {
        self.keys
            .as_ref()
            .ok_or_else(|| Problem::new(Code::KeySetMissing, Source::KeySet, "").expected(quoted(name)).actual(say::NONE))
    }
}

/// A token whose key is settled and whose signature awaits an answer.
#[derive(Clone, Debug)]
#[must_use]
pub struct Prepared<'v, 't> {
    verifier: &'v Verifier,
    token: Token<'t>,
    keys: &'v Arc<KeySet>,
    key: &'v PublicKey,
    algorithm: Algorithm,
}

impl Prepared<'_, '_> {
    /// The question for the host.
    #[must_use]
    pub fn signature_check(&self) -> SignatureCheck<'_> {
        SignatureCheck {
            algorithm: self.algorithm,
            key: self.key,
            signing_input: self.token.signing_input(),
            signature: self.token.signature(),
        }
    }

    /// The second half of [`Verifier::verify`]: `signature_holds` is the answer to [`Prepared::signature_check`].
    ///
    /// # Errors
    /// The first check that failed, in the order signature, time, audience.
    pub fn finish(self, signature_holds: bool, now: UnixTime) -> Result<Verified, Problem> {
        if !signature_holds {
            return Err(signature_invalid(self.key.id()));
        }
        self.verifier.check_claims(SeenToken::new(self.token.into_claims().into_proved(), self.keys), now)
    }
}

/// Checks a signature alone and gives the payload that was signed, which need not be JSON.
///
/// This is the level of RFC 7515: no issuer, no audience, no time. To let somebody in, use [`Verifier::verify`].
///
/// # Errors
/// The first check that failed, in the order format, header, key, signature.
pub fn verify_jws(text: &str, keys: &KeySet, algorithms: &[Algorithm]) -> Result<Vec<u8>, Problem> {
    let Jws { header, payload, signing_input, signature } = Jws::parse(text)?;
    check_algorithm(&header, algorithms)?;
    header.refuse_extensions()?;
    header.key_id()?;
    let (key, algorithm) = keys.select(&header, algorithms)?;
    check_signature_length(&signature, key)?;
    match verify_with_ring(&SignatureCheck { algorithm, key, signing_input, signature: &signature }) {
        true => Ok(payload),
        false => Err(signature_invalid(key.id())),
    }
}

/// The age of a token by `iat`: equal to the greatest passes, and there is no leeway.
pub(crate) fn check_age(claims: &Claims, max_age: u64, now: UnixTime) -> Result<(), Problem> {
    let issued = claims
        .optional_date("iat")?
        .ok_or_else(|| Problem::claim(Code::ClaimMissing, "iat").expected(say::TIME_OF_ISSUE))?;
    if !issued.plus_is_before(max_age, now) {
        return Ok(());
    }
    let age = now.as_secs().saturating_sub(issued.rounded_up().as_secs());
    Err(Problem::claim(Code::TokenTooOld, "iat").expected(in_words(max_age)).actual(say::ago(&in_words(age))))
}

/// RFC 7519 section 4.1.4; this one claim is required.
fn required_expiry(claims: &Claims) -> Result<NumericDate, Problem> {
    let expiry = claims.optional_date("exp")?;
    expiry.ok_or_else(|| Problem::claim(Code::ClaimMissing, "exp").expected(say::TIME_OF_EXPIRY))
}

type HeaderCheck = fn(&Header, &TrustedIssuer) -> Result<(), Problem>;

/// What the header must fulfil for its issuer, in order.
pub(crate) const HEADER_CHECKS: [(Check, HeaderCheck); 4] = [
    (Check::Algorithm, |header, issuer| check_algorithm(header, &issuer.algorithms)),
    (Check::Header, |header, _| header.refuse_extensions()),
    (Check::Header, |header, issuer| check_typ(header, issuer.typ.as_deref())),
    (Check::Header, |header, _| header.key_id().map(drop)),
];

type ClaimCheck = fn(&Verifier, &Claims, UnixTime) -> Result<(), Problem>;

/// What the signed claims must fulfil, in order. GitHub's `nbf` lies before `iat`, and that is normal.
pub(crate) const CLAIM_CHECKS: [(Check, ClaimCheck); 7] = [
    (Check::Expiry, Verifier::check_expiry),
    (Check::NotBefore, Verifier::check_not_before),
    (Check::IssuedAt, Verifier::check_issued_at),
    (Check::Age, Verifier::check_max_age),
    (Check::Audience, Verifier::check_audience),
    (Check::Claims, |_, claims, _| claims.optional_text("sub").map(drop)),
    (Check::Claims, |_, claims, _| claims.optional_text("jti").map(drop)),
];

fn check_algorithm(header: &Header, allowed: &[Algorithm]) -> Result<(), Problem> {
    let algorithm = header.algorithm()?;
    if allowed.contains(&algorithm) {
        return Ok(());
    }
    Err(Problem::new(Code::AlgorithmNotAllowed, Source::Header, "/alg").expected(names(allowed)).actual(algorithm.as_str()))
}

fn check_typ(header: &Header, required: Option<&str>) -> Result<(), Problem> {
    let actual = header.typ()?;
    let fits = match (required, actual) {
        (None, None) => true,
        (None, Some(actual)) => is_same_media_type(actual, "JWT"),
        (Some(required), actual) => actual.is_some_and(|actual| is_same_media_type(actual, required)),
    };
    if fits {
        return Ok(());
    }
    Err(Problem::new(Code::TypeMismatch, Source::Header, "/typ")
        .expected(required.map_or_else(|| say::JWT_OR_NONE.to_owned(), quoted))
        .actual(actual.map_or_else(|| say::NONE.to_owned(), quoted)))
}

/// RFC 7515 section 4.1.9: `application/` may be left out, and media types know no case.
pub(crate) fn is_same_media_type(left: &str, right: &str) -> bool {
    subtype(left).eq_ignore_ascii_case(subtype(right))
}

fn subtype(typ: &str) -> &str {
    const APPLICATION: &str = "application/";
    match typ.split_at_checked(APPLICATION.len()) {
        Some((begin, subtype)) if begin.eq_ignore_ascii_case(APPLICATION) => subtype,
        _ => typ,
    }
}

pub(crate) fn check_signature_length(signature: &[u8], key: &PublicKey) -> Result<(), Problem> {
    let expected = key.signature_length();
    match signature.len() {
        0 => {
            Err(Problem::new(Code::SignatureMissing, Source::Token, "").expected(say::bytes(expected)).actual(say::NO_BYTES))
        }
        length if length != expected => Err(signature_invalid(key.id()).actual(say::bytes_of_signature(length, expected))),
        _ => Ok(()),
    }
}

pub(crate) fn signature_invalid(kid: Option<&str>) -> Problem {
    Problem::new(Code::SignatureInvalid, Source::Token, "").expected(kid.map_or_else(|| say::WITHOUT_ID.to_owned(), quoted))
}

pub(crate) const DEFAULT_LEEWAY: u64 = 60;
/// In seconds: a thousand years of 365 days. Nobody's clock is so far ahead; most clocks of JavaScript count in milliseconds.
const MILLENNIUM: u64 = 1000 * 365 * 86_400;
