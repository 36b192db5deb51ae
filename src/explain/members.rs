//! Header parameters and claims one by one: as the token has them, what each means, and which check read it.

use std::collections::HashMap;

use serde::Serialize;

use super::checked::Checked;
use crate::code::check::Check;
use crate::code::explain::State;
use crate::identity::Platform;
use crate::intake::Part;
use crate::messages::explain as say;
use crate::time::UnixTime;

/// A header parameter or a claim.
#[non_exhaustive]
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedMember {
    /// Its name.
    pub name: String,
    /// The JSON text of its value, unchanged.
    pub raw: String,
    /// What it means in plain words.
    pub meaning: &'static str,
    /// The date, where it is one.
    pub date: Option<String>,
    /// The checks that read it.
    pub used_by: Vec<Use>,
}

/// A check that read a member, and how it went.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Use {
    /// The check.
    pub check: Check,
    /// How it went.
    pub state: State,
}

/// Header parameters, in the token's own order.
pub(super) fn of_header(part: Option<&Part>, checks: &[Checked]) -> Vec<ExplainedMember> {
    explain(part, "header/", checks, |name, _| (say::parameter(name), None))
}

/// Claims, in the token's own order.
pub(super) fn of_claims(part: Option<&Part>, platform: Platform, checks: &[Checked], now: UnixTime) -> Vec<ExplainedMember> {
    explain(part, "claims/", checks, |name, raw| {
        let date = DATES.contains(&name).then(|| date(raw, now)).flatten();
        (meaning(platform, name).unwrap_or_else(say::unknown_claim), date)
    })
}

/// What the claim means on that platform, if it is known.
pub(super) fn meaning(platform: Platform, name: &str) -> Option<&'static str> {
    let of_platform = match platform {
        Platform::GithubActions => say::github_claim(name),
        Platform::GitlabCi => say::gitlab_claim(name),
        Platform::Oidc => None,
    };
    of_platform.or_else(|| say::registered_claim(name))
}

fn explain(
    part: Option<&Part>,
    document: &str,
    checks: &[Checked],
    words: impl Fn(&str, &str) -> (&'static str, Option<String>),
) -> Vec<ExplainedMember> {
    let mut uses: HashMap<&str, Vec<Use>> = HashMap::new();
    for checked in checks {
        for name in checked.reads.iter().filter_map(|read| read.strip_prefix(document)) {
            uses.entry(name).or_default().push(Use { check: checked.check, state: checked.state });
        }
    }
    let members = part.map(|part| part.members.as_slice()).unwrap_or_default();
    let explained = members.iter().take(MOST_MEMBERS).map(|member| {
        let (meaning, date) = words(&member.name, &member.raw);
        let used_by = uses.get(member.name.as_str()).cloned().unwrap_or_default();
        ExplainedMember { name: member.name.clone(), raw: member.raw.clone(), meaning, date, used_by }
    });
    explained.collect()
}

fn date(raw: &str, now: UnixTime) -> Option<String> {
    let seconds = raw.split('.').next()?.parse().ok()?;
    let date = UnixTime::from_secs(seconds);
    Some(say::date(&date.in_utc(), &date.relative_to(now)))
}

/// NumericDates of RFC 7519 and OpenID Connect.
const DATES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];
/// Real tokens have about thirty.
const MOST_MEMBERS: usize = 1000;
