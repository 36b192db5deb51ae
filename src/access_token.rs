//! Access tokens (RFC 9068): what is signed for a job that an identity admits, and what such a token permits while it lives.

use std::sync::Arc;

use serde::Serialize;

use crate::claims::Claims;
use crate::code::Code;
use crate::decision::{Allowed, Decision, Denied};
use crate::gate::Gate;
use crate::identity::Identity;
use crate::key_set::KeySet;
use crate::permit;
use crate::problem::{Problem, quoted};
use crate::shared_secret::Secrets;
use crate::signature::{SignatureCheck, verify_with_ring};
use crate::time::UnixTime;
use crate::token::Token;
use crate::verified::{SeenToken, Verified};
use crate::verifier::{Prepared, Verifier, is_same_media_type};

/// Access tokens of one issuer for one API.
///
/// They are no platform's tokens, and no platform's token is one: they have a `typ`, an issuer, an audience and keys of their own, and what
/// comes of them has types of its own.
///
/// ```compile_fail,E0308
/// fn refresh(tokens: &claimgate::AccessTokens, authorized: &claimgate::Authorized<'_>) {
///     let _ = tokens.claims(authorized, "id");
/// }
/// ```
///
/// ```
/// fn exchange(tokens: &claimgate::AccessTokens, allowed: &claimgate::Allowed<'_>) {
///     let _ = tokens.claims(allowed, "id");
/// }
/// ```
#[derive(Clone, Debug)]
pub struct AccessTokens {
    issuer: String,
    audience: String,
    lifetime: u64,
    verifier: Verifier,
    /// Instead of public keys.
    secrets: Option<Secrets>,
}

/// What is signed of an access token, in the order in which it is written.
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
pub struct AccessClaims<'a> {
    /// Who signs it.
    pub iss: &'a str,
    /// The identity's e-mail address.
    pub sub: &'a str,
    /// Whom it is for.
    pub aud: &'a str,
    /// The same as `sub`: nobody else acts through the identity.
    pub client_id: &'a str,
    /// When the platform's token was found good.
    pub iat: u64,
    /// When it ends.
    pub exp: u64,
    /// Its own id.
    pub jti: &'a str,
    /// The identity's roles at that time.
    pub roles: Vec<&'a str>,
    /// The one project in which the identity may act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<&'a str>,
    /// By which conditions the identity admitted the job; another policy may have others, and then the token counts no more.
    pub conditions: String,
    /// Whose job it is.
    pub act: Actor<'a>,
}

/// Whose job it is (RFC 8693 section 4.1).
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
pub struct Actor<'a> {
    /// The platform.
    pub iss: &'a str,
    /// The `sub` of the platform's token, unless it is absurdly long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<&'a str>,
}

/// Claims of an access token that was signed by our key, for us, and that holds now. Only [`AccessTokens`] make one.
///
/// ```compile_fail,E0308
/// fn confuse(gate: &claimgate::Gate, platform: claimgate::Verified) {
///     let _ = gate.authorize(platform, "GET", "/");
/// }
/// ```
///
/// ```
/// fn authorize(gate: &claimgate::Gate, access: claimgate::VerifiedAccess) {
///     let _ = gate.authorize(access, "GET", "/");
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedAccess(Verified);

/// The identity of an access token that may do what a request asks, as the policy has it now.
#[derive(Clone, Debug)]
pub struct Authorized<'p> {
    place: usize,
    identity: &'p Identity,
    access: VerifiedAccess,
}

/// An access token whose signature awaits an answer.
#[derive(Clone, Debug)]
#[must_use]
pub struct PendingAccess<'a, 't> {
    verifier: &'a Verifier,
    state: State<'a, 't>,
}

#[derive(Clone, Debug)]
enum State<'a, 't> {
    Open(Box<Prepared<'a, 't>>),
    /// By a shared secret.
    Settled(SeenToken),
}

impl AccessTokens {
    /// The greatest lifetime, in seconds.
    pub const MAX_LIFETIME: u64 = 3600;
    /// The `typ` of their header (RFC 9068 section 2.1).
    pub const TYP: &str = "at+jwt";

