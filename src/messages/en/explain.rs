//! The words of explanations: names of checks, what was expected and found, answers, the one sentence.

pub(crate) use super::advice::{advice, hint};
pub(crate) use super::claims::{github_claim, gitlab_claim, parameter, registered_claim, unknown_claim};
pub(crate) use super::job::*;
pub(crate) use super::layout::*;
pub(crate) use super::place::USUAL_EVENTS;
pub(crate) use super::token::{at_most_ahead, later_than};

use crate::code::Code;
use crate::code::check::Check;
use crate::code::explain::{Advice, Word};
use crate::code::finding::Grade;

/// What a check is called.
pub(crate) const fn check(check: Check) -> &'static str {
    match check {
        Check::Input => "Input",
        Check::Format => "Format",
        Check::Algorithm => "Algorithm",
        Check::Header => "Header",
        Check::Issuer => "Issuer",
        Check::Key => "Key",
        Check::Signature => "Signature",
        Check::Expiry => "Expiry",
        Check::NotBefore => "Not before",
        Check::IssuedAt => "Issued at",
        Check::Audience => "Audience",
        Check::Claims => "Claim types",
        Check::Identity => "Identity",
        Check::Enabled => "In use",
        Check::IdentityIssuer => "Issuer of the identity",
        Check::IdentityAudience => "Audience of the identity",
        Check::Subject => "Subject",
        Check::Owner => "Owner",
        Check::Repository => "Repository",
        Check::Place => "Where it ran",
        Check::Workflow => "Workflow",
        Check::JobWorkflow => "Reusable workflow",
        Check::Event => "Event",
        Check::Condition => "Condition",
        Check::Age => "Age",
        Check::Safety => "Safety",
    }
}

/// The one word, as it is shown.
pub(crate) const fn word(word: Word) -> &'static str {
    match word {
        Word::Accepted => "ACCEPTED",
        Word::WouldHaveBeenAccepted => "WOULD HAVE BEEN ACCEPTED",
        Word::NotProven => "NOT PROVEN",
        Word::Rejected => "REJECTED",
    }
}

/// What stands in its place where there is nothing to judge.
pub(crate) const fn no_token() -> &'static str {
    "NO TOKEN"
}

// What is expected and what was found.

pub(crate) fn none() -> String {
    "none".to_owned()
}

pub(crate) fn nobody() -> String {
    "an unnamed issuer".to_owned()
}

pub(crate) fn token_or_claims() -> String {
    "a token or its claims".to_owned()
}

pub(crate) fn three_parts() -> String {
    "three parts of strict base64url and JSON".to_owned()
}

pub(crate) fn in_header(message: &str) -> String {
    format!("in the header, {message}")
}

pub(crate) fn in_claims(message: &str) -> String {
    format!("in the claims, {message}")
}

pub(crate) fn signed_bytes(signed: usize, signature: usize) -> String {
    format!("three parts: {signed} signed bytes, and a signature of {signature}")
}

pub(crate) fn plain_header(typ: Option<&str>) -> String {
    match typ {
        None => "`typ` JWT or none, and no extension".to_owned(),
        Some(typ) => format!("`typ` {typ}, and no extension"),
    }
}

pub(crate) fn typ(typ: &str) -> String {
    format!("`typ` {typ}")
}

pub(crate) fn issuers_key() -> String {
    "one key of the issuer".to_owned()
}

pub(crate) fn issuers_signature() -> String {
    "a signature by the issuer's key".to_owned()
}

pub(crate) fn key(id: Option<&str>, algorithm: &str, bits: usize) -> String {
    let id = id.unwrap_or("a key without id");
    format!("{id}, {algorithm}, {bits} bits")
}

pub(crate) fn made_by(key: Option<&str>) -> String {
    key.map_or_else(|| "made by the issuer's key".to_owned(), |id| format!("made by the key {id}"))
}

pub(crate) fn date(utc: &str, relative: &str) -> String {
    format!("{utc}, {relative}")
}

pub(crate) fn their_types() -> String {
    "`sub` and `jti` are strings where they are there".to_owned()
}

pub(crate) fn github_subject() -> String {
    "GitHub's default form, with or without ids".to_owned()
}

pub(crate) fn gitlab_subject() -> String {
    "GitLab's default form".to_owned()
}

pub(crate) fn name_with_id(name: &str, id: Option<&str>) -> String {
    id.map_or_else(|| name.to_owned(), |id| format!("{name} (id {id})"))
}

pub(crate) fn every_repository() -> String {
    "every repository".to_owned()
}

pub(crate) fn exact_or_narrow() -> String {
    "exact or narrow".to_owned()
}

