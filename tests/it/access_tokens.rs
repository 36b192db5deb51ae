//! Access tokens: what is signed, what they permit, and that nothing else is taken for one.

use claimgate::{
    AccessTokens, Authorized, Caller, Code, Decision, Gate, Policy, Problem, Refusal, SeenToken, UnixTime, VerifiedAccess,
    identity_headers, is_identity_header,
};
use claimgate_test_kit::{Signer, encode, vectors};
use ring::hmac;
use serde_json::{Value, json};

use crate::decisions::gate;

/// A platform token that is let in, and a gate of a policy with these changes to the identity.
fn exchanged(change: &Value) -> (Gate, String, u64) {
    let (file, mut policy, token, now) = let_in();
    let identity = policy["identities"][0].as_object_mut().unwrap();
    identity.insert("roles".to_owned(), json!(["reader"]));
    identity.extend(change.as_object().unwrap().clone());
    policy["roles"] = json!({
        "reader": [{ "methods": ["GET"], "path": "/v1/**" }], "writer": [{ "methods": ["PUT"], "path": "/v1/**" }]
    });
    (gate(&file, &policy), token, now)
}

/// A file of vectors, and of it a policy, a token that this lets in, and when.
fn let_in() -> (Value, Value, String, u64) {
    let file = vectors::finished("decisions-github-places").swap_remove(0).1;
    let case = file["cases"].as_array().unwrap().iter().find(|case| case["expect"]["decision"] == "allow").unwrap();
    let policy = file["policies"][case["policy"].as_str().unwrap()].clone();
    let (token, now) = (case["token"].as_str().unwrap().to_owned(), file["now"].as_u64().unwrap());
    (file, policy, token, now)
}

fn claims_of(tokens: &AccessTokens, gate: &Gate, token: &str, now: u64) -> Value {
    let Decision::Allow(allowed) = gate.decide(token, Caller::Anyone, at(now)) else { panic!("not allowed") };
    serde_json::to_value(tokens.claims(&allowed, "id-1")).unwrap()
}

fn tokens(signer: &Signer) -> AccessTokens {
    let mut tokens = AccessTokens::new(ISSUER, AUDIENCE).lifetime(600);
    tokens.set_keys(signer.key_set("k1").as_bytes()).unwrap();
    tokens
}

const fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(seconds)
}

fn header(typ: &str) -> String {
    json!({ "alg": "ES256", "kid": "k1", "typ": typ }).to_string()
}

fn code<T>(result: Result<T, Problem>) -> &'static str {
    result.map_or_else(|problem| problem.code().as_str(), |_| "accepted")
}

