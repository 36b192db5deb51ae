//! How a proxy enforces a policy: the document that its filter is configured with, and the policy in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::authorization::TokenPlace;
use crate::code::Code;
use crate::decision::{Decision, Denied};
use crate::gate::Gate;
use crate::json::Document;
use crate::messages::phrases as say;
use crate::policy::Policy;
use crate::policy::faults::Faults;
use crate::policy::reader::{Entry, Fields, one_of};
use crate::problem::{Problem, Source, quoted, quoted_list};
use crate::refusal::Realm;

/// The JSON Schema (draft 2020-12) of a proxy's settings, for editors.
///
/// It describes the form. [`ProxySettings::parse`] also refuses what no schema can see, such as an issuer without keys.
pub const PROXY_SETTINGS_SCHEMA: &str = include_str!("schema.json");

/// How a proxy enforces a policy.
///
/// ```
/// use claimgate::{Mode, ProxySettings};
///
/// let (settings, gate) = ProxySettings::parse(br#"{
///     "policy": { "identities": [ {
///         "name": "GitHub Actions Deploy", "email": "deploy@workload.bytebase.com", "platform": "github-actions",
///         "owner": "my-org", "repository": "my-repo", "branch": "main"
///     } ] },
///     "keyClusters": [ { "issuer": "https://token.actions.githubusercontent.com", "cluster": "github-actions" } ]
/// }"#).unwrap();
/// assert_eq!(settings.mode_on(""), Mode::Enforce);
/// assert_eq!(settings.cluster("https://token.actions.githubusercontent.com"), Some("github-actions"));
/// assert_eq!(gate.policy().identities().len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct ProxySettings {
    mode: Mode,
    token: TokenPlace,
    forwards_token: bool,
    realm: Option<Realm>,
    clusters: BTreeMap<String, String>,
    timeout: u64,
    cooldown: u64,
    stale_for: u64,
    seen_tokens: usize,
    waiting_requests: usize,
    filter_state: String,
    routes: HashMap<String, Route>,
}

/// What is done with a decision.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Whoever is not let in is refused.
    Enforce,
    /// Everybody is let through; who would be refused is logged and counted.
    Shadow,
    /// Nothing is decided.
    Off,
}

impl Mode {
    /// The name in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Shadow => "shadow",
            Self::Off => "off",
        }
    }
}

/// What is different on one route.
#[derive(Clone, Debug)]
struct Route {
    mode: Mode,
    /// Nothing stands for all of the policy.
    identities: Option<BTreeSet<String>>,
}

impl ProxySettings {
    /// Reads the settings, and the policy in them; reports every fault they have.
    ///
    /// # Errors
    /// As [`Policy::parse`] has them, with pointers into this document.
    pub fn parse(json: &[u8]) -> Result<(Self, Gate), Vec<Problem>> {
        if json.len() > Policy::MAX_BYTES {
            let problem = Problem::new(Code::PolicyTooLarge, Source::Settings, "");
            return Err(vec![problem.expected(say::MIB_OF_POLICY).actual(say::bytes(json.len()))]);
        }
        let document = Document::parse_object(json.to_vec(), Source::Settings).map_err(|problem| vec![problem])?;
        let mut faults = Faults::default();
        match Self::read(&Entry::root(Source::Settings, document.root()), &mut faults) {
            Some(read) if faults.count() == 0 => Ok(read),
            _ => Err(faults.into_problems(Source::Settings)),
        }
    }

    fn read(root: &Entry<'_, '_>, faults: &mut Faults) -> Option<(Self, Gate)> {
        let fields = Fields::open(root, MEMBERS, faults)?;
        if let Some(schema) = fields.optional("$schema") {
            schema.text(say::ADDRESS_OF_SCHEMA, faults);
        }
        let gate = fields.required("policy", faults).and_then(|it| Policy::read(&it, faults)).map(Gate::new);
        let mode = fields.optional("mode").and_then(|it| one_of(&it, &[Mode::Enforce, Mode::Shadow], Mode::as_str, faults));
        let mode = mode.unwrap_or(Mode::Enforce);
        let number = |name, range: std::ops::RangeInclusive<u64>, usually, faults: &mut Faults| {
            fields.optional(name).and_then(|it| it.integer(range, faults)).unwrap_or(usually)
        };
        let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let settings = Self {
            mode,
            token: fields.optional("token").and_then(|it| read_place(&it, faults)).unwrap_or_default(),
            forwards_token: fields.optional("forwardToken").and_then(|it| it.boolean(faults)).unwrap_or_default(),
            realm: fields.optional("realm").and_then(|it| read_realm(&it, faults)),
            timeout: number("timeout", 1..=60, 5, faults),
            cooldown: number("cooldown", 1..=3600, 30, faults),
            stale_for: number("staleFor", 60..=30 * 86_400, 86_400, faults),
            seen_tokens: count(number("seenTokens", 0..=10_000, 1000, faults)),
            waiting_requests: count(number("waitingRequests", 0..=10_000, 100, faults)),
            filter_state: fields
                .optional("filterState")
                .and_then(|it| read_word(&it, say::PREFIX_OF_FILTER_STATE, faults))
                .unwrap_or("claimgate")
                .to_owned(),
            clusters: BTreeMap::new(),
            routes: HashMap::new(),
        };
        let clusters = fields.optional("keyClusters");
        let routes = fields.optional("routes");
        // What follows is held against the policy.
        let gate = gate?;
        let clusters = clusters.map(|it| read_clusters(&it, &gate, faults)).unwrap_or_default();
        if let Some(issuer) = gate.remote_sources().find(|source| !clusters.contains_key(source.issuer())) {
            faults.push(root.at.fault(Code::MemberMissing).expected(say::key_cluster_of(&quoted(issuer.issuer()))));
        }
        let routes = routes.map(|it| read_routes(&it, mode, &gate, faults)).unwrap_or_default();
        Some((Self { clusters, routes, ..settings }, gate))
    }

