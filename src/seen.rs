//! Tokens that were let in before: they skip the arithmetic of the signature, and nothing else.

use std::collections::{HashMap, VecDeque};

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
    by_end: HashMap<End, Remembered>,
    /// The ends of them all, the oldest first.
    order: VecDeque<End>,
}

/// By the end of its signature a token is found, many times faster than by a digest of all of it. That alone proves nothing: what one
/// signature covers, another may not.
type End = [u8; 43];

#[derive(Clone, Debug)]
struct Remembered {
    text: Box<str>,
    token: SeenToken,
}

impl SeenTokens {
    /// The longest token that is remembered: GitHub's have about 2 KiB, and none shall take the place of many.
    pub const MAX_TOKEN_BYTES: usize = 4 * 1024;

    /// An empty memory for `most` tokens. None are remembered if it is 0.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, by_end: HashMap::new(), order: VecDeque::new() }
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
        self.by_end.clear();
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
        let end = (self.most > 0 && token.len() <= Self::MAX_TOKEN_BYTES).then(|| token.as_bytes().last_chunk()).flatten();
        let seen = end.and_then(|end| self.by_end.get(end)).filter(|seen| is_same(&seen.text, token));
        if let Some(decision) = seen.and_then(|seen| gate.decide_again(&seen.token, caller, now)) {
            return decision;
        }
        let decision = gate.prepare(token).map(|pending| {
            let holds = signature_holds(&pending.signature_check());
            pending.finish(holds, caller, now)
        });
        let decision = decision.unwrap_or_else(Decision::Reject);
        if let (Some(end), Decision::Allow(allowed)) = (end, &decision) {
            self.remember(*end, Remembered { text: token.into(), token: allowed.verified().seen_token() });
        }
        decision
    }

    fn remember(&mut self, end: End, token: Remembered) {
        if self.by_end.insert(end, token).is_some() {
            return;
        }
        self.order.push_back(end);
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_end.remove(&oldest);
        }
    }
}

/// Equality, eight bytes at a time, which WebAssembly's `memcmp` does one by one. How long it takes tells a stranger nothing: whoever
/// has the end of a signature has the token.
fn is_same(left: &str, right: &str) -> bool {
    let ((left, left_rest), (right, right_rest)) = (words(left), words(right));
    left.eq(right) && left_rest == right_rest
}

fn words(text: &str) -> (impl Iterator<Item = u64>, &[u8]) {
    let (words, rest) = text.as_bytes().as_chunks();
    (words.iter().copied().map(u64::from_ne_bytes), rest)
}
