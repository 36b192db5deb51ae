//! Keys from afar (`tests/vectors/remote-keys.json`): what is asked when, and what the answers change.

use claimgate::{Fetch, Fetched, Gate, Landing, Need, Policy, RemoteKeys, UnixTime};
use claimgate_test_kit::encode;
use serde_json::{Value, json};

#[test]
fn every_script_plays_as_written() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/remote-keys.json")).unwrap();
    let mut faults = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let mut host = Host::new(&vectors, case);
        for (place, step) in case["steps"].as_array().unwrap().iter().enumerate() {
            let expected = json!([step.get("then").or(step.get("due")), step.get("held")]);
            let did = host.play(step);
            let actual = json!([did, step.get("held").map(|_| host.held())]);
            if actual != expected {
                faults.push(format!("{}, step {place}: expected {expected}, got {actual}", case["name"]));
                break;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whoever makes the requests.
struct Host<'v> {
    vectors: &'v Value,
    case: &'v Value,
    gate: Gate,
    keys: RemoteKeys,
    flights: u32,
}

impl<'v> Host<'v> {
    fn new(vectors: &'v Value, case: &'v Value) -> Self {
        let gate = gate_of(vectors, case["policy"].as_str().unwrap());
        Self { vectors, case, keys: keys_of(case, &gate), gate, flights: 0 }
    }

    /// What the step leads to, in the words of the script.
    fn play(&mut self, step: &Value) -> Value {
        let now = UnixTime::from_secs(step["at"].as_u64().unwrap());
        if let Some(ids) = step.get("give") {
            let issuer = self.issuer();
            return self.gate.set_keys(&issuer, self.key_set(ids, false).as_bytes()).map(|()| Value::Null).unwrap();
        }
        if let Some(policy) = step.get("inherit") {
            return self.inherit(policy.as_str().unwrap(), &step["anotherWay"]);
        }
        if step.get("due").is_some() {
            let fetches = self.keys.due(&mut self.gate, now);
            self.flights = fetches.iter().map(Fetch::flight).max().unwrap_or(self.flights);
            return fetches.iter().map(Fetch::address).collect();
        }
        if let Some(answer) = step.get("answer") {
            return self.answer(answer, now).into();
        }
        let token = step["text"].as_str().map_or_else(|| self.token(step), str::to_owned);
        match self.keys.need(&mut self.gate, &token, now) {
            Need::Nothing => "use".into(),
            Need::Wait(_) => "wait".into(),
            Need::Fetch(fetch) => {
                self.flights = fetch.flight();
                self.in_words(&fetch).into()
            }
        }
    }

    /// Another policy takes the place of this one; whose keys went over.
    fn inherit(&mut self, policy: &str, another_way: &Value) -> Value {
        let (mut gate, before) = (gate_of(self.vectors, policy), self.keys.clone());
        self.keys = keys_of(self.case, &gate);
        let inherited = self.keys.inherit(&mut gate, &before, &self.gate, |issuer| another_way != issuer);
        if self.case["onlyMissing"] == true {
            // It may be said afterwards, too.
            self.keys = self.keys.clone().only_missing(&gate);
        }
        self.gate = gate;
        inherited.into()
    }

    fn answer(&mut self, answer: &Value, now: UnixTime) -> String {
        let flight = answer["flight"].as_u64().map_or(self.flights, |flight| u32::try_from(flight).unwrap());
        let body = self.body(answer);
        let status = answer["status"].as_u64().map_or(200, |status| u16::try_from(status).unwrap());
        let fetched = match answer["failed"].as_str() {
            Some(reason) => Fetched::Failed(reason),
            None => Fetched::Response { status, cache_control: answer["cacheControl"].as_str(), body: body.as_bytes() },
        };
        match self.keys.answered(&mut self.gate, flight, fetched, now) {
            Landing::Next(fetch) => self.in_words(&fetch),
            Landing::Replaced => "replaced".to_owned(),
            Landing::Failed(problem) => format!("failed {}", problem.code()),
            Landing::Late => "late".to_owned(),
        }
    }

    fn body(&self, answer: &Value) -> String {
        if let Some(jwks_uri) = answer.get("discovery") {
            return json!({ "issuer": self.issuer(), "jwks_uri": jwks_uri }).to_string();
        }
        match (answer.get("keys"), answer.get("privateKeys")) {
            (Some(ids), _) => self.key_set(ids, false),
            (_, Some(ids)) => self.key_set(ids, true),
            _ => answer["body"].as_str().unwrap_or_default().to_owned(),
        }
    }

    fn key_set(&self, ids: &Value, is_private: bool) -> String {
        let key = |id: &Value| {
            let mut key = self.vectors["key"].clone();
            key["kid"] = id.clone();
            if is_private {
                key["d"] = "AQAB".into();
            }
            key
        };
        json!({ "keys": ids.as_array().unwrap().iter().map(key).collect::<Value>() }).to_string()
    }

    /// A token of the issuer with that key id, as far as it is looked at.
    fn token(&self, step: &Value) -> String {
        let mut header = json!({ "alg": "RS256" });
        let mut claims = json!({ "iss": self.issuer() });
        if let Some(kid) = step["token"].as_str() {
            header["kid"] = kid.into();
        }
        for (part, changes) in [(&mut header, &step["header"]), (&mut claims, &step["claims"])] {
            part.as_object_mut().unwrap().extend(changes.as_object().cloned().unwrap_or_default());
        }
        format!("{}.{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()), encode(&[1; 256]))
    }

    fn in_words(&self, fetch: &Fetch) -> String {
        let issuer = self.issuer();
        match fetch.address().strip_prefix(&issuer) {
            Some("/.well-known/openid-configuration") => "fetch discovery".to_owned(),
            Some("/keys") => "fetch keys".to_owned(),
            _ => format!("fetch {}", fetch.address()),
        }
    }

    fn held(&self) -> Value {
        self.gate.keys(&self.issuer()).map_or(Value::Null, |keys| keys.key_ids().collect())
    }

    /// The first one of the policy.
    fn issuer(&self) -> String {
        self.gate.policy().identities()[0].issuer().to_owned()
    }
}

fn gate_of(vectors: &Value, policy: &str) -> Gate {
    Gate::new(Policy::parse(vectors["policies"][policy].to_string().as_bytes()).unwrap())
}

fn keys_of(case: &Value, gate: &Gate) -> RemoteKeys {
    let mut keys = RemoteKeys::new(gate);
    let set = |name: &str, keys: RemoteKeys, set: fn(RemoteKeys, u64) -> RemoteKeys| match case[name].as_u64() {
        Some(seconds) => set(keys, seconds),
        None => keys,
    };
    keys = set("cooldown", keys, RemoteKeys::cooldown);
    keys = set("staleFor", keys, RemoteKeys::stale_for);
    keys = set("timeout", keys, RemoteKeys::timeout);
    if case["onlyMissing"] == true {
        keys = keys.only_missing(gate);
    }
    keys
}