    /// What is done with decisions on the route of that name.
    #[must_use]
    pub fn mode_on(&self, route: &str) -> Mode {
        self.routes.get(route).map_or(self.mode, |route| route.mode)
    }

    /// Whether any route differs from the others; else nobody need ask for its name.
    #[must_use]
    pub fn has_routes(&self) -> bool {
        !self.routes.is_empty()
    }

    /// Denies to a caller who would be let in a route that is for other identities than his.
    pub fn permit<'g>(&self, decision: Decision<'g>, route: &str) -> Decision<'g> {
        let Decision::Allow(allowed) = &decision else { return decision };
        let email = allowed.identity().email();
        match self.routes.get(route).and_then(|route| route.identities.as_ref()) {
            Some(identities) if !identities.contains(email) => {
                let problem = Problem::new(Code::RouteNotPermitted, Source::Request, "");
                let expected = quoted_list(identities.iter().map(String::as_str));
                Decision::Deny(Denied::outright(problem.expected(expected).actual(quoted(email))))
            }
            _ => decision,
        }
    }

    /// Where the token of a request stands.
    #[must_use]
    pub const fn token(&self) -> &TokenPlace {
        &self.token
    }

    /// Whether the token goes on to the upstream.
    #[must_use]
    pub const fn forwards_token(&self) -> bool {
        self.forwards_token
    }

    /// Whose resources a challenge is about.
    #[must_use]
    pub const fn realm(&self) -> Option<&Realm> {
        self.realm.as_ref()
    }

    /// The cluster that leads to the issuer's keys.
    #[must_use]
    pub fn cluster(&self, issuer: &str) -> Option<&str> {
        self.clusters.get(issuer).map(String::as_str)
    }

    /// How long a request for keys may take, in seconds.
    #[must_use]
    pub const fn timeout(&self) -> u64 {
        self.timeout
    }

    /// From one attempt to fetch keys to the next, in seconds.
    #[must_use]
    pub const fn cooldown(&self) -> u64 {
        self.cooldown
    }

    /// How long keys count while no newer ones can be had, in seconds.
    #[must_use]
    pub const fn stale_for(&self) -> u64 {
        self.stale_for
    }

    /// How many tokens are remembered that were let in.
    #[must_use]
    pub const fn seen_tokens(&self) -> usize {
        self.seen_tokens
    }

    /// How many requests may wait for keys at once.
    #[must_use]
    pub const fn waiting_requests(&self) -> usize {
        self.waiting_requests
    }

    /// What the names begin with under which other filters find the decision.
    #[must_use]
    pub fn filter_state(&self) -> &str {
        &self.filter_state
    }
}

