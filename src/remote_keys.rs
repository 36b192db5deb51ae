//! The keys of a gate's issuers, fetched from afar: which request comes next, and what its answer changes.

use crate::code::Code;
use crate::gate::{Gate, KeySource};
use crate::key_set::KeySet;
use crate::messages::phrases as say;
use crate::problem::{Problem, Source, quoted};
use crate::refresh::{Lack, Refresh, Spans, Step, fresh_for};
use crate::time::UnixTime;
use crate::token::Token;

/// When the keys of a gate's issuers are fetched, from where, and what becomes of the answers.
///
/// These are rules alone: a host asks what a token [`need`](Self::need)s, makes the [`Fetch`]es, and tells what was
/// [`answered`](Self::answered). Addresses come from the policy, or from an issuer's own discovery document, never from a token.
/// Good keys stay when an answer is bad, and count for [`stale_for`](Self::stale_for) seconds. There is one request at a time for each
/// issuer, and one attempt in each [`cooldown`](Self::cooldown), whatever it brings.
///
/// ```
/// # fn main() -> Result<(), Vec<claimgate::Problem>> {
/// use claimgate::{Fetched, Gate, Landing, Policy, RemoteKeys, UnixTime};
///
/// let mut gate = Gate::new(Policy::parse(br#"{ "identities": [ {
///     "name": "GitHub Actions Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
///     "owner": "my-org", "repository": "my-repo", "branch": "main"
/// } ] }"#)?);
/// let mut keys = RemoteKeys::new(&gate);
/// let now = UnixTime::from_secs(1_791_484_400);
/// for mut request in keys.due(&mut gate, now) {
///     assert_eq!(request.address(), "https://token.actions.githubusercontent.com/.well-known/openid-configuration");
///     // … what a GET of that address gives, without following redirects …
///     let answer = Fetched::Failed("the network is unreachable");
///     match keys.answered(&mut gate, request.flight(), answer, now) {
///         Landing::Next(next) => request = next, // … which leads to the key set
///         Landing::Replaced | Landing::Late => {}
///         Landing::Failed(problem) => println!("{problem}"),
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct RemoteKeys {
    spans: Spans,
    flights: u32,
    remotes: Vec<Remote>,
}

/// One issuer from afar.
#[derive(Clone, Debug)]
struct Remote {
    issuer: String,
    refresh: Refresh,
    /// Where its discovery document said that its keys are, and when.
    discovered: Option<(String, UnixTime)>,
    /// Whose answer is awaited.
    request: Option<Fetch>,
}

/// What to do before a token is decided about.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
pub enum Need {
    /// Nothing: decide with what is there.
    Nothing,
    /// Make this request first.
    Fetch(Fetch),
    /// Wait until this request, which is under way, was answered; for at most [`RemoteKeys::patience`].
    Wait(Fetch),
}

/// A GET that a host is to make: without credentials, and without following redirects.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
pub struct Fetch {
    flight: u32,
    issuer: String,
    address: String,
    document: Source,
}

impl Fetch {
    /// The number by which [`RemoteKeys::answered`] knows it again.
    #[must_use]
    pub const fn flight(&self) -> u32 {
        self.flight
    }

    /// Whose keys these are.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// An https address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A longer answer will be refused, so there is no use in reading more than one byte beyond.
    #[must_use]
    pub const fn max_bytes(&self) -> usize {
        match self.document {
            Source::Discovery => KeySource::MAX_DISCOVERY_BYTES,
            _ => KeySet::MAX_BYTES,
        }
    }

    fn failed(&self, actual: String) -> Problem {
        Problem::new(Code::FetchFailed, self.document, "").expected(quoted(&self.address)).actual(actual)
    }
}

/// What came of a request.
#[derive(Clone, Copy, Debug)]
pub enum Fetched<'a> {
    /// The server answered.
    Response {
        /// The status code; only 200 brings anything.
        status: u16,
        /// The header `Cache-Control`.
        cache_control: Option<&'a str>,
        /// The body without its content encoding, or more of it than [`Fetch::max_bytes`].
        body: &'a [u8],
    },
    /// It did not, or not in time; and why, in words.
    Failed(&'a str),
}

/// What an answer changed.
#[derive(Clone, Debug)]
#[must_use]
pub enum Landing {
    /// It tells where the keys are: make this request next.
    Next(Fetch),
    /// The gate has the new keys in place of all old ones.
    Replaced,
    /// It is no good, and the gate keeps what it has.
    Failed(Problem),
    /// Nobody waits for it any more, and it changes nothing.
    Late,
}

