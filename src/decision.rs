//! Yes or no, with the reason.

mod text;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::identity::Identity;
use crate::matches::Match;
use crate::problem::Problem;
use crate::verified::Verified;

/// Yes or no, with the reason.
#[derive(Clone, Debug)]
#[must_use]
pub enum Decision<'p, A = Allowed<'p>> {
    /// This identity matches; or, of an access token, may do what is asked.
    Allow(A),
    /// The token cannot be believed, or was made for somebody else (HTTP 401, RFC 6750 `invalid_token`).
    Reject(Problem),
    /// The token is genuine, and no identity wants it (HTTP 403).
    Deny(Denied<'p>),
}

/// The identity that matches, and the proof.
///
/// Nobody but a [`Gate`](crate::Gate) makes one:
///
/// ```compile_fail,E0451
/// fn forge<'p>(allowed: claimgate::Allowed<'p>, verified: claimgate::Verified) -> claimgate::Allowed<'p> {
///     claimgate::Allowed { verified, ..allowed }
/// }
/// ```
///
/// ```
/// fn pass_on<'p>(allowed: claimgate::Allowed<'p>, _verified: claimgate::Verified) -> claimgate::Allowed<'p> {
///     allowed
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Allowed<'p> {
    place: usize,
    identity: &'p Identity,
    verified: Verified,
}

impl<'p> Allowed<'p> {
    pub(crate) const fn new(place: usize, identity: &'p Identity, verified: Verified) -> Self {
        Self { place, identity, verified }
    }

    /// Where the identity stands in the list of its [`Policy`](crate::Policy), counted from 0.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place
    }

    /// The identity, with its roles.
    #[must_use]
    pub const fn identity(&self) -> &'p Identity {
        self.identity
    }

    /// What the issuer says.
    #[must_use]
    pub const fn verified(&self) -> &Verified {
        &self.verified
    }
}

/// Why no identity wants a genuine token. For the operator: tell the caller no more than that.
#[derive(Clone, Debug)]
pub struct Denied<'p> {
    problem: Problem,
    nearest: Vec<Match<'p>>,
}

impl<'p> Denied<'p> {
    /// So many of the nearest are worth telling. More would push the reason out of sight, and anyone with a genuine token
    /// could ask for them.
    pub const MOST_TOLD: usize = 5;

    /// For one reason that is no identity's own.
    pub(crate) const fn outright(problem: Problem) -> Self {
        Self { problem, nearest: Vec::new() }
    }

    /// The matches, of which there are few, come nearest first; among equals the first of the document.
    pub(crate) fn by_matches(matches: impl Iterator<Item = Match<'p>>) -> Option<Self> {
        let mut nearest: Vec<Match<'p>> = Vec::new();
        for one in matches {
            let place = nearest.partition_point(|other| other.distance() <= one.distance());
            nearest.insert(place, one);
        }
        let problem = nearest.first()?.mismatches().first()?.clone();
        Some(Self { problem, nearest })
    }

    /// The first reason of the nearest identity.
    #[must_use]
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The identities that came nearest, with all their reasons, the nearest first. None if the caller named an unknown one,
    /// or may not do what the request asks.
    #[must_use]
    pub fn nearest(&self) -> &[Match<'p>] {
        &self.nearest
    }
}

impl Serialize for Denied<'_> {
    /// The form of the API: `problem`, and of the `nearest` the first few, as [`Match`] has them.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut flat = serializer.serialize_struct("Denied", 2)?;
        flat.serialize_field("problem", &self.problem)?;
        flat.serialize_field("nearest", self.nearest.get(..Self::MOST_TOLD).unwrap_or(&self.nearest))?;
        flat.end()
    }
}
