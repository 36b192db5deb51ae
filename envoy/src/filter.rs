//! What one plugin knows, shared by its root and its requests: the gate with its settings and keys, and who waits for keys.

use std::collections::HashMap;
use std::time::Duration;

use claimgate::{
    Caller, Decision, Fetch, Fetched, Gate, Landing, Mode, Need, Problem, ProxySettings, Refusal, RemoteKeys, SeenTokens,
    UnixTime, identity_headers, replaces_request_line,
};
use proxy_wasm::hostcalls;
use proxy_wasm::types::{BufferType, LogLevel, MapType};

use crate::host::{Headers, log, now, remove_identity, respond, route_name, set_header, set_property, tick_every};
use crate::host_crypto::HostCrypto;
use crate::statistics::{Kind, Statistics};

/// The gate, and what a proxy needs beside it.
#[derive(Debug)]
pub(crate) struct Filter {
    /// The context of the root.
    root: u32,
    settings: ProxySettings,
    gate: Gate,
    keys: RemoteKeys,
    seen: SeenTokens,
    crypto: HostCrypto,
    statistics: Statistics,
    names: Names,
    /// What requests asked for, for the root to make: the host drops what a request itself asked for when its caller hangs up.
    outbox: Vec<Fetch>,
    /// The requests for keys that are under way, by the host's number.
    calls: HashMap<u32, Fetch>,
    waiting: Vec<Waiting>,
}

/// Under which other filters, and the access log, find what was decided.
#[derive(Debug)]
struct Names {
    decision: String,
    email: String,
}

/// A request that is paused until keys have come.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    context: u32,
    flight: u32,
    since: UnixTime,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// It goes on.
    Passed,
    /// It is paused, and decided about when keys have come.
    Waits,
    /// It was answered here.
    Refused,
}

impl Filter {
    pub(crate) fn new(root: u32, settings: ProxySettings, gate: Gate) -> Self {
        let keys =
            RemoteKeys::new(&gate).timeout(settings.timeout()).cooldown(settings.cooldown()).stale_for(settings.stale_for());
        Self {
            root,
            keys,
            seen: SeenTokens::new(settings.seen_tokens()),
            names: Names {
                decision: format!("{}.decision", settings.filter_state()),
                email: format!("{}.email", settings.filter_state()),
            },
            settings,
            gate,
            crypto: HostCrypto::default(),
            statistics: Statistics::default(),
            outbox: Vec::new(),
            calls: HashMap::new(),
            waiting: Vec::new(),
        }
    }

    /// Takes over the keys that another filter has fetched by the same clusters, so that they need not be fetched again, nor can be missed
    /// while their server is down.
    pub(crate) fn inherit(&mut self, other: &Self) {
        let is_same_way = |issuer: &str| self.settings.cluster(issuer) == other.settings.cluster(issuer);
        let _whose = self.keys.inherit(&mut self.gate, &other.keys, &other.gate, is_same_way);
    }

    /// Whether keys come from afar.
    pub(crate) fn has_remote_keys(&self) -> bool {
        self.gate.issuers().any(|issuer| self.settings.cluster(issuer).is_some())
    }

    /// Decides about the request of the effective context, and does what follows. It waits for keys only if it may.
    pub(crate) fn decide(&mut self, context: u32, may_wait: bool) -> Outcome {
        let route = if self.settings.has_routes() { route_name() } else { String::new() };
        let mode = self.settings.mode_on(&route);
        let headers = Headers::of(MapType::HttpRequestHeaders);
        // Whatever is decided, and even if nothing is.
        remove_identity(MapType::HttpRequestHeaders, &headers);
        if mode == Mode::Off {
            return Outcome::Passed;
        }
        let (method, target) = (headers.text(":method"), headers.text(":path"));
        let token = self.settings.token().find(headers.iter(), target);
        let now = now();
        let decision = match &token {
            Ok(token) => self.seen.decide(&self.gate, token, Caller::Anyone, now, |check| self.crypto.holds(check)),
            Err(problem) => Decision::Reject(problem.clone()),
        };
        if let (Ok(token), Decision::Reject(problem)) = (&token, &decision)
            && may_wait
            && RemoteKeys::may_help(problem.code())
        {
            return match self.need(context, token, now) {
                true => Outcome::Waits,
                false => self.decide(context, false),
            };
        }
        let decision = self.settings.permit(self.gate.permit(decision, method, target), &route);
        let label = match &decision {
            Decision::Allow(allowed) => {
                set_property(&self.names.email, allowed.identity().email());
                for (name, value) in identity_headers(allowed) {
                    set_header(name, Some(&value));
                }
                if mode == Mode::Enforce {
                    self.clean(&headers, target);
                }
                "allow"
            }
            Decision::Reject(problem) => refused(mode, problem),
            Decision::Deny(denied) => refused(mode, denied.problem()),
        };
        set_property(&self.names.decision, label);
        self.statistics.count(if mode == Mode::Enforce { Kind::Decisions } else { Kind::ShadowDecisions }, label);
        match Refusal::of(&decision) {
            Some(refusal) if mode == Mode::Enforce => {
                respond(refusal, &refusal.headers(self.settings.realm()));
                Outcome::Refused
            }
            _ => Outcome::Passed,
        }
    }

