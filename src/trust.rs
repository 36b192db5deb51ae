//! Trust is a type: what must not compile, each with a twin that does and differs in the one thing that matters.
//!
//! The error code stands beside each. Only nightly rustdoc looks at it:
//! `RUSTC_BOOTSTRAP=1 cargo test --doc` holds stable to it, too.
//!
//! # A token is no proof, and nothing turns it into one
//!
//! ```compile_fail,E0308
//! fn enter(token: claimgate::Token<'_>) -> claimgate::Verified { token }
//! ```
//! ```compile_fail,E0277
//! fn enter(token: claimgate::Token<'_>) -> claimgate::Verified { token.into() }
//! ```
//! ```compile_fail,E0277
//! fn enter(token: claimgate::Token<'_>) -> claimgate::Verified { claimgate::Verified::try_from(token).unwrap() }
//! ```
//! ```
//! fn enter(token: claimgate::Token<'_>, verifier: &claimgate::Verifier) -> claimgate::Verified {
//!     verifier.verify(token, claimgate::UnixTime::from_secs(0)).unwrap()
//! }
//! ```
//!
//! # What was not verified has to be looked at by name
//!
//! ```compile_fail,E0599
//! fn subject<'t>(token: &'t claimgate::Token<'_>) -> Option<&'t str> { token.claims().subject() }
//! ```
//! ```compile_fail,E0614
//! fn claims<'t>(token: &'t claimgate::Token<'_>) -> &'t claimgate::Claims { &**token.claims() }
//! ```
//! ```compile_fail,E0599
//! fn claims<'t>(token: &'t claimgate::Token<'_>) -> &'t claimgate::Claims { token.claims().as_ref() }
//! ```
//! ```compile_fail,E0277
//! fn print(token: &claimgate::Token<'_>) -> String { serde_json::to_string(token.claims()).unwrap() }
//! ```
//! ```compile_fail,E0616
//! fn claims(token: &claimgate::Token<'_>) -> &claimgate::Claims { &token.claims().0 }
//! ```
//! ```
//! fn subject<'t>(token: &'t claimgate::Token<'_>) -> Option<&'t str> { token.claims().peek_unverified().subject() }
//! ```
//!
//! # Claims are not proved by being looked at
//!
//! ```compile_fail,E0308
//! fn prove(token: &claimgate::Token<'_>) -> claimgate::Verified { token.claims().peek_unverified().clone() }
//! ```
//! ```compile_fail,E0277
//! fn prove(token: &claimgate::Token<'_>) -> claimgate::Verified { token.claims().peek_unverified().clone().into() }
//! ```
//! ```
//! fn look(token: &claimgate::Token<'_>) -> claimgate::Claims { token.claims().peek_unverified().clone() }
//! ```
//!
//! # Nobody outside makes a proof, or changes one
//!
//! ```compile_fail,E0451
//! fn forge(verified: claimgate::Verified) -> claimgate::Verified { claimgate::Verified { ..verified } }
//! ```
//! ```compile_fail,E0599
//! fn forge() -> claimgate::Verified { claimgate::Verified::default() }
//! ```
//! ```compile_fail,E0277
//! fn forge() -> claimgate::Verified { serde_json::from_str("{}").unwrap() }
//! ```
//! ```compile_fail,E0616
//! fn forge(verified: &mut claimgate::Verified, claims: claimgate::Claims) { verified.claims = claims; }
//! ```
//! ```compile_fail,E0596
//! fn forge(verified: &claimgate::Verified) -> &mut claimgate::Claims { &mut *verified.claims() }
//! ```
//! ```
//! fn read(verified: &claimgate::Verified) -> &claimgate::Claims { &*verified.claims() }
//! ```
//!
//! # A signature's answer counts once, for the token that was asked about
//!
//! ```compile_fail,E0382
//! fn twice(prepared: claimgate::Prepared<'_, '_>, now: claimgate::UnixTime) {
//!     let _ = prepared.finish(true, now);
//!     let _ = prepared.finish(true, now);
//! }
//! ```
//! ```compile_fail,E0616
//! fn swap<'v, 't>(mine: &mut claimgate::Prepared<'v, 't>, other: claimgate::Token<'t>) { mine.token = other; }
//! ```
//! ```compile_fail,E0451
//! fn mix<'v, 't>(
//!     mine: claimgate::Prepared<'v, 't>, other: claimgate::Token<'t>,
//! ) -> claimgate::Prepared<'v, 't> { claimgate::Prepared { token: other, ..mine } }
//! ```
//! ```
//! fn once(prepared: claimgate::Prepared<'_, '_>, now: claimgate::UnixTime) {
//!     let _ = prepared.finish(true, now);
//! }
//! ```
//!
//! # Nobody outside allows
//!
//! ```compile_fail,E0308
//! fn allow<'p>(verified: claimgate::Verified) -> claimgate::Decision<'p> { claimgate::Decision::Allow(verified) }
//! ```
//! ```compile_fail,E0624
//! fn allow<'p>(identity: &'p claimgate::Identity, verified: claimgate::Verified) -> claimgate::Allowed<'p> {
//!     claimgate::Allowed::new(identity, verified)
//! }
//! ```
//! ```compile_fail,E0451
//! fn allow<'p>(identity: &'p claimgate::Identity, verified: claimgate::Verified) -> claimgate::Allowed<'p> {
//!     claimgate::Allowed { identity, verified }
//! }
//! ```
//! ```compile_fail,E0277
//! fn allow<'p>(verified: claimgate::Verified) -> claimgate::Allowed<'p> { verified.into() }
//! ```
//! ```compile_fail,E0308
//! fn allow<'p>(policy: &'p claimgate::Policy, claims: &claimgate::Claims) -> Vec<claimgate::Match<'p>> { policy.matches(claims) }
//! ```
//! ```
//! fn pass_on<'p>(allowed: claimgate::Allowed<'p>) -> claimgate::Decision<'p> { claimgate::Decision::Allow(allowed) }
//! ```