/// A place, from quoted names.
pub(crate) fn place(environment: Option<&str>, pull_request: bool, branch: Option<&str>, tag: Option<&str>) -> String {
    let parts = [
        pull_request.then(|| "a pull request".to_owned()),
        branch.filter(|_| !pull_request).map(|name| format!("the branch {name}")),
        tag.filter(|_| !pull_request).map(|name| format!("the tag {name}")),
        environment.map(|name| format!("the environment {name}")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no branch or tag".to_owned() } else { parts.join(" in ") }
}

// The four answers.

pub(crate) fn signed_by(issuer: &str, key: Option<&str>) -> String {
    match key {
        Some(key) => format!("signed by {issuer}, key {key}"),
        None => format!("signed by {issuer}"),
    }
}

pub(crate) fn nothing_to_check() -> String {
    "there is no token to check".to_owned()
}

pub(crate) fn not_checked() -> String {
    "not checked: no keys were given".to_owned()
}

pub(crate) fn not_checked_without_signature() -> String {
    "not checked: the signature is missing".to_owned()
}

pub(crate) fn not_checked_issuer(issuer: &str) -> String {
    format!("not checked: the policy does not trust {issuer}")
}

pub(crate) fn not_checked_key(kid: &str) -> String {
    format!("not checked: no key of the issuer has the id {kid}; it may have rotated")
}

pub(crate) fn not_checked_keys(issuer: &str) -> String {
    format!("not checked: the keys of {issuer} are not known yet")
}

pub(crate) fn no_claims() -> String {
    "no claims can be read".to_owned()
}

pub(crate) fn no_policy() -> String {
    "there is no identity to compare it with".to_owned()
}

pub(crate) fn expired(relative: &str, life: Option<&str>) -> String {
    match life {
        Some(life) => format!("expired {relative}; it lived {life}"),
        None => format!("expired {relative}"),
    }
}

pub(crate) fn valid_until(relative: &str, is_ahead: bool) -> String {
    match relative.strip_prefix("in ").filter(|_| is_ahead) {
        Some(span) => format!("valid for {span} more"),
        None => format!("expired {relative}, which the leeway still covers"),
    }
}

pub(crate) fn was_valid(at: &str, end: &str, is_past: bool) -> String {
    format!("valid at {at}; {} {end}", if is_past { "expired" } else { "expires" })
}

pub(crate) fn accepted_by(identity: &str) -> String {
    format!("the identity {identity} accepts it")
}

pub(crate) fn refused_by(identity: &str, reason: &str) -> String {
    format!("the identity {identity} refuses it: {reason}")
}

pub(crate) fn safety(identity: &str, of: Option<Grade>, reason: Option<&str>) -> String {
    let said = format!("the identity {identity} is {}", if of.is_none() { "of no use" } else { grade(of) });
    reason.map_or_else(|| said.clone(), |reason| format!("{said}: {reason}"))
}

// The one sentence.

pub(crate) fn accepted(place: Option<&str>, identity: &str) -> String {
    match place {
        Some(place) => format!("{place}: accepted as {identity}"),
        None => format!("accepted as {identity}"),
    }
}

pub(crate) fn would_have_been_accepted(identity: &str, at: &str, now: &str) -> String {
    format!("at {at} it would have been accepted as {identity}; now: {now}")
}

pub(crate) fn accepted_now() -> String {
    "accepted, too".to_owned()
}

pub(crate) fn not_accepted_now(code: Code) -> String {
    code.meaning().trim_end_matches('.').to_owned()
}

pub(crate) fn not_proven(genuine: &str, was_compared: bool) -> String {
    let rest = if was_compared { "everything else fits" } else { "nothing speaks against it" };
    format!("{rest}, but who signed it was {genuine}")
}

pub(crate) fn rejected(first: &str, others: usize, is_unproven: bool) -> String {
    let more = match others {
        0 => String::new(),
        1 => "; one more check fails".to_owned(),
        others => format!("; {others} more checks fail"),
    };
    let unproven = if is_unproven { "; who signed it was not checked" } else { "" };
    format!("{first}{more}{unproven}")
}

pub(crate) fn where_and_for_whom(name: &str, place: Option<&str>, audiences: Option<&str>) -> String {
    let place = place.map(|place| format!(", {place}")).unwrap_or_default();
    let audiences = audiences.map(|audiences| format!(", for {audiences}")).unwrap_or_default();
    format!("{name}{place}{audiences}")
}

// Changes.

/// How a job of GitHub requests a token for an audience.
pub(crate) fn request_at_github(audience: &str) -> String {
    format!("`core.getIDToken('{audience}')`, or `&audience={audience}` behind the request URL")
}

/// The same at GitLab.
pub(crate) fn request_at_gitlab(audience: &str) -> String {
    format!("`id_tokens:` with `aud: {audience}`")
}

/// The same wherever else.
pub(crate) fn request_elsewhere(audience: &str) -> String {
    format!("audience `{audience}`")
}

/// What is put behind the name of a second identity, in letters that an e-mail address may have.
pub(crate) const fn suffix(advice: Advice) -> &'static str {
    match advice {
        Advice::NewIdentityForBranch => "branch",
        Advice::NewIdentityForTag => "tag",
        Advice::NewIdentityForEnvironment => "environment",
        Advice::NewIdentityForPullRequest => "pull-request",
        Advice::NewIdentityForRepository => "repository",
        _ => "second",
    }
}

/// A second identity helps whoever names the first one only by its own address.
pub(crate) fn naming_it(change: &str, email: &str) -> String {
    format!("{change}; the job must then name {email} instead")
}

/// Several changes in one sentence.
pub(crate) fn together(changes: &[String]) -> String {
    changes.join("; ")
}