    /// Takes out of a request that goes on what the upstream must not get.
    fn clean(&self, headers: &Headers, target: &str) {
        let token = self.settings.token();
        for (name, _) in headers.iter().filter(|(name, _)| replaces_request_line(name) || token.is_imitated_by(name)) {
            set_header(name, None);
        }
        if !self.settings.forwards_token() {
            let (name, value) = token.removal(headers.iter(), target);
            set_header(name, value.as_deref());
        }
    }

    /// Whether the request waits for keys that its token needs.
    fn need(&mut self, context: u32, token: &str, now: UnixTime) -> bool {
        if self.waiting.len() >= self.settings.waiting_requests() {
            return false;
        }
        let fetch = match self.keys.need(&mut self.gate, token, now) {
            Need::Nothing => return false,
            Need::Wait(fetch) => fetch,
            Need::Fetch(fetch) => {
                self.outbox.push(fetch.clone());
                // The root makes the request in its next tick.
                tick_every(SOON);
                fetch
            }
        };
        self.waiting.push(Waiting { context, flight: fetch.flight(), since: now });
        true
    }

    /// Whether the request still waits for keys.
    pub(crate) fn is_waiting(&self, context: u32) -> bool {
        self.waiting.iter().any(|waiting| waiting.context == context)
    }

    /// The caller of a request that waits has hung up.
    pub(crate) fn forget(&mut self, context: u32) {
        self.waiting.retain(|waiting| waiting.context != context);
    }

    /// Makes the requests for keys that are due, or that requests asked for, and gives up waiting for answers that never come.
    pub(crate) fn tick(&mut self) {
        let now = now();
        tick_every(USUALLY);
        let mut fetches = std::mem::take(&mut self.outbox);
        fetches.extend(self.keys.due(&mut self.gate, now));
        for fetch in fetches {
            self.dispatch(fetch, now);
        }
        let patience = self.keys.patience();
        self.wake(|waiting| now.as_secs().abs_diff(waiting.since.as_secs()) > patience);
    }

    fn dispatch(&mut self, fetch: Fetch, now: UnixTime) {
        let flight = fetch.flight();
        let cluster = self.settings.cluster(fetch.issuer()).unwrap_or_default();
        let (authority, path) = authority_and_path(fetch.address());
        let headers = vec![
            (":method", "GET"),
            (":scheme", "https"),
            (":authority", authority),
            (":path", path),
            ("accept", "application/json"),
        ];
        let timeout = Duration::from_secs(self.settings.timeout());
        match hostcalls::dispatch_http_call(cluster, headers, None, Vec::new(), timeout) {
            Ok(call) => {
                self.calls.insert(call, fetch);
            }
            Err(_) => self.land(flight, Fetched::Failed("the proxy knows no such cluster"), now),
        }
    }

    /// Takes the answer to a request for keys.
    pub(crate) fn answer(&mut self, call: u32) {
        let Some(fetch) = self.calls.remove(&call) else { return };
        let headers = Headers::of(MapType::HttpCallResponseHeaders);
        let status = headers.text(":status").parse().unwrap_or_default();
        let most = fetch.max_bytes().saturating_add(1);
        let body = hostcalls::get_buffer(BufferType::HttpCallResponseBody, 0, most).ok().flatten().unwrap_or_default();
        let cache_control = Some(headers.text("cache-control"));
        self.land(fetch.flight(), Fetched::Response { status, cache_control, body: &body }, now());
    }

    fn land(&mut self, flight: u32, answer: Fetched<'_>, now: UnixTime) {
        match self.keys.answered(&mut self.gate, flight, answer, now) {
            Landing::Next(fetch) => return self.dispatch(fetch, now),
            Landing::Replaced => {
                self.seen.clear();
                self.statistics.count(Kind::KeyFetches, "replaced");
            }
            Landing::Failed(problem) => {
                log(LogLevel::Warn, &problem);
                self.statistics.count(Kind::KeyFetches, problem.code().as_str());
            }
            Landing::Late => {}
        }
        self.wake(|waiting| waiting.flight == flight);
    }

    /// Decides about those that have waited long enough, with the keys that are there now.
    fn wake(&mut self, is_ready: impl Fn(&Waiting) -> bool) {
        let (ready, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(is_ready);
        self.waiting = waiting;
        let ready: Vec<Waiting> = ready;
        for Waiting { context, .. } in ready {
            if hostcalls::set_effective_context(context).is_ok() && self.decide(context, false) == Outcome::Passed {
                let _gone = hostcalls::resume_http_request();
            }
        }
        // What is asked for next is asked for by the root, and not by a request that may end before the answer.
        let _is_there = hostcalls::set_effective_context(self.root);
    }
}

/// The label of a refusal, which is logged.
fn refused(mode: Mode, problem: &Problem) -> &'static str {
    log(if mode == Mode::Shadow { LogLevel::Info } else { LogLevel::Debug }, problem);
    problem.code().as_str()
}

/// Of an https address, as the gate gives them.
fn authority_and_path(address: &str) -> (&str, &str) {
    let rest = address.strip_prefix("https://").unwrap_or(address);
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    (authority, if path.is_empty() { "/" } else { path })
}

/// A request that waits for keys hardly notices it.
const SOON: Duration = Duration::from_millis(1);
const USUALLY: Duration = Duration::from_secs(1);