impl RemoteKeys {
    /// For this gate, or another one of the same policy: with a cooldown of 30 seconds, keys that count for a day, and 5 seconds for
    /// a request. Issuers whose keys stand in the policy without a `jwksUri` are left alone.
    #[must_use]
    pub fn new(gate: &Gate) -> Self {
        let remote = |source: KeySource<'_>| {
            let mut refresh = Refresh::default();
            if gate.keys(source.issuer()).is_some() {
                refresh.find();
            }
            Remote { issuer: source.issuer().to_owned(), refresh, discovered: None, request: None }
        };
        let spans = Spans { cooldown: COOLDOWN, stale_for: STALE_FOR, timeout: TIMEOUT };
        Self { spans, flights: 0, remotes: gate.remote_sources().map(remote).collect() }
    }

    /// Leaves those issuers alone whose keys the gate has already, from wherever they came: they stay as they are.
    #[must_use]
    pub fn only_missing(mut self, gate: &Gate) -> Self {
        self.remotes.retain(|remote| remote.refresh.has_fetched() || gate.keys(&remote.issuer).is_none());
        self
    }

    /// Takes over what another policy's keys brought, such as those of the policy that this one replaces, so that nobody is refused while
    /// a key server is down. Tells whose keys these were.
    ///
    /// It is done for each issuer whose address both policies have alike, and the host too: `is_same_way` says so of an issuer. The key set
    /// is taken as it came, for the `algorithms` and the `typ` of the new policy, with its age, the cooldown, the discovered address, and
    /// the key ids that were asked for in vain. Keys that stand in the old policy never go over. None take the place of keys that were
    /// given to the new gate, or that its policy names and the old one does not.
    pub fn inherit(
        &mut self,
        gate: &mut Gate,
        older: &Self,
        older_gate: &Gate,
        is_same_way: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        // No answer to the other one can be taken for an answer to this one.
        self.flights = self.flights.max(older.flights);
        let mut inherited = Vec::new();
        for remote in self.remotes.iter_mut().filter(|remote| !remote.refresh.has_fetched() && is_same_way(&remote.issuer)) {
            // INVARIANT: they are in the order of the policy's issuers, which is that of their names.
            let place = older.remotes.binary_search_by(|older| older.issuer.cmp(&remote.issuer));
            let Some(older) = place.ok().and_then(|place| older.remotes.get(place)) else { continue };
            let address = |gate: &Gate| Some(gate.key_source(&remote.issuer)?.jwks_uri().map(str::to_owned));
            if address(gate) != address(older_gate) {
                continue;
            }
            let with_keys = older.refresh.has_fetched() && gate.inherit_keys(older_gate, &remote.issuer);
            remote.refresh.inherit(&older.refresh, with_keys);
            remote.discovered.clone_from(&older.discovered);
            if with_keys {
                inherited.push(remote.issuer.clone());
            }
        }
        inherited
    }

    /// From one attempt to the next, in seconds. While an issuer has no keys at all, 5 seconds are enough.
    #[must_use]
    pub fn cooldown(mut self, seconds: u64) -> Self {
        self.spans.cooldown = seconds.max(1);
        self
    }

    /// How long keys count, in seconds after they came, while no newer ones can be had.
    #[must_use]
    pub const fn stale_for(mut self, seconds: u64) -> Self {
        self.spans.stale_for = seconds;
        self
    }

    /// How long a request may take, in seconds.
    #[must_use]
    pub fn timeout(mut self, seconds: u64) -> Self {
        self.spans.timeout = seconds.max(1);
        self
    }

    /// After so many seconds a request that was not answered counts as lost.
    #[must_use]
    pub const fn patience(&self) -> u64 {
        self.spans.timeout.saturating_mul(2)
    }

    /// Whether other keys could make another decision of a rejection with this code; else there is no use in asking what the token
    /// [`need`](Self::need)s.
    #[must_use]
    pub const fn may_help(code: Code) -> bool {
        matches!(code, Code::KeySetMissing | Code::KeyNotFound)
    }

    /// What must be done before this token is decided about. Nothing is taken from the token but its issuer, which the policy must
    /// trust, and its key id.
    pub fn need(&mut self, gate: &mut Gate, token: &str, now: UnixTime) -> Need {
        self.expire(gate, now);
        let refusal = gate.prepare(token).err().map(|problem| problem.code());
        let Ok(token) = Token::parse(token) else { return Need::Nothing };
        let lack = match refusal {
            Some(Code::KeySetMissing) => Lack::KeySet,
            Some(Code::KeyNotFound) => Lack::Key(token.header().key_id().ok().flatten()),
            // Newer keys may answer otherwise.
            None | Some(Code::KeyAlgorithmMismatch | Code::KeyAmbiguous) => Lack::Nothing,
            Some(_) => return Need::Nothing,
        };
        let issuer = token.claims().peek_unverified().optional_text("iss").ok().flatten();
        let remote = self.remotes.iter_mut().find(|remote| Some(remote.issuer.as_str()) == issuer);
        remote.map_or(Need::Nothing, |remote| remote.attempt(gate, &mut self.flights, self.spans, lack, now))
    }

    /// The requests for all key sets that are missing or due: before the first token, or now and then, so that no token waits.
    pub fn due(&mut self, gate: &mut Gate, now: UnixTime) -> Vec<Fetch> {
        self.expire(gate, now);
        let mut fetches = Vec::new();
        for remote in &mut self.remotes {
            let lack = if gate.keys(&remote.issuer).is_some() { Lack::Nothing } else { Lack::KeySet };
            if let Need::Fetch(fetch) = remote.attempt(gate, &mut self.flights, self.spans, lack, now) {
                fetches.push(fetch);
            }
        }
        fetches
    }

    /// Whether keys that are there are due again. While none are, only a token that is rejected can [`need`](Self::need) anything.
    #[must_use]
    pub fn is_due(&self, now: UnixTime) -> bool {
        self.remotes.iter().any(|remote| remote.refresh.is_due(now))
    }

    /// Takes the answer to the request of that flight.
    pub fn answered(&mut self, gate: &mut Gate, flight: u32, answer: Fetched<'_>, now: UnixTime) -> Landing {
        let mut remotes = self.remotes.iter_mut();
        let landed = remotes.find_map(|remote| Some((remote.request.take_if(|it| it.flight == flight)?, remote)));
        let Some((request, remote)) = landed else { return Landing::Late };
        remote.land(gate, request, answer, now).unwrap_or_else(|problem| {
            remote.refresh.fail();
            // The keys may have moved.
            remote.discovered = None;
            Landing::Failed(problem)
        })
    }

    /// Takes keys from the gate that are too old to count, and tells whose these were. [`need`](Self::need) and [`due`](Self::due) do so
    /// first of all; a host that has a copy of the keys may want to know.
    pub fn expire(&mut self, gate: &mut Gate, now: UnixTime) -> Vec<String> {
        let mut expired = Vec::new();
        for remote in &mut self.remotes {
            if remote.refresh.expire(self.spans, now) {
                gate.forget_keys(&remote.issuer);
                expired.push(remote.issuer.clone());
            }
        }
        expired
    }
}

