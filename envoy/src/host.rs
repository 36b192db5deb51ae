//! The host's calls, in the words of the filter. None of them fails: what a host does not answer is as if there was nothing.

use std::time::{Duration, UNIX_EPOCH};

use claimgate::{Problem, Refusal, UnixTime, is_identity_header};
use proxy_wasm::hostcalls;
use proxy_wasm::types::{Bytes, LogLevel, MapType};

/// The headers of a request, or of an answer, as bytes: not all are text.
pub(crate) struct Headers(Vec<(String, Bytes)>);

impl Headers {
    pub(crate) fn of(map: MapType) -> Self {
        Self(hostcalls::get_map_bytes(map).unwrap_or_default())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// The first of that name, if it is text.
    pub(crate) fn text(&self, name: &str) -> &str {
        let value = self.iter().find(|(it, _)| *it == name);
        value.and_then(|(_, value)| str::from_utf8(value).ok()).unwrap_or_default()
    }
}

/// Sets a header of the request, or takes it out.
pub(crate) fn set_header(name: &str, value: Option<&str>) {
    let _gone = match value {
        Some(value) => hostcalls::set_map_value(MapType::HttpRequestHeaders, name, Some(value)),
        None => hostcalls::remove_map_value(MapType::HttpRequestHeaders, name),
    };
}

/// Takes away who the caller is said to be, in headers or in trailers: nobody names an identity but us.
pub(crate) fn remove_identity(map: MapType, headers: &Headers) {
    for (name, _) in headers.iter().filter(|(name, _)| is_identity_header(name)) {
        let _gone = hostcalls::remove_map_value(map, name);
    }
}

/// Tells other filters of the request.
pub(crate) fn set_property(name: &str, value: &str) {
    let _unset = hostcalls::set_property(vec![name], Some(value.as_bytes()));
}

pub(crate) fn route_name() -> String {
    let name = hostcalls::get_property(vec!["xds", "route_name"]).ok().flatten().unwrap_or_default();
    String::from_utf8(name).unwrap_or_default()
}

pub(crate) fn respond(refusal: Refusal, headers: &[(&str, String)]) {
    let headers = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let _gone = hostcalls::send_http_response(refusal.status().into(), headers, Some(refusal.body().as_bytes()));
}

/// Tells the operator what was expected and found. Only whoever turns the proxy's log up pays for it.
pub(crate) fn log(level: LogLevel, problem: &Problem) {
    let place = |level| LEVELS.iter().position(|it| *it == level);
    if hostcalls::get_log_level().is_ok_and(|least| place(least) <= place(level)) {
        let _unheard = hostcalls::log(level, &format!("{}: {problem}", problem.code()));
    }
}

pub(crate) fn now() -> UnixTime {
    let since = hostcalls::get_current_time().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    UnixTime::from_secs(since.unwrap_or_default().as_secs())
}

pub(crate) fn tick_every(period: Duration) {
    let _untimed = hostcalls::set_tick_period(period);
}

/// The quietest first.
const LEVELS: [LogLevel; 6] =
    [LogLevel::Trace, LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error, LogLevel::Critical];