fn read_realm(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<Realm> {
    let realm = Realm::new(entry.text(say::NAME_OF_REALM, faults)?);
    if realm.is_none() {
        entry.malformed(say::NAME_OF_REALM, faults);
    }
    realm
}

fn read_place(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<TokenPlace> {
    let fields = Fields::open(entry, PLACES, faults)?;
    let mut named = PLACES.iter().filter_map(|name| Some((*name, fields.optional(name)?)));
    let Some((name, place)) = named.next() else {
        faults.push(entry.at.fault(Code::ValueEmpty).expected(say::ONE_PLACE_OF_TOKEN));
        return None;
    };
    for (other, entry) in named {
        faults.push(entry.at.fault(Code::MemberNotApplicable).expected(say::ONLY_ONE_PLACE).actual(quoted(other)));
    }
    match name {
        "header" => read_header_name(&place, faults).map(TokenPlace::Header),
        "bareHeader" => read_header_name(&place, faults).map(TokenPlace::BareHeader),
        "cookie" => read_word(&place, say::NAME_OF_COOKIE, faults).map(|name| TokenPlace::Cookie(name.to_owned())),
        _ => read_word(&place, say::NAME_OF_PARAMETER, faults).map(|name| TokenPlace::Query(name.to_owned())),
    }
}

/// In lower case, as the host gives the names of headers.
fn read_header_name(entry: &Entry<'_, '_>, faults: &mut Faults) -> Option<String> {
    let name = read_word(entry, say::NAME_OF_HEADER, faults)?;
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        entry.malformed(say::NAME_OF_HEADER, faults);
        return None;
    }
    Some(name.to_owned())
}

/// A name of letters, digits, `-`, `_` and `.`: headers, cookies, parameters and properties may all have it.
fn read_word<'d>(entry: &Entry<'d, '_>, expected: &str, faults: &mut Faults) -> Option<&'d str> {
    let word = entry.text(expected, faults)?;
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
        return Some(word);
    }
    entry.malformed(expected, faults);
    None
}

fn read_clusters(entry: &Entry<'_, '_>, gate: &Gate, faults: &mut Faults) -> BTreeMap<String, String> {
    let known = quoted_list(gate.issuers());
    let mut clusters = BTreeMap::new();
    entry.list(say::KEY_CLUSTERS, faults, |item, faults| {
        let fields = Fields::open(item, KEY_CLUSTER_MEMBERS, faults)?;
        let address = fields.required("issuer", faults);
        let cluster = fields.required("cluster", faults).and_then(|it| it.text(say::NAME_OF_CLUSTER, faults));
        let address = address?;
        let issuer = address.text(say::ADDRESS_OF_AN_IDENTITYS_ISSUER, faults)?;
        let fault = |code| address.at.fault(code).actual(quoted(issuer));
        if gate.key_source(issuer).is_none() {
            faults.push(fault(Code::IssuerUnused).expected(known.as_str()));
        } else if gate.remote_sources().all(|source| source.issuer() != issuer) {
            faults.push(fault(Code::MemberNotApplicable).expected(say::KEYS_STAND_IN_POLICY));
        } else if clusters.insert(issuer.to_owned(), cluster?.to_owned()).is_some() {
            faults.push(fault(Code::ValueDuplicate));
        }
        Some(())
    });
    clusters
}

fn read_routes(entry: &Entry<'_, '_>, usually: Mode, gate: &Gate, faults: &mut Faults) -> HashMap<String, Route> {
    let mut routes = HashMap::new();
    entry.list(say::ROUTES, faults, |item, faults| {
        let fields = Fields::open(item, ROUTE_MEMBERS, faults)?;
        let name = fields.required("name", faults);
        let all = [Mode::Enforce, Mode::Shadow, Mode::Off];
        let mode = fields.optional("mode").and_then(|it| one_of(&it, &all, Mode::as_str, faults)).unwrap_or(usually);
        let identities = fields.optional("identities");
        if mode == Mode::Off
            && let Some(entry) = &identities
        {
            let fault = entry.at.fault(Code::MemberNotApplicable).expected(say::NO_IDENTITY_IS_ASKED);
            faults.push(fault.actual(quoted("identities")));
        }
        let identities =
            identities.and_then(|it| it.list(say::EMAILS, faults, |item, faults| read_email(item, gate, faults)));
        let name = name?;
        let text = name.text(say::NAME_OF_ROUTE, faults)?;
        let route = Route { mode, identities: identities.map(|them| them.into_iter().collect()) };
        if routes.insert(text.to_owned(), route).is_some() {
            faults.push(name.at.fault(Code::ValueDuplicate).actual(quoted(text)));
        }
        Some(())
    });
    routes
}

fn read_email(entry: &Entry<'_, '_>, gate: &Gate, faults: &mut Faults) -> Option<String> {
    let email = entry.text(say::ADDRESS_OF_POLICY, faults)?;
    if gate.place_of(email).is_none() {
        entry.malformed(say::ADDRESS_OF_POLICY, faults);
    }
    Some(email.to_owned())
}

const MEMBERS: &[&str] = &[
    "$schema",
    "policy",
    "mode",
    "token",
    "forwardToken",
    "realm",
    "keyClusters",
    "timeout",
    "cooldown",
    "staleFor",
    "seenTokens",
    "waitingRequests",
    "filterState",
    "routes",
];
const PLACES: &[&str] = &["header", "bareHeader", "cookie", "query"];
const KEY_CLUSTER_MEMBERS: &[&str] = &["issuer", "cluster"];
const ROUTE_MEMBERS: &[&str] = &["name", "mode", "identities"];