impl Remote {
    fn attempt(&mut self, gate: &Gate, flights: &mut u32, spans: Spans, lack: Lack<'_>, now: UnixTime) -> Need {
        if lack != Lack::KeySet {
            self.refresh.find();
        }
        match (self.refresh.step(lack, spans, now), gate.key_source(&self.issuer)) {
            (Step::Wait, _) => self.request.clone().map_or(Need::Nothing, Need::Wait),
            (Step::Ask, Some(source)) => {
                *flights = flights.wrapping_add(1);
                self.refresh.depart(lack, now);
                let discovered = self.discovered.clone().filter(|(_, at)| at.distance_to(now) < DISCOVERED_FOR);
                let address = source.jwks_uri().map(str::to_owned).or(discovered.map(|(address, _)| address));
                let document = if address.is_some() { Source::KeySet } else { Source::Discovery };
                let address = address.unwrap_or_else(|| source.discovery_url());
                Need::Fetch(self.depart(Fetch { flight: *flights, issuer: self.issuer.clone(), address, document }))
            }
            (Step::Use | Step::Ask, _) => Need::Nothing,
        }
    }

    fn depart(&mut self, request: Fetch) -> Fetch {
        self.request.insert(request).clone()
    }

    fn land(&mut self, gate: &mut Gate, request: Fetch, fetched: Fetched<'_>, now: UnixTime) -> Result<Landing, Problem> {
        let (cache_control, body) = match fetched {
            Fetched::Response { status: 200, cache_control, body } => (cache_control, body),
            Fetched::Response { status, .. } => return Err(request.failed(say::status(status))),
            Fetched::Failed(reason) => return Err(request.failed(quoted(reason))),
        };
        if request.document == Source::KeySet {
            gate.set_keys(&self.issuer, body)?;
            let keys = gate.keys(&self.issuer);
            let knows = |kid: &str| keys.is_some_and(|keys| keys.key_ids().any(|known| known == Some(kid)));
            self.refresh.succeed(fresh_for(cache_control), knows, now);
            return Ok(Landing::Replaced);
        }
        let Some(source) = gate.key_source(&self.issuer) else { return Ok(Landing::Late) };
        let address = source.jwks_uri_from(body)?;
        self.discovered = Some((address.clone(), now));
        self.refresh.go_on(now);
        Ok(Landing::Next(self.depart(Fetch { address, document: Source::KeySet, ..request })))
    }
}

const COOLDOWN: u64 = 30;
const STALE_FOR: u64 = 24 * 3600;
const TIMEOUT: u64 = 5;
/// An issuer whose keys have moved is found again after so many seconds, even if the old address still answers.
const DISCOVERED_FOR: u64 = 3600;