    /// Access tokens that live for an hour, of which no key is known yet.
    #[must_use]
    pub fn new(issuer: &str, audience: &str) -> Self {
        let verifier = Verifier::builder(KeySet::default(), issuer, audience).typ(Self::TYP);
        let verifier = verifier.leeway(LEEWAY).max_age(Self::MAX_LIFETIME).build();
        let (issuer, audience) = (issuer.to_owned(), audience.to_owned());
        let mut tokens = Self { issuer, audience, lifetime: Self::MAX_LIFETIME, verifier, secrets: None };
        tokens.put(None);
        tokens
    }

    /// How long they live, in seconds: at least 1 and at most [`AccessTokens::MAX_LIFETIME`].
    #[must_use]
    pub fn lifetime(self, seconds: u64) -> Self {
        Self { lifetime: seconds.clamp(1, Self::MAX_LIFETIME), ..self }
    }

    /// Replaces the keys, of which there must be every one that may have signed a living token: a JWK Set of public keys, or one of secrets
    /// for HS256 (`kty` is `oct`), never of both.
    ///
    /// # Errors
    /// Those of [`KeySet::parse`], `key_set_unusable` if no key of the set can verify, and `key_malformed` for a secret of less than 32
    /// bytes, of another algorithm, or beside another kind of key. The old keys stay.
    pub fn set_keys(&mut self, jwks: &[u8]) -> Result<(), Problem> {
        let secrets = Secrets::parse(jwks)?;
        let keys = if secrets.is_some() { KeySet::default() } else { KeySet::parse_usable(jwks)? };
        self.secrets = secrets;
        self.put(Some(Arc::new(keys)));
        Ok(())
    }

    fn put(&mut self, keys: Option<Arc<KeySet>>) {
        if let Some(issuer) = self.verifier.issuer_mut(&self.issuer) {
            issuer.keys = keys;
        }
    }

    /// The public keys.
    pub fn keys(&self) -> impl Iterator<Item = &crate::jwk::PublicKey> {
        self.verifier.keys()
    }

    /// Whether a token says that it is an access token, to choose who judges it. Proves nothing.
    #[must_use]
    pub fn is_one_by_name(token: &str) -> bool {
        let typ = Token::parse(token).ok().and_then(|token| token.header().typ().ok().flatten().map(str::to_owned));
        typ.is_some_and(|typ| is_same_media_type(&typ, Self::TYP))
    }

    /// What is to be signed for whom an identity admits, with `typ` [`AccessTokens::TYP`]. It begins when the platform's token was found
    /// good, so an old [`Allowed`] makes an old token. The `id` shall be nobody else's.
    #[must_use]
    pub fn claims<'a>(&'a self, allowed: &'a Allowed<'_>, id: &'a str) -> AccessClaims<'a> {
        let (identity, verified) = (allowed.identity(), allowed.verified());
        let begin = verified.verified_at();
        AccessClaims {
            iss: &self.issuer,
            sub: identity.email(),
            aud: &self.audience,
            client_id: identity.email(),
            iat: begin.as_secs(),
            exp: begin.plus(self.lifetime).as_secs(),
            jti: id,
            roles: identity.roles().collect(),
            project: identity.project(),
            conditions: identity.conditions_as_written.to_string(),
            act: Actor {
                iss: identity.issuer(),
                sub: verified.claims().subject().filter(|subject| subject.len() <= LONGEST_SUBJECT),
            },
        }
    }

    /// Turns an access token into a proof as of `now`.
    ///
    /// # Errors
    /// As [`Verifier::verify`] has them.
    pub fn verify(&self, token: &str, now: UnixTime) -> Result<VerifiedAccess, Problem> {
        let pending = self.prepare(token)?;
        let holds = pending.signature_check().is_none_or(|check| verify_with_ring(&check));
        pending.finish(holds, now)
    }