fn told(decision: &Decision<'_, impl Sized>) -> &'static str {
    match decision {
        Decision::Allow(_) => "allow",
        Decision::Reject(problem) => problem.code().as_str(),
        Decision::Deny(denied) => denied.problem().code().as_str(),
    }
}

#[test]
fn claims_say_who_may_do_what_and_until_when() {
    let signer = Signer::generate("ES256");
    let (gate, token, now) = exchanged(&json!({ "email": "deploy@my-project.workload.bytebase.com" }));
    let claims = claims_of(&tokens(&signer), &gate, &token, now);
    let subject = claims["act"]["sub"].as_str().unwrap();
    assert!(subject.starts_with("repo:my-org/my-repo"), "{subject}");
    let email = "deploy@my-project.workload.bytebase.com";
    assert_eq!(
        claims,
        json!({
            "iss": ISSUER, "sub": email, "aud": AUDIENCE, "client_id": email, "iat": now, "exp": now + 600, "jti": "id-1",
            "roles": ["reader"], "project": "my-project", "conditions": claims["conditions"],
            "act": { "iss": "https://token.actions.githubusercontent.com", "sub": subject }
        })
    );
    let longest = AccessTokens::new(ISSUER, AUDIENCE).lifetime(u64::MAX);
    assert_eq!(claims_of(&longest, &gate, &token, now)["exp"], json!(now + 3600));
    let shortest = AccessTokens::new(ISSUER, AUDIENCE).lifetime(0);
    assert_eq!(claims_of(&shortest, &gate, &token, now)["exp"], json!(now + 1));
}

#[test]
fn an_access_token_permits_what_the_policy_permits_its_identity_now() {
    let signer = Signer::generate("ES256");
    let tokens = tokens(&signer);
    let (before, token, now) = exchanged(&json!({}));
    let claims = claims_of(&tokens, &before, &token, now);
    let access = signer.token(&header("at+jwt"), &claims.to_string());
    let verified = || tokens.verify(&access, at(now + 599)).unwrap();
    let email = claims["sub"].as_str().unwrap().to_owned();
    for (change, request, expected) in [
        (json!({}), ("GET", "/v1/projects"), "allow"),
        (json!({}), ("PUT", "/v1/projects"), "request_not_permitted"),
        (json!({}), ("GET", "/v1/%2e%2e/projects"), "request_not_permitted"),
        // Whatever its own claims say of roles.
        (json!({ "roles": ["writer"] }), ("PUT", "/v1/projects"), "allow"),
        (json!({ "roles": ["writer"] }), ("GET", "/v1/projects"), "request_not_permitted"),
        (json!({ "disabled": true }), ("GET", "/v1/projects"), "identity_disabled"),
        (json!({ "email": "other@workload.bytebase.com" }), ("GET", "/v1/projects"), "identity_unknown"),
        // Whoever has the address now is somebody else, or is to be somebody else.
        (json!({ "repository": "other" }), ("GET", "/v1/projects"), "identity_changed"),
        (json!({ "branch": ["main", "release"] }), ("GET", "/v1/projects"), "identity_changed"),
        (json!({ "maxAge": 60 }), ("GET", "/v1/projects"), "identity_changed"),
        (json!({ "name": "Another name" }), ("GET", "/v1/projects"), "allow"),
    ] {
        let (gate, ..) = exchanged(&change);
        let decision = gate.authorize(verified(), request.0, request.1);
        assert_eq!(told(&decision), expected, "{change} {request:?}");
        let answer = Refusal::of(&decision).map(|refusal| (refusal.status(), refusal.told()));
        let answered = match expected {
            "allow" => None,
            "request_not_permitted" => Some((403, Code::RequestNotPermitted)),
            _ => Some((401, Code::AccessDenied)),
        };
        assert_eq!(answer, answered, "{change} {request:?}");
    }
    let (gate, ..) = exchanged(&json!({}));
    let Decision::Allow(authorized) = gate.authorize(verified(), "GET", "/v1/projects") else { panic!() };
    assert_eq!((authorized.identity().email(), authorized.place()), (email.as_str(), 0));
    assert_eq!(authorized.access().expires_at(), at(now + 600));
    // Of a policy without roles nobody has one.
    let (file, policy, ..) = let_in();
    let gate = crate::decisions::gate(&file, &policy);
    assert_eq!(told(&gate.authorize(verified(), "GET", "/v1/projects")), "request_not_permitted");
}

#[test]
fn nothing_else_is_an_access_token_and_an_access_token_is_nothing_else() {
    let signer = Signer::generate("ES256");
    let tokens = tokens(&signer);
    let (gate, token, now) = exchanged(&json!({}));
    let claims = claims_of(&tokens, &gate, &token, now);
    let signed = |typ: &str, change: Value| {
        let mut claims = claims.clone();
        for (name, value) in change.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        signer.token(&header(typ), &claims.to_string())
    };
    let access = signed("at+jwt", json!({}));
    for (expected, token, seconds) in [
        ("accepted", access.clone(), now),
        ("accepted", signed("application/AT+JWT", json!({})), now),
        ("accepted", access.clone(), now + 609),
        ("token_expired", access.clone(), now + 610),
        ("token_issued_in_future", access.clone(), now - 11),
        ("type_mismatch", signed("JWT", json!({})), now),
        ("type_mismatch", signer.token(r#"{"alg":"ES256","kid":"k1"}"#, &claims.to_string()), now),
        ("issuer_mismatch", signed("at+jwt", json!({ "iss": "https://other.example" })), now),
        ("audience_mismatch", signed("at+jwt", json!({ "aud": "https://other.example" })), now),
        ("claim_missing", signed("at+jwt", json!({ "exp": null })), now),
        ("claim_missing", signed("at+jwt", json!({ "iat": null })), now),
        // However long its `exp`, it is too old after an hour.
        ("accepted", signed("at+jwt", json!({ "exp": now + 90_000 })), now + 3600),
        ("token_too_old", signed("at+jwt", json!({ "exp": now + 90_000 })), now + 3601),
        ("signature_invalid", Signer::generate("ES256").token(&header("at+jwt"), &claims.to_string()), now),
        // A platform's token: its header comes first, and it is of another type and issuer.
        ("type_mismatch", token.clone(), now),
        ("algorithm_unsupported", unsigned(r#"{"alg":"none","typ":"at+jwt"}"#, &claims), now),
        ("algorithm_unsupported", by_secret(&claims, signer.public_bytes()), now),
    ] {
        assert_eq!(code(tokens.verify(&token, at(seconds))), expected, "{token}");
    }
    // And the reverse: no gate takes an access token for a platform's.
    for caller in [Caller::Anyone, Caller::Email(claims["sub"].as_str().unwrap())] {
        assert_ne!(told(&gate.decide(&access, caller, at(now))), "allow");
    }
    assert!(AccessTokens::is_one_by_name(&access) && !AccessTokens::is_one_by_name(&token));
    assert!(!AccessTokens::is_one_by_name("a.b.c"));
    // Without keys nobody is believed yet.
    let without = AccessTokens::new(ISSUER, AUDIENCE);
    assert_eq!(code(without.verify(&access, at(now))), "key_set_missing");
}

/// `tests/vectors/access-tokens.json`: each token is asked about again and again, while keys, policy and time change.
#[test]
fn a_token_that_comes_again_is_decided_as_if_it_were_new() {
    let vectors = &vectors::finished("access-tokens")[0].1;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (mut count, mut hits) = (0, 0);
    for case in vectors["cases"].as_array().unwrap() {
        let mut tokens = AccessTokens::new(&text(&vectors["issuer"]), &text(&vectors["audience"]));
        let (mut keys, mut seen): (_, Option<SeenToken>) = (String::new(), None);
        for step in case["steps"].as_array().unwrap() {
            if keys != text(&step["keys"]) {
                keys = text(&step["keys"]);
                tokens.set_keys(vectors["keySets"][&keys].to_string().as_bytes()).unwrap();
                assert!(seen.is_none_or(|seen| tokens.verify_again(&seen, at(0)).is_none()), "{}: {step}", case["name"]);
                seen = None;
            }
            let policy = vectors["policies"][text(&step["policy"])].to_string();
            let gate = Gate::new(Policy::parse(policy.as_bytes()).unwrap());
            let now = at(step["now"].as_u64().unwrap());
            let decided = |access: Result<VerifiedAccess, Problem>| match access {
                Ok(access) => as_expected(&gate.authorize(access, &text(&step["method"]), &text(&step["target"]))),
                Err(problem) => as_expected(&Decision::Reject(problem)),
            };
            if let Some(seen) = &seen {
                let again = tokens.verify_again(seen, now).expect("the keys are the same");
                assert_eq!(decided(again), step["expect"], "{}: {step}", case["name"]);
                hits += 1;
            }
            let verified = tokens.verify(&text(&case["token"]), now);
            seen = verified.as_ref().ok().map(VerifiedAccess::seen_token).or(seen);
            assert_eq!(decided(verified), step["expect"], "{}: {step}", case["name"]);
            count += 1;
        }
    }
    assert!(count > 40 && hits > 20, "{hits} of {count}");
}

fn as_expected(decision: &Decision<'_, Authorized<'_>>) -> Value {
    match decision {
        Decision::Allow(authorized) => json!({ "decision": "allow", "identity": authorized.identity().email() }),
        Decision::Reject(_) => json!({ "decision": "reject", "code": told(decision) }),
        Decision::Deny(_) => json!({ "decision": "deny", "code": told(decision) }),
    }
}

#[test]
fn new_keys_forget_what_was_seen_and_a_bad_set_changes_nothing() {
    let (first, second) = (Signer::generate("ES256"), Signer::generate("ES256"));
    let mut tokens = tokens(&first);
    let (gate, token, now) = exchanged(&json!({}));
    let access = first.token(&header("at+jwt"), &claims_of(&tokens, &gate, &token, now).to_string());
    let seen = tokens.verify(&access, at(now)).unwrap().seen_token();
    let again = |tokens: &AccessTokens, seconds| tokens.verify_again(&seen, at(seconds)).map(code::<VerifiedAccess>);
    assert_eq!(again(&tokens, now + 1), Some("accepted"));
    assert_eq!(again(&tokens, now + 700), Some("token_expired"));
    assert_eq!(code(tokens.set_keys(br#"{"keys":[]}"#)), "key_set_unusable");
    assert_eq!(again(&tokens, now + 1), Some("accepted"));
    // What one gate or issuer has seen is nothing to another.
    let Decision::Allow(allowed) = gate.decide(&token, Caller::Anyone, at(now)) else { panic!() };
    assert!(tokens.verify_again(&allowed.verified().seen_token(), at(now)).is_none());
    assert!(gate.decide_again(&seen, Caller::Anyone, at(now)).is_none());
    tokens.set_keys(second.key_set("k2").as_bytes()).unwrap();
    assert_eq!(again(&tokens, now + 1), None);
    assert_eq!(code(tokens.verify(&access, at(now))), "key_not_found");
}

#[test]
fn a_shared_secret_signs_access_tokens_alone() {
    let secret = [7_u8; 32];
    let jwk = |secret: &[u8]| json!({ "kty": "oct", "alg": "HS256", "kid": "s1", "k": encode(secret) });
    let set = |keys: Vec<Value>| json!({ "keys": keys }).to_string();
    let mut tokens = AccessTokens::new(ISSUER, AUDIENCE);
    tokens.set_keys(set(vec![jwk(&secret)]).as_bytes()).unwrap();
    assert!(!format!("{tokens:?}").contains(", 7"), "{tokens:?}");
    let (gate, token, now) = exchanged(&json!({}));
    let claims = claims_of(&tokens, &gate, &token, now);
    let access = by_secret(&claims, &secret);
    assert_eq!(code(tokens.verify(&access, at(now))), "accepted");
    assert_eq!(told(&gate.authorize(tokens.verify(&access, at(now)).unwrap(), "GET", "/v1/x")), "allow");
    for (expected, token) in [
        ("signature_invalid", by_secret(&claims, &[8; 32])),
        ("signature_invalid", by_secret(&claims, &[7; 33])),
        ("algorithm_not_allowed", unsigned(r#"{"alg":"none","typ":"at+jwt"}"#, &claims)),
        ("algorithm_not_allowed", Signer::generate("ES256").token(&header("at+jwt"), &claims.to_string())),
        ("type_mismatch", signed_by_secret(r#"{"alg":"HS256","kid":"s1","typ":"JWT"}"#, &claims, &secret)),
        ("key_not_found", signed_by_secret(r#"{"alg":"HS256","kid":"s2","typ":"at+jwt"}"#, &claims, &secret)),
        ("header_extension_refused", signed_by_secret(r#"{"alg":"HS256","crit":["x"],"typ":"at+jwt"}"#, &claims, &secret)),
    ] {
        assert_eq!(code(tokens.verify(&token, at(now))), expected, "{token}");
    }
    let seen = tokens.verify(&access, at(now)).unwrap().seen_token();
    assert_eq!(tokens.verify_again(&seen, at(now + 3610)).map(code), Some("token_expired"));
    // A bad set changes nothing.
    let public = serde_json::from_str::<Value>(&Signer::generate("ES256").key_set("k")).unwrap()["keys"][0].clone();
    let other = json!({ "kty": "oct", "alg": "HS512", "k": encode(&[7; 64]) });
    for (pointer, keys) in [
        ("/keys/0", vec![jwk(&[7; 31])]),
        ("/keys/1", vec![jwk(&secret), public]),
        ("/keys/0", vec![other]),
        ("/keys/1", vec![jwk(&secret), json!({ "kty": "oct" })]),
    ] {
        let problem = tokens.set_keys(set(keys).as_bytes()).unwrap_err();
        assert_eq!((problem.code().as_str(), problem.pointer()), ("key_malformed", pointer));
        assert_eq!(code(tokens.verify(&access, at(now))), "accepted");
    }
}

#[test]
fn headers_tell_who_calls_and_nobody_outside_may_send_such() {
    let signer = Signer::generate("ES256");
    let tokens = tokens(&signer);
    let (gate, token, now) = exchanged(&json!({ "email": "deploy@my-project.workload.bytebase.com" }));
    let Decision::Allow(allowed) = gate.decide(&token, Caller::Anyone, at(now)) else { panic!() };
    let claims = claims_of(&tokens, &gate, &token, now);
    let access = signer.token(&header("at+jwt"), &claims.to_string());
    let access = tokens.verify(&access, at(now)).unwrap();
    let Decision::Allow(authorized) = gate.authorize(access, "GET", "/v1/projects/my-project") else { panic!() };
    let headers = identity_headers(&allowed);
    assert_eq!(headers, authorized.identity_headers());
    let told: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(
        told,
        [
            ("x-workload-identity", "deploy@my-project.workload.bytebase.com"),
            ("x-workload-roles", "reader"),
            ("x-workload-subject", claims["act"]["sub"].as_str().unwrap()),
            ("x-workload-project", "my-project"),
        ]
    );
    let subject = |text: &str| {
        let headers = allowed.identity().headers(Some(text));
        headers.into_iter().find(|(name, _)| *name == "x-workload-subject").map(|(_, value)| value)
    };
    assert_eq!(subject("a\r\nx: y, é%41").unwrap(), "a%0D%0Ax:%20y%2C%20%C3%A9%2541");
    assert_eq!(subject(&"x".repeat(2048)).map(|value| value.len()), Some(2048));
    assert_eq!(subject(&"x".repeat(2049)), None);
    for (name, _) in headers {
        assert!(is_identity_header(name));
    }
}

fn unsigned(header: &str, claims: &Value) -> String {
    format!("{}.{}.", encode(header.as_bytes()), encode(claims.to_string().as_bytes()))
}

fn by_secret(claims: &Value, secret: &[u8]) -> String {
    signed_by_secret(r#"{"alg":"HS256","kid":"s1","typ":"at+jwt"}"#, claims, secret)
}

fn signed_by_secret(header: &str, claims: &Value, secret: &[u8]) -> String {
    let input = unsigned(header, claims);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let signature = hmac::sign(&key, input.trim_end_matches('.').as_bytes());
    format!("{input}{}", encode(signature.as_ref()))
}

const ISSUER: &str = "https://access.example";
const AUDIENCE: &str = "https://api.example";
