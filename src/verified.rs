//! The proof that a token may be believed, and what stays of it when its moment has passed.

use std::ptr;
use std::sync::{Arc, Weak};

use crate::claims::Claims;
use crate::key_set::KeySet;
use crate::time::UnixTime;

/// Claims that the expected issuer signed, for us, and that hold now.
///
/// Its existence is the proof: only a [`Verifier`](crate::Verifier) makes one. Nobody else can:
///
/// ```compile_fail,E0451
/// fn forge(verified: claimgate::Verified) -> claimgate::Verified {
///     claimgate::Verified { ..verified }
/// }
/// ```
///
/// ```
/// fn pass_on(verified: claimgate::Verified) -> claimgate::Verified {
///     verified
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Verified {
    token: SeenToken,
    expires_at: UnixTime,
    verified_at: UnixTime,
}

impl Verified {
    pub(crate) const fn new(token: SeenToken, expires_at: UnixTime, verified_at: UnixTime) -> Self {
        Self { token, expires_at, verified_at }
    }

    /// What the issuer says.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        self.token.claims()
    }

    /// The token's `exp`, rounded up to whole seconds.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.expires_at
    }

    /// The `now` for which all this holds.
    #[must_use]
    pub const fn verified_at(&self) -> UnixTime {
        self.verified_at
    }

    /// What need not be asked again when the same token comes again.
    #[must_use]
    pub fn seen_token(&self) -> SeenToken {
        self.token.clone()
    }
}

/// A token whose signature was found good. It proves nothing by itself, for its time passes: ask
/// [`Verifier::verify_again`](crate::Verifier::verify_again) or [`Gate::decide_again`](crate::Gate::decide_again).
#[derive(Clone, Debug)]
pub struct SeenToken(Arc<Signed>);

#[derive(Debug)]
struct Signed {
    claims: Claims,
    /// The set whose key made the signature. While this points at it, no other set can have its address, so it stands for the
    /// policy and for the generation of its keys: every policy that is read and every set that comes has an own one.
    keys: Weak<KeySet>,
}

impl SeenToken {
    pub(crate) fn new(claims: Claims, keys: &Arc<KeySet>) -> Self {
        Self(Arc::new(Signed { claims, keys: Arc::downgrade(keys) }))
    }

    pub(crate) fn claims(&self) -> &Claims {
        &self.0.claims
    }

    pub(crate) fn is_signed_by(&self, keys: &Arc<KeySet>) -> bool {
        ptr::eq(self.0.keys.as_ptr(), Arc::as_ptr(keys))
    }
}