    /// The first half of [`AccessTokens::verify`], for a host with its own crypto.
    ///
    /// # Errors
    /// Why the token is rejected before its signature is looked at; or for a wrong signature by a shared secret.
    pub fn prepare<'a, 't>(&'a self, token: &'t str) -> Result<PendingAccess<'a, 't>, Problem> {
        let token = Token::parse(token)?;
        let state = match &self.secrets {
            None => State::Open(Box::new(self.verifier.prepare(token)?)),
            Some(secrets) => State::Settled(secrets.settle(&self.verifier, token)?),
        };
        Ok(PendingAccess { verifier: &self.verifier, state })
    }

    /// [`AccessTokens::verify`] for a token whose signature was found good before. `None` once the keys were replaced.
    #[must_use]
    pub fn verify_again(&self, seen: &SeenToken, now: UnixTime) -> Option<Result<VerifiedAccess, Problem>> {
        Some(self.verifier.verify_again(seen, now)?.map(VerifiedAccess))
    }
}

impl PendingAccess<'_, '_> {
    /// The question for the host; none where a shared secret has answered it.
    #[must_use]
    pub fn signature_check(&self) -> Option<SignatureCheck<'_>> {
        match &self.state {
            State::Open(prepared) => Some(prepared.signature_check()),
            State::Settled(_) => None,
        }
    }

    /// The second half of [`AccessTokens::verify`]: `signature_holds` is the answer to [`PendingAccess::signature_check`].
    ///
    /// # Errors
    /// The first check that failed, in the order signature, time, audience.
    pub fn finish(self, signature_holds: bool, now: UnixTime) -> Result<VerifiedAccess, Problem> {
        let verified = match self.state {
            State::Open(prepared) => prepared.finish(signature_holds, now),
            State::Settled(token) => self.verifier.check_claims(token, now),
        };
        verified.map(VerifiedAccess)
    }
}

impl VerifiedAccess {
    /// What was signed.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        self.0.claims()
    }

    /// When it ends.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.0.expires_at()
    }

    /// What need not be asked again when the same token comes again.
    #[must_use]
    pub fn seen_token(&self) -> SeenToken {
        self.0.seen_token()
    }
}

impl<'p> Authorized<'p> {
    /// Whose job it is: the subject of the platform's token.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.access.claims().get("act")?.get("sub")?.as_str()
    }

    /// Where the identity stands in the list of its [`Policy`](crate::Policy), counted from 0.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place
    }

    /// The identity, as the policy has it now.
    #[must_use]
    pub const fn identity(&self) -> &'p Identity {
        self.identity
    }

    /// The access token.
    #[must_use]
    pub const fn access(&self) -> &VerifiedAccess {
        &self.access
    }
}

impl Gate {
    /// Decides whether an access token may do this: its identity must still be there and in use, and admit by the conditions by which it
    /// admitted the job, and its roles and project, as the policy has them now, must permit the method on the path of the request target.
    /// Where the policy has no `roles`, nothing is permitted: nobody else is asked about an access token.
    pub fn authorize(&self, access: VerifiedAccess, method: &str, target: &str) -> Decision<'_, Authorized<'_>> {
        let place = match self.named(access.claims().subject().unwrap_or_default()) {
            Ok(place) => place,
            Err(problem) => return Decision::Reject(problem),
        };
        let Some(identity) = self.policy().identities().get(place) else {
            return Decision::Reject(crate::gate::none_in_use());
        };
        if let Some(problem) = identity.out_of_use() {
            return Decision::Reject(problem);
        }
        if access.claims().text("conditions") != Some(&identity.conditions_as_written.to_string()) {
            return Decision::Reject(Problem::claim(Code::IdentityChanged, "conditions").actual(quoted(identity.email())));
        }
        match permit::refusal(self.policy(), identity, method, target) {
            Some(problem) => Decision::Deny(Denied::outright(problem)),
            None => Decision::Allow(Authorized { place, identity, access }),
        }
    }
}

/// In seconds: tokens are signed and verified by one host on several machines, whose clocks are kept.
const LEEWAY: u64 = 10;
/// In bytes. GitHub's and GitLab's have some hundred; a longer one would make a token that is too long itself.
const LONGEST_SUBJECT: usize = 1024;
