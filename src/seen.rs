//! Tokens that were let in before: they skip the arithmetic of the signature, and nothing else.

use std::collections::{HashMap, VecDeque};

use ring::digest::{SHA256, digest};

use crate::decision::Decision;
use crate::gate::{Caller, Gate};
use crate::signature::SignatureCheck;
use crate::time::UnixTime;
use crate::verified::SeenToken;

/// A bounded memory of the tokens that a gate has let in.
///
/// It is for hosts whose callers show the same token at each request. Only whom the gate allows is remembered, so strangers
/// neither fill it nor push others out; the first who came goes first.
///
/// ```
/// # let policy = claimgate::Policy::parse(br#"{ "identities": [ {
/// #     "name": "GitHub Actions Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
/// #     "owner": "my-org", "repository": "my-repo", "branch": "main"
/// # } ] }"#).unwrap();
/// use claimgate::{Caller, Gate, SeenTokens, UnixTime, verify_with_ring};
///
/// let gate = Gate::new(policy);
/// let mut seen = SeenTokens::new(1000);
/// let now = UnixTime::from_secs(1_791_484_400);
/// let decision = seen.decide(&gate, "eyJhbGciOi…", Caller::Anyone, now, verify_with_ring);
/// ```
#[derive(Clone, Debug)]
pub struct SeenTokens {
    most: usize,
    by_digest: HashMap<Digest, SeenToken>,
    /// The digests of them all, the oldest first.
    order: VecDeque<Digest>,
}

/// SHA-256 of the whole token. A part of it would not do: what one signature covers, another may not.
type Digest = [u8; 32];

impl SeenTokens {
    /// The longest token that is remembered: GitHub's have about 2 KiB, and none shall take the place of many.
    pub const MAX_TOKEN_BYTES: usize = 4 * 1024;

    /// An empty memory for `most` tokens. None are remembered if it is 0.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, by_digest: HashMap::new(), order: VecDeque::new() }
    }

    /// How many tokens are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether none are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Forgets them all. After [`Gate::set_keys`] this gives their memory back; none of them counts any more in any case.
    pub fn clear(&mut self) {
        self.by_digest.clear();
        self.order.clear();
    }

    /// [`Gate::decide`], which asks `signature_holds` (such as [`verify_with_ring`](crate::verify_with_ring)) only about a token
    /// that it has not let in with these keys before.
    pub fn decide<'g>(
        &mut self,
        gate: &'g Gate,
        token: &str,
        caller: Caller<'_>,
        now: UnixTime,
        signature_holds: impl FnOnce(&SignatureCheck<'_>) -> bool,
    ) -> Decision<'g> {
        let digest = (self.most > 0 && token.len() <= Self::MAX_TOKEN_BYTES).then(|| digest_of(token)).flatten();
        let seen = digest.and_then(|digest| self.by_digest.get(&digest));
        if let Some(decision) = seen.and_then(|seen| gate.decide_again(seen, caller, now)) {
            return decision;
        }
        let decision = gate.prepare(token).map(|pending| {
            let holds = signature_holds(&pending.signature_check());
            pending.finish(holds, caller, now)
        });
        let decision = decision.unwrap_or_else(Decision::Reject);
        if let (Some(digest), Decision::Allow(allowed)) = (digest, &decision) {
            self.remember(digest, allowed.verified().seen_token());
        }
        decision
    }

    fn remember(&mut self, digest: Digest, token: SeenToken) {
        if self.by_digest.insert(digest, token).is_some() {
            return;
        }
        self.order.push_back(digest);
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_digest.remove(&oldest);
        }
    }
}

fn digest_of(token: &str) -> Option<Digest> {
    digest(&SHA256, token.as_bytes()).as_ref().try_into().ok()
}
