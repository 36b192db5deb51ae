//! When the keys of one issuer are asked for, and for how long they count.

use crate::time::UnixTime;

/// What a token lacks before it can be decided about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Lack<'t> {
    /// Its key is there.
    Nothing,
    /// The issuer's key set is there, and no key in it has this id.
    Key(Option<&'t str>),
    /// There is no key set of its issuer.
    KeySet,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    /// Decide with what is there.
    Use,
    /// Somebody is asking already.
    Wait,
    /// Ask the issuer.
    Ask,
}

/// For how long, in seconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Spans {
    /// From one attempt to the next, whatever came of it.
    pub(crate) cooldown: u64,
    /// Keys count at most so long after they came, if no newer ones can be had.
    pub(crate) stale_for: u64,
    /// One request may take so long.
    pub(crate) timeout: u64,
}

/// What is known of one issuer's keys: their age, the last attempt, and what was asked for in vain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refresh {
    attempted: Option<UnixTime>,
    flight: Option<Flight>,
    held: Option<Held>,
    /// The oldest first.
    unknown: Vec<(String, UnixTime)>,
}

/// An attempt under way.
#[derive(Clone, Debug)]
struct Flight {
    since: UnixTime,
    /// The key id that nobody knew and that set it off.
    kid: Option<String>,
}

/// Keys that are there.
#[derive(Clone, Copy, Debug)]
struct Held {
    /// When they came; nothing if somebody else gave them.
    since: Option<UnixTime>,
    fresh_for: u64,
}

impl Refresh {
    /// The rules, in their order: whoever needs keys that are missing asks, or waits for whoever does; keys that are due are asked
    /// for by one, while the others go on with those that are there; and nobody asks twice within the cooldown.
    pub(crate) fn step(&self, lack: Lack<'_>, spans: Spans, now: UnixTime) -> Step {
        let is_wanted = match lack {
            Lack::Nothing => self.is_due(now),
            Lack::Key(kid) => !self.is_remembered(kid, now),
            Lack::KeySet => true,
        };
        if !is_wanted {
            return Step::Use;
        }
        if self.is_under_way(spans, now) {
            return if lack == Lack::Nothing { Step::Use } else { Step::Wait };
        }
        let cooldown = if lack == Lack::KeySet { spans.cooldown.min(MOST_WITHOUT_KEYS) } else { spans.cooldown };
        let is_cooling = self.attempted.is_some_and(|at| at.distance_to(now) < cooldown);
        if is_cooling && !self.is_lost(spans, now) { Step::Use } else { Step::Ask }
    }

    /// An attempt begins.
    pub(crate) fn depart(&mut self, lack: Lack<'_>, now: UnixTime) {
        let kid = match lack {
            Lack::Key(kid) => kid.filter(|kid| kid.len() <= LONGEST_KID).map(str::to_owned),
            Lack::Nothing | Lack::KeySet => None,
        };
        self.attempted = Some(now);
        self.flight = Some(Flight { since: now, kid });
    }

    /// It goes on to another address.
    pub(crate) fn go_on(&mut self, now: UnixTime) {
        if let Some(flight) = &mut self.flight {
            flight.since = now;
        }
    }

    /// It brought keys, which may be held for `fresh_for` seconds before they are due again. `knows` tells which key ids are now known.
    pub(crate) fn succeed(&mut self, fresh_for: u64, knows: impl Fn(&str) -> bool, now: UnixTime) {
        self.held = Some(Held { since: Some(now), fresh_for });
        let asked = self.flight.take().and_then(|flight| flight.kid);
        if let Some(kid) = asked.filter(|kid| !knows(kid)) {
            self.unknown.retain(|(_, at)| at.distance_to(now) < UNKNOWN_FOR);
            if self.unknown.len() < MOST_UNKNOWN {
                self.unknown.push((kid, now));
            }
        }
    }

    /// It brought nothing; what is there stays.
    pub(crate) fn fail(&mut self) {
        self.flight = None;
    }

    /// Keys are there that somebody else gave: they count for as long as he likes, and are due at once.
    pub(crate) fn find(&mut self) {
        self.held.get_or_insert(Held { since: None, fresh_for: 0 });
    }

    /// Goes on where another one is that asked the same issuer at the same address; with the age of its keys, if these come along. What
    /// it asks for just now is answered to it alone, so that need not be waited for.
    pub(crate) fn inherit(&mut self, older: &Self, with_keys: bool) {
        self.attempted = older.attempted.filter(|_| older.flight.is_none());
        self.unknown.clone_from(&older.unknown);
        if with_keys {
            self.held = older.held;
        }
    }

    /// Whether keys are there that an answer brought.
    pub(crate) fn has_fetched(&self) -> bool {
        self.held.is_some_and(|held| held.since.is_some())
    }

    /// Whether the keys have become too old to count at all; they are forgotten then.
    pub(crate) fn expire(&mut self, spans: Spans, now: UnixTime) -> bool {
        let is_too_old = |since: UnixTime| since.distance_to(now) >= spans.stale_for;
        self.held.take_if(|held| held.since.is_some_and(is_too_old)).is_some()
    }

    /// Whether newer keys should be asked for than those that are there.
    pub(crate) fn is_due(&self, now: UnixTime) -> bool {
        self.held.is_some_and(|held| held.since.is_none_or(|since| since.distance_to(now) >= held.fresh_for))
    }

    fn is_under_way(&self, spans: Spans, now: UnixTime) -> bool {
        self.flight.is_some() && !self.is_lost(spans, now)
    }

    /// A host that is stopped in the middle of a request never says what came of it.
    fn is_lost(&self, spans: Spans, now: UnixTime) -> bool {
        let patience = spans.timeout.saturating_mul(2);
        self.flight.as_ref().is_some_and(|flight| flight.since.distance_to(now) >= patience)
    }

    /// Whether this key id was asked for in vain, and lately.
    fn is_remembered(&self, kid: Option<&str>, now: UnixTime) -> bool {
        self.unknown.iter().any(|(known, at)| Some(known.as_str()) == kid && at.distance_to(now) < UNKNOWN_FOR)
    }
}

/// How long keys may be held before they are due again, by the `Cache-Control` of their answer (RFC 9111 section 5.2.2), within bounds.
pub(crate) fn fresh_for(cache_control: Option<&str>) -> u64 {
    let directives = || cache_control.unwrap_or_default().split(',').map(str::trim);
    if directives().any(|it| it.eq_ignore_ascii_case("no-store") || it.eq_ignore_ascii_case("no-cache")) {
        return LEAST_FRESH;
    }
    let max_age = directives().find_map(|it| {
        let (name, seconds) = it.split_once('=')?;
        name.eq_ignore_ascii_case("max-age").then(|| seconds.trim_matches('"').parse().ok())?
    });
    max_age.unwrap_or(USUALLY_FRESH).clamp(LEAST_FRESH, MOST_FRESH)
}

/// Without keys nothing works, so nobody waits longer than that for the next attempt.
const MOST_WITHOUT_KEYS: u64 = 5;
/// Whoever asks for one key that does not exist again and again sets off one request in so many seconds, and leaves the cooldown to
/// others.
const UNKNOWN_FOR: u64 = 120;
/// So many key ids are remembered; each was asked for once, so there are seldom more than four.
const MOST_UNKNOWN: usize = 64;
/// Longer ones are not remembered. Real ones have up to 64 bytes (a SHA-256 in hex).
const LONGEST_KID: usize = 256;

const USUALLY_FRESH: u64 = 600;
const LEAST_FRESH: u64 = 60;
/// A key that its issuer has withdrawn counts no longer than that.
const MOST_FRESH: u64 = 3600;
