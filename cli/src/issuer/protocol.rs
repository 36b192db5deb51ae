//! What the issuer answers to which request: discovery, keys, GitHub's token request, and the rotation of its keys. No network here.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use form_urlencoded::parse;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::claims;
use super::job::{Job, Platform};
use super::keys::{Key, Keys, random_secret, random_uuid};
use crate::fault::Fault;
use crate::moment;

/// The issuer at work.
pub(super) struct Issuer {
    job: Job,
    secret: String,
    keys: Mutex<Keys>,
}

/// A status and a JSON document.
pub(super) type Reply = (StatusCode, Value);

impl Issuer {
    pub(super) fn new(job: Job) -> Result<Self, Fault> {
        Ok(Self { job, secret: random_secret()?, keys: Mutex::new(Keys::generate()?) })
    }

    pub(super) fn name(&self) -> &str {
        self.job.issuer()
    }

    /// What stands in `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    pub(super) fn discovery_path(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.path())
    }

    pub(super) fn jwks_path(&self) -> String {
        let place = match self.job.platform() {
            Platform::GithubActions => "/.well-known/jwks",
            Platform::GitlabCi => "/oauth/discovery/keys",
        };
        format!("{}{place}", self.path())
    }

    /// The path of the issuer's own address.
    fn path(&self) -> &str {
        let address = self.name().strip_prefix("https://").unwrap_or_default();
        address.find('/').and_then(|slash| address.get(slash..)).unwrap_or_default()
    }

    pub(super) fn answer(&self, request: &Parts) -> Reply {
        let path = request.uri.path();
        let (method, is_secret) = match path {
            REQUEST_PATH => (Method::GET, true),
            ROTATE_PATH => (Method::POST, true),
            _ if path == self.discovery_path() || path == self.jwks_path() => (Method::GET, false),
            _ => return refuse(StatusCode::NOT_FOUND, "there is nothing here"),
        };
        if request.method != method {
            return refuse(StatusCode::METHOD_NOT_ALLOWED, &format!("use {method}"));
        }
        if is_secret && !self.knows_secret(request) {
            return refuse(StatusCode::UNAUTHORIZED, "send `Authorization: bearer` and $ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        }
        let answer = match path {
            REQUEST_PATH => self.token(request.uri.query().unwrap_or_default()),
            ROTATE_PATH => self.rotate(),
            path if path == self.jwks_path() => Ok((StatusCode::OK, self.keys().published())),
            _ => Ok((StatusCode::OK, self.discovery())),
        };
        answer.unwrap_or_else(|fault| refuse(StatusCode::INTERNAL_SERVER_ERROR, &fault.message))
    }

    fn knows_secret(&self, request: &Parts) -> bool {
        let mut headers = request.headers.get_all("authorization").iter();
        let header = headers.next().and_then(|header| header.to_str().ok());
        let credentials = header.and_then(|header| header.split_once(' '));
        headers.next().is_none()
            && credentials.is_some_and(|(scheme, secret)| scheme.eq_ignore_ascii_case("bearer") && secret == self.secret)
    }

    /// GitHub's answer is `{"count": …, "value": "<token>"}`.
    fn token(&self, query: &str) -> Result<Reply, Fault> {
        let members: Vec<(Cow<'_, str>, Cow<'_, str>)> = parse(query.as_bytes()).collect();
        let mut audiences = members.iter().filter(|(name, _)| name == "audience").map(|(_, value)| value.as_ref());
        let audience = audiences.next();
        if audience == Some("") || audiences.next().is_some() {
            return Ok(refuse(StatusCode::BAD_REQUEST, "name one audience, or none"));
        }
        let said = members.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let job = match self.job.with(said.filter(|(name, _)| !["audience", "api-version"].contains(name))) {
            Ok(job) => job,
            Err(reason) => return Ok(refuse(StatusCode::BAD_REQUEST, &reason)),
        };
        let now = moment::or_now(None)?.as_secs();
        let token = self.keys().current().sign(&claims::of(&job, audience, &random_uuid()?, now))?;
        Ok((StatusCode::OK, json!({ "count": token.len(), "value": token })))
    }

    fn rotate(&self) -> Result<Reply, Fault> {
        let key = Key::generate()?;
        let reply = json!({ "kid": key.kid() });
        self.keys().rotate(key);
        Ok((StatusCode::OK, reply))
    }

    fn discovery(&self) -> Value {
        let origin = self.name().strip_suffix(self.path()).unwrap_or(self.name());
        json!({
            "issuer": self.name(),
            "jwks_uri": format!("{origin}{}", self.jwks_path()),
            "subject_types_supported": ["public", "pairwise"],
            "response_types_supported": ["id_token"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid"],
        })
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        // Whoever broke off while it held the keys had changed them whole or not at all.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refuse(status: StatusCode, message: &str) -> Reply {
    (status, json!({ "message": message }))
}

pub(super) const REQUEST_PATH: &str = "/token";
pub(super) const ROTATE_PATH: &str = "/rotate";
